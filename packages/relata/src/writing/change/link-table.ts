import type { Key } from '../../kinds/kind.js';
import { sql } from 'kysely';
import { isAlways } from '../../filter/condition.js';
import type { Column, Join, Model, Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { conjunction } from '../../reading/sql/condition.js';
import type { Dialect, KeySql, Sql } from '../../reading/sql/dialect.js';
import { readKey, selectedKey, storedKey } from '../../reading/sql/key.js';
import { keyOf, knownKey } from '../../model/entity-key.js';
import type { Entity, LinkChange } from '../unit/unit.js';

type LinkJoin = Extract<Join, { readonly kind: 'link' }>;

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
  const note = (about: readonly LinkChange[], keys: ReadonlySet<Key>): void => {
    for (const { relation, sources, isNew } of about) {
      for (const source of isNew
        ? []
        : sources.filter((each) => keys.has(keyOf(relation.source, each)))) {
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
): Promise<ReadonlySet<Key>> {
  const { join } = relation;
  const pairs = changes.flatMap(({ sources, add }) =>
    sources.flatMap((source) =>
      add.map(
        (target) => [keyOf(relation.source, source), keyOf(relation.target, target)] as const,
      ),
    ),
  );
  if (join.kind !== 'link' || pairs.length === 0) {
    return new Set();
  }
  const { dialect } = session.engine;
  const columns = [...join.source.parts, ...join.target.parts].map(({ field }) => sql.id(field));
  const rows = dialect.pairs([join.source, join.target], pairs);
  return sourcesOf(
    join.source,
    await session.run(
      sql`insert into ${sql.table(join.table)} (${sql.join(columns)}) ${rows} on conflict do nothing
      returning ${toldSource(dialect, join)} as source`,
    ),
  );
}

/** @returns keys of the sources that lost a link */
async function unlink(session: StatementRunner, change: LinkChange): Promise<ReadonlySet<Key>> {
  const { relation, sources, add, remove, removesOthers } = change;
  const { join } = relation;
  if (join.kind !== 'link' || (!removesOthers && remove.length === 0)) {
    return new Set();
  }
  const { dialect } = session.engine;
  const [source, target] = [storedKey(join.source, join.table), storedKey(join.target, join.table)];
  const kept = add.flatMap((each) => knownKey(relation.target, each) ?? []);
  const chosen = removesOthers
    ? sql`not (${dialect.isOneOf(join.target, target, kept)})${seenOnly(session, relation, target)}`
    : dialect.isOneOf(
        join.target,
        target,
        remove.filter((key) => !kept.includes(key)),
      );
  const keys = sources.map((each) => keyOf(relation.source, each));
  return sourcesOf(
    join.source,
    await session.run(
      sql`delete from ${sql.table(join.table)} where ${dialect.isOneOf(join.source, source, keys)} and ${chosen}
      returning ${toldSource(dialect, join)} as source`,
    ),
  );
}

/** The key of the source in a row of a link table that a statement writes. */
function toldSource(dialect: Dialect, { source, table }: LinkJoin): Sql {
  return selectedKey(dialect, source, storedKey(source, table));
}

function sourcesOf(
  source: Column,
  rows: readonly Readonly<Record<string, unknown>>[],
): ReadonlySet<Key> {
  return new Set(rows.map((row) => readKey(source, row['source'])));
}

/** ` and …` for the rows the viewer sees: nobody takes out what is hidden. */
function seenOnly(session: StatementRunner, relation: Relation, key: KeySql): Sql {
  const { target } = relation;
  const scope = session.scope();
  const readable = scope.readable(target);
  if (isAlways(readable)) {
    return sql``;
  }
  const alias = scope.alias();
  return sql` and (${sql.join(key)}) in (select ${sql.join(storedKey(target.id, alias))}
    from ${sql.table(target.table)} as ${sql.id(alias)} where ${conjunction(scope, alias, [readable])})`;
}
