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
import type { LinkWrite, RowWrite } from '../input/write-plan.js';

/**
 * Fields an editor set of a row that somebody else changed: those in which the row is not what the
 * editor wants it to be. A field the editor does not see counts, whatever it holds.
 */
export async function conflictingFields(
  session: StatementRunner,
  row: RowWrite,
  entity: Entity,
): Promise<readonly string[]> {
  const unseen = await unseenRows(session, [{ write: row, entities: [entity] }]);
  const fields = [...row.values]
    .filter(
      ([column, value]) =>
        unseen.get(column)?.has(entity) === true ||
        textOf(column, entity[column.name]) !== textOf(column, value),
    )
    .map(([column]) => column.name);
  for (const link of row.links) {
    if (await wouldChange(session, link, entity)) {
      fields.push(link.relation.name);
    }
  }
  return fields;
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
