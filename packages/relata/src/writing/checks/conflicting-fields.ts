import type { Key } from '../../kinds/kind.js';
import { sql } from 'kysely';
import type { Column, Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { boundKey, isSameKey, readKey, selectedKey, storedKey } from '../../reading/sql/key.js';
import { keyIn, keyOf } from '../../model/entity-key.js';
import { unseenRows } from './permissions.js';
import { children, findRows } from '../rows/find-rows.js';
import { keyFound, lookUpSought } from '../rows/sought.js';
import type { Entity } from '../unit/unit.js';
import type { KnownRow, LinkWrite, RowWrite } from '../input/write-plan.js';

/**
 * Fields an editor set of a row that somebody else changed: those in which the row is not what the
 * editor wants it to be, nor what it was. A field the editor does not see counts, whatever it holds.
 * @param edited - `base` is what the row was, of an editor that keeps what others changed; else null
 */
export async function conflictingFields(
  session: StatementRunner,
  { row, base }: { readonly row: RowWrite; readonly base: KnownRow['base'] },
  entity: Entity,
): Promise<readonly string[]> {
  const unseen = await unseenRows(session, [{ write: row, entities: [entity] }]);
  const holds = (column: Column, value: unknown): boolean =>
    textOf(column, entity[column.name]) === textOf(column, value);
  const fields = [...row.values]
    .filter(
      ([column, value]) =>
        unseen.get(column)?.has(entity) === true ||
        !(holds(column, value) || (base?.has(column) === true && holds(column, base.get(column)))),
    )
    .map(([column]) => column.name);
  for (const link of row.links) {
    const isKept = base !== null && (await isAsItWas(session, { link, base }, entity));
    if (!isKept && (await wouldChange(session, link, entity))) {
      fields.push(link.relation.name);
    }
  }
  return fields;
}

/**
 * Whether what an input says of a relation leaves alone what others changed: rows that are added to many and taken out of
 * them, and the one that a row refers to where it still does.
 */
async function isAsItWas(
  session: StatementRunner,
  { link, base }: { readonly link: LinkWrite; readonly base: NonNullable<KnownRow['base']> },
  entity: Entity,
): Promise<boolean> {
  const { relation, removesOthers } = link;
  const { join, many } = relation;
  if (many) {
    return !removesOthers;
  }
  const [linked = null] = await linkedKeys(session, relation, entity);
  return join.kind === 'sourceKey' && linked === base.get(join.key);
}

/** Whether a row is linked to others than an input wants, as far as the viewer sees them. */
async function wouldChange(
  session: StatementRunner,
  { relation, create, connect, connectOrCreate, upsert, remove, removesOthers }: LinkWrite,
  entity: Entity,
): Promise<boolean> {
  const sought = [...connectOrCreate, ...upsert.flatMap(({ by }) => by ?? [])];
  const found = await lookUpSought(session, sought);
  const wanted = [...connect.map(({ key }) => key), ...sought.map((each) => keyFound(found, each))];
  const linked = await linkedKeys(session, relation, entity);
  return (
    create.length > 0 ||
    (upsert.some(({ by }) => by === null) && linked.size === 0) ||
    wanted.some((key) => key === undefined || !linked.has(key)) ||
    remove.some(({ key }) => linked.has(key)) ||
    (removesOthers && [...linked].some((key) => !wanted.includes(key)))
  );
}

async function linkedKeys(
  session: StatementRunner,
  relation: Relation,
  entity: Entity,
): Promise<ReadonlySet<Key>> {
  const keys = await allLinkedKeys(session, relation, entity);
  const where = { keys };
  const seen = await findRows(session, { model: relation.target, where, isLocking: false });
  return new Set(seen.map(({ key }) => key));
}

async function allLinkedKeys(
  session: StatementRunner,
  { join, source, target }: Relation,
  entity: Entity,
): Promise<readonly Key[]> {
  switch (join.kind) {
    case 'sourceKey': {
      const key = keyIn(join.key, entity[join.key.name]);
      return key === null ? [] : [key];
    }
    case 'targetKey':
      return (await children(session, join.key, { parents: [keyOf(source, entity)] })).map(
        ({ key }) => key,
      );
    case 'link': {
      const { dialect } = session.engine;
      const linked = selectedKey(dialect, join.target, storedKey(join.target, 'link'));
      const isOwn = isSameKey(
        storedKey(join.source, 'link'),
        boundKey(dialect, source.id, keyOf(source, entity)),
      );
      const rows = await session.run(
        sql`select ${linked} as target from ${sql.table(join.table)} as link where ${isOwn}`,
      );
      return rows.map((row) => readKey(target.id, row['target']));
    }
    case 'tree':
      // No input says who is above or below.
      return [];
  }
}

/** A value as a text that no other value has: as it is stored, documents with their keys in one order. */
function textOf({ kind }: Column, value: unknown): string {
  const stored = kind.storage.sqlite.parameter(value ?? null);
  return typeof stored === 'bigint' ? String(stored) : JSON.stringify(stored);
}
