import type { AskOptions, TestApp } from '../../src/testing/test-app.js';

/** What a write of owners answers. */
export interface Payload {
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
  readonly owner?: { readonly id: string } | null;
}

/** A row that a dry run tells of. */
export interface Change {
  readonly operation: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const DRY = { headers: { 'x-dry-run': 'true' } };
const OWNER =
  'owner { id shadow { id length owner { id } } badge { id text } } errors { code path }';

/** Writes and reads owners of pairs. */
export interface Owners {
  /** The input of a new owner with a name and a key of its own. */
  readonly owner: (more?: string) => string;
  /** Sends a document. @returns its last payload */
  readonly write: (document: string, options?: AskOptions) => Promise<Payload>;
  /** Creates one. @returns its id */
  readonly newOwner: (more?: string, options?: AskOptions) => Promise<string>;
  /** A document that updates one. */
  readonly update: (id: string, input: string) => string;
  /** A document that updates one that is found by its name, or creates another. */
  readonly upsert: (name: string, update: string) => string;
  /** What is read of one: how long its shadow is, and what its badge says. */
  readonly seen: (id: string, shadow: number | null, badge: string | null) => object;
  readonly read: (id: string) => Promise<unknown>;
  readonly versionOf: (id: string) => Promise<unknown>;
  readonly counts: () => Promise<Readonly<Record<string, { readonly totalCount: number }>>>;
  /** Sends a document that is expected to change nothing, and to have errors: code and path of each. */
  readonly refused: (document: string, errors: readonly unknown[]) => Promise<void>;
  /** What a document would change, as a dry run tells it. */
  readonly changes: (document: string) => Promise<readonly Change[]>;
  /** The same in short: `DELETE shadow_1`. */
  readonly operations: (document: string) => Promise<readonly string[]>;
}

/** @param kind - of the keys of owners */
export function ownersOf(app: TestApp, kind: string): Owners {
  let made = 0;
  const owner = (more = ''): string => {
    made += 1;
    const place = `place: { create: { name: "Place ${String(made)}" } }`;
    const key =
      kind === 'several columns'
        ? `${place}, number: 7,`
        : kind === 'another row'
          ? `${place},`
          : '';
    return `{ ${key} name: "Owner ${String(made)}", ${more} }`;
  };
  const write = async (document: string, options: AskOptions = {}): Promise<Payload> => {
    const data = await app.data<Record<string, Payload>>(`mutation { ${document} }`, options);
    return Object.values(data).at(-1) ?? { errors: [] };
  };
  const newOwner = async (more = '', options: AskOptions = {}): Promise<string> => {
    const { owner: row, errors } = await write(
      `createOwner(input: ${owner(more)}) { ${OWNER} }`,
      options,
    );
    expect(errors).toEqual([]);
    return row?.id ?? '';
  };
  const update = (id: string, input: string): string =>
    `updateOwner(id: ${JSON.stringify(id)}, input: { ${input} }) { ${OWNER} }`;
  const seen = (id: string, shadow: number | null, badge: string | null): object => ({
    id,
    shadow:
      shadow === null ? null : { id: id.replace('owner', 'shadow'), length: shadow, owner: { id } },
    badge: badge === null ? null : { id: id.replace('owner', 'badge'), text: badge },
  });
  const read = async (id: string): Promise<unknown> =>
    (
      await app.data<{ owner: unknown }>(
        `query ($id: ID!) { owner(id: $id) { id shadow { id length owner { id } } badge { id text } } }`,
        { variables: { id } },
      )
    ).owner;
  const versionOf = async (id: string): Promise<unknown> =>
    (
      await app.data<{ owner: { version: unknown } }>(
        'query ($id: ID!) { owner(id: $id) { version } }',
        { variables: { id } },
      )
    ).owner.version;
  const counts: Owners['counts'] = async () =>
    await app.data(
      '{ owners { totalCount } shadows { totalCount } badges { totalCount } places { totalCount } }',
    );
  const refused = async (document: string, errors: readonly unknown[]): Promise<void> => {
    const before = await counts();
    // Somebody: nobody would be told to sign in.
    const { errors: found } = await write(document, { viewer: { userId: 1 } });
    expect(found.map(({ code, path }) => [code, path.join('.')])).toEqual(errors);
    expect(await counts()).toEqual(before);
  };
  const changes = async (document: string): Promise<readonly Change[]> => {
    const before = await counts();
    const { body } = await app.ask(`mutation { ${document} }`, DRY);
    expect(body.errors).toBeUndefined();
    expect(await counts()).toEqual(before);
    return (body.extensions as unknown as { changes: readonly Change[] }).changes;
  };
  const operations = async (document: string): Promise<readonly string[]> =>
    (await changes(document)).map(({ operation, id }) => `${operation} ${id}`);
  const upsert = (name: string, change: string): string =>
    `upsertOwner(by: { name: "${name}" }, create: ${owner()}, update: { ${change} }) { ${OWNER} }`;
  return {
    owner,
    write,
    newOwner,
    update,
    upsert,
    seen,
    read,
    versionOf,
    counts,
    refused,
    changes,
    operations,
  };
}
