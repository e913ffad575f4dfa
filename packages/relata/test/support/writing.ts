import { type Answer, type AskOptions, TestApi, type TestViewer } from './api.js';
import type { TestDatabase } from './databases.js';
import { fillUsers } from './fixtures.js';

/** Someone who may write everything; user 1. */
export const ADMIN: TestViewer = {
  userId: 1,
  permissions: [
    ...['create', 'update', 'delete', 'read-email', 'read-deleted'].map((verb) => `user:${verb}`),
    ...['create', 'update', 'delete', 'read'].map((verb) => `post:${verb}`),
    ...['update', 'delete'].map((verb) => `tag:${verb}`),
    ...['create', 'update', 'delete'].map((verb) => `role:${verb}`),
  ],
};

/** Hashes passwords without taking the time it should take. */
export const CHEAP_PASSWORDS = { PASSWORD_MEMORY_KIB: '8', PASSWORD_PASSES: '1' };

/** Fields of every error of a payload. */
export const ERRORS = 'errors { __typename code message path }';

/** An error of a payload, as {@link ERRORS} asks for it. */
export interface PayloadError {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

/** What the root fields of a mutation answer. */
export type Payloads = Readonly<Record<string, Payload>>;

/** What one root field answers; what else it has is the document's. */
export interface Payload {
  readonly errors: readonly PayloadError[];
  readonly [field: string]: unknown;
}

const TABLES = [
  ...['users', 'profiles', 'posts', 'tags', 'rbac_roles', 'rbac_permissions'],
  ...['user_tags', 'user_roles', 'post_tags', 'rbac_role_permission'],
];

/** Answers by test and place in it: what one database said, the other must say to the byte. */
const said = new Map<string, string>();

/** An application with a few users, to which documents are sent that change it. */
export class WriteStory {
  readonly api: TestApi;
  readonly #database: TestDatabase;
  readonly #asked = new Map<string, number>();

  private constructor(api: TestApi, database: TestDatabase) {
    this.api = api;
    this.#database = database;
  }

  /** Starts on an open database: 3 users, tags, roles and permissions, 2 published posts a user. */
  static async start(
    database: TestDatabase,
    env: Readonly<Record<string, string>> = {},
  ): Promise<WriteStory> {
    const api = await TestApi.start(database, { env: { ...CHEAP_PASSWORDS, ...env } });
    await fillUsers(api.app.orm, { users: 3, posts: 2 });
    return new WriteStory(api, database);
  }

  /**
   * Sends a document, by the admin unless another viewer is named (null: nobody), and expects the
   * answer of the other database: with ids named by first appearance, and without times.
   */
  async ask(
    query: string,
    {
      viewer = ADMIN,
      ...options
    }: Omit<AskOptions, 'viewer'> & { viewer?: TestViewer | null } = {},
  ): Promise<Answer> {
    const answer = await this.api.ask(query, {
      ...options,
      ...(viewer === null ? {} : { viewer }),
    });
    const test = (expect.getState().currentTestName ?? '').replace(this.#database.dialect, '');
    const place = (this.#asked.get(test) ?? 0) + 1;
    this.#asked.set(test, place);
    const key = `${test} ${String(place)}`;
    const text = withoutChance(answer.text);
    expect({ key, text }).toEqual({ key, text: said.get(key) ?? text });
    said.set(key, text);
    return answer;
  }

  /** The data of a document that has no errors but those in payloads. */
  async write(query: string, options: Parameters<WriteStory['ask']>[1] = {}): Promise<Payloads> {
    const { body, status, text } = await this.ask(query, options);
    expect({ status, errors: body.errors ?? text }).toEqual({ status: 200, errors: text });
    return body.data as unknown as Payloads;
  }

  /** Sends a document that is expected to change nothing. @returns its data */
  async refused(query: string, options: Parameters<WriteStory['ask']>[1] = {}): Promise<Payloads> {
    const before = await this.contents();
    const data = await this.write(query, options);
    expect(await this.contents()).toEqual(before);
    return data;
  }

  /** Creates a user with a name of its own. @returns its id */
  async newUser(name: string, input = ''): Promise<string> {
    const data = await this.write(
      `mutation { createUser(input: { username: "${name}", email: "${name}@example.org",
        password: "a long secret", ${input} }) { user { id } ${ERRORS} } }`,
    );
    return rowId(data['createUser'], 'user');
  }

  /** All rows of all tables. */
  async contents(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const contents: Record<string, readonly unknown[]> = {};
    for (const table of TABLES) {
      contents[table] = await this.sql(`select * from ${table} order by 1, 2`);
    }
    return contents;
  }

  /** Runs a statement past the application. */
  async sql(statement: string): Promise<readonly Record<string, unknown>[]> {
    return await this.#database.orm.em.fork().execute(statement);
  }

  async stop(): Promise<void> {
    await this.api.stop();
  }
}

/** The id of the row a payload has; there must be one, and no errors. */
export function rowId(payload: Payload | undefined, name: string): string {
  expect(payload?.errors).toEqual([]);
  return (payload?.[name] as { readonly id: string }).id;
}

/** The bare key of an id. */
export function keyOf(id: string): number {
  return Number(id.split('_')[1]);
}

/** `[code, path]` of each error of a payload. */
export function faultsOf(payload: Payload | undefined): readonly (readonly [string, string])[] {
  return (payload?.errors ?? []).map(({ code, path }) => [code, path.join('.')]);
}

function withoutChance(text: string): string {
  const names = new Map<string, string>();
  return text
    .replace(/"requestId":"[^"]+"/g, '"requestId":""')
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<time>"')
    .replace(/\b(user|profile|post|tag|role|permission)_\d+\b/g, (id, model: string) => {
      const name = names.get(id) ?? `${model}_#${String(names.size + 1)}`;
      names.set(id, name);
      return name;
    });
}
