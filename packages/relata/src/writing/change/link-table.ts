import { sql } from 'kysely';
import { isAlways } from '../../filter/condition.js';
import type { Model, Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { storedColumn } from '../../reading/sql/column.js';
import { conjunction } from '../../reading/sql/condition.js';
import type { Sql } from '../../reading/sql/dialect.js';
import type { Entity, LinkChange } from '../unit/unit.js';

/**
 * Brings link tables to what was asked for: at most three statements a change, whatever the number
 * of rows. Linking what is linked already changes nothing.
 * @returns rows that were there and are linked to others now, with their models
 */
export async function changeLinks(
  session: StatementRunner,
  changes: readonly LinkChange[],
): Promise<ReadonlyMap<Entity, Model>> {
  const changed = new Map<Entity, Model>();
  const note = (about: readonly LinkChange[], keys: ReadonlySet<number>): void => {
    for (const { relation, sources, isNew } of about) {
      for (const source of isNew ? [] : sources.filter(({ id }) => keys.has(id))) {
        changed.set(source, relation.source);
      }
    }
  };
  for (const change of changes) {
    note([change], await unlink(session, change));
  }
  for (const [relation, added] of Map.groupBy(changes, (change) => change.relation)) {
    note(added, await link(session, relation, added));
  }
  return changed;
}

/** @returns keys of the sources that were linked to something they were not linked to */
async function link(
  session: StatementRunner,
  relation: Relation,
  changes: readonly LinkChange[],
): Promise<ReadonlySet<number>> {
  const { join } = relation;
  const pairs = changes.flatMap(({ sources, add }) =>
    sources.flatMap((source) => add.map((target) => [source.id, target.id] as const)),
  );
  if (join.kind !== 'link' || pairs.length === 0) {
    return new Set();
  }
  const source = sql.id(join.sourceField);
  const columns = sql.join([source, sql.id(join.targetField)]);
  const rows = session.engine.dialect.pairs(pairs);
  return sourcesOf(
    await session.run(
      sql`insert into ${sql.table(join.table)} (${columns}) ${rows} on conflict do nothing
      returning ${source} as source`,
    ),
  );
}

/** @returns keys of the sources that lost a link */
async function unlink(session: StatementRunner, change: LinkChange): Promise<ReadonlySet<number>> {
  const { relation, sources, add, remove, removesOthers } = change;
  const { join } = relation;
  if (join.kind !== 'link' || (!removesOthers && remove.length === 0)) {
    return new Set();
  }
  const { dialect } = session.engine;
  const source = sql.ref(join.sourceField);
  const target = sql.ref(join.targetField);
  const kept = add.flatMap(({ id }) => (Number.isInteger(id) ? [id] : []));
  const chosen = removesOthers
    ? sql`not (${dialect.isOneOf(target, kept)})${seenOnly(session, relation, target)}`
    : dialect.isOneOf(
        target,
        remove.filter((key) => !kept.includes(key)),
      );
  const keys = sources.map(({ id }) => id);
  return sourcesOf(
    await session.run(
      sql`delete from ${sql.table(join.table)} where ${dialect.isOneOf(source, keys)} and ${chosen}
      returning ${source} as source`,
    ),
  );
}

function sourcesOf(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<number> {
  return new Set(rows.map((row) => Number(row['source'])));
}

/** ` and …` for the rows the viewer sees: nobody takes out what is hidden. */
function seenOnly(session: StatementRunner, relation: Relation, key: Sql): Sql {
  const { target } = relation;
  const scope = session.scope();
  const readable = scope.readable(target);
  if (isAlways(readable)) {
    return sql``;
  }
  const alias = scope.alias();
  return sql` and ${key} in (select ${storedColumn(target.id, alias)}
    from ${sql.table(target.table)} as ${sql.id(alias)} where ${conjunction(scope, alias, [readable])})`;
}
