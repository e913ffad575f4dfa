import type { Key } from '../../kinds/kind.js';
import type { Condition } from '../../filter/condition.js';
import type { Model, Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { mentionOf } from '../input/lookup-key.js';
import { everyRow } from '../input/every-row.js';
import { type UserError, UserErrors } from '../user-error.js';
import { findRows, type FoundRow } from './find-rows.js';
import { findSought, type Found, keyFound } from './sought.js';
import type { LinkWrite, RowWrite, Sought } from '../input/write-plan.js';

/** What the references in some inputs turned out to be. */
export interface Resolved {
  /** Rows that are there and seen, by model and key; whether connecting them is allowed. */
  readonly rows: ReadonlyMap<Model, ReadonlyMap<Key, FoundRow>>;
  /** Keys of rows by lookup and values, seen ones only. */
  readonly uniques: Found;
}

/** Key of the row that unique values find; undefined where there is none to be seen. */
export function foundKey({ uniques }: Pick<Resolved, 'uniques'>, sought: Sought): Key | undefined {
  return keyFound(uniques, sought);
}

/**
 * The rows of some inputs that will really be created: of `connectOrCreate`, those no row is there
 * for, and each only once.
 * @param mentioned - unique values of `connectOrCreate` that rows before these create; grows
 */
export function rowsToCreate(
  rows: Iterable<RowWrite>,
  resolved: Resolved,
  mentioned = new Set<string>(),
): readonly RowWrite[] {
  return [...rows].flatMap((row) => [row, ...rowsToCreateIn(row, resolved, mentioned)]);
}

/** As {@link rowsToCreate}, without the row itself: one that is there. */
export function rowsToCreateIn(
  { links }: RowWrite,
  resolved: Resolved,
  mentioned = new Set<string>(),
): readonly RowWrite[] {
  return links.flatMap(({ create, connectOrCreate, update }) => [
    ...rowsToCreate(create, resolved, mentioned),
    ...connectOrCreate.flatMap((item) => {
      const mention = mentionOf(item.lookup, item.values);
      const isThere = foundKey(resolved, item) !== undefined || mentioned.has(mention);
      mentioned.add(mention);
      return isThere ? [] : rowsToCreate([item.create], resolved, mentioned);
    }),
    ...update.flatMap(({ row }) => rowsToCreateIn(row, resolved, mentioned)),
  ]);
}

const NOTHING_TO_RESOLVE = {
  resolved: { rows: new Map(), uniques: new Map() },
  userErrors: [],
} as const;

/** Looks up all references of some inputs: one statement a model, one a lookup. */
export async function resolve(
  session: StatementRunner,
  rows: readonly RowWrite[],
): Promise<{ readonly resolved: Resolved; readonly userErrors: readonly UserError[] }> {
  if (rows.every(({ links: own }) => own.length === 0)) {
    return NOTHING_TO_RESOLVE;
  }
  const links = [...everyRow(rows)].flatMap((row) => row.links);
  const uniques = await findSought(
    session,
    links.flatMap((link) => link.connectOrCreate),
  );
  const keys = new Map<Model, Set<Key>>();
  const want = (model: Model, key: Key): void => {
    keys.set(model, (keys.get(model) ?? new Set()).add(key));
  };
  for (const { relation, connect, remove } of links) {
    for (const { key } of [...connect, ...remove]) {
      want(relation.target, key);
    }
  }
  for (const [{ model }, found] of uniques) {
    for (const key of found.values()) {
      want(model, key);
    }
  }
  // Rows that only come to be pointed at are held by the foreign key, and need no lock.
  const changed = new Set(
    links.filter((link) => changesTarget(link.relation)).map((link) => link.relation.target),
  );
  const seen = new Map<Model, ReadonlyMap<Key, FoundRow>>();
  for (const [model, wanted] of keys) {
    const allowed = updatePolicy(session, model);
    const isLocking = changed.has(model);
    const found = await findRows(session, {
      model,
      where: { keys: [...wanted] },
      allowed,
      isLocking,
    });
    seen.set(model, new Map(found.map((row) => [row.key, row])));
  }
  const resolved = { rows: seen, uniques: seenOnly(uniques, seen) };
  return { resolved, userErrors: links.flatMap((link) => userErrorsOf(link, resolved)) };
}

/** What a viewer must be allowed to do to a row whose key a relation changes. */
function updatePolicy(session: StatementRunner, model: Model): Condition {
  const { engine, context } = session;
  return engine.policies.write(model, 'update', context.viewer);
}

function userErrorsOf(link: LinkWrite, resolved: Resolved): UserError[] {
  const { relation } = link;
  const found = resolved.rows.get(relation.target);
  const named = link.connectOrCreate.flatMap((item) => {
    const key = foundKey(resolved, item);
    return key === undefined ? [] : [{ key, path: item.path }];
  });
  return [...link.connect, ...link.remove, ...named].flatMap(({ key, path }) => {
    const row = found?.get(key);
    if (row === undefined) {
      return [UserErrors.missing(path, relation.target)];
    }
    return changesTarget(relation) && !row.isAllowed
      ? [UserErrors.forbidden(path, `change this ${relation.target.name}`)]
      : [];
  });
}

/** Whether connecting writes the key into the row that is connected. */
function changesTarget(relation: Relation): boolean {
  return relation.join.kind === 'targetKey';
}

function seenOnly(uniques: Resolved['uniques'], seen: Resolved['rows']): Resolved['uniques'] {
  return new Map(
    [...uniques].map(([lookup, found]) => [
      lookup,
      new Map([...found].filter(([, key]) => seen.get(lookup.model)?.has(key) === true)),
    ]),
  );
}
