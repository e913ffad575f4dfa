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
 * Brings link tables to what was asked for: at most three statements a relation, whatever the number
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
  const byRelation = Map.groupBy(changes, (change) => change.relation);
  for (const [relation, each] of byRelation) {
    note(each, await unlink(session, relation, each));
  }
  for (const [relation, each] of byRelation) {
    note(each, await link(session, relation, each));
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
  const pairs = pairsOf(changes, ({ add }) => add.map((target) => keyOf(relation.target, target)));
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
async function unlink(
  session: StatementRunner,
  relation: Relation,
  changes: readonly LinkChange[],
): Promise<ReadonlySet<Key>> {
  const { join } = relation;
  if (join.kind !== 'link') {
    return new Set();
  }
  const emptied = changes.filter(({ removesOthers }) => removesOthers);
  const others = changes.filter(({ removesOthers, remove }) => !removesOthers && remove.length > 0);
  const chosen = [
    ...(emptied.length > 0 ? [othersOf(session, join, emptied)] : []),
    ...(others.length > 0 ? [isPair(session, join, pairsOf(others, removedOf))] : []),
  ];
  const changed = new Set<Key>();
  for (const condition of chosen) {
    const rows = await session.run(
      sql`delete from ${sql.table(join.table)} where ${condition}
      returning ${toldSource(session.engine.dialect, join)} as source`,
    );
    sourcesOf(join.source, rows).forEach((key) => changed.add(key));
  }
  return changed;
}

/** Links of rows to what they do not keep, as far as the viewer sees it. */
function othersOf(session: StatementRunner, join: LinkJoin, changes: readonly LinkChange[]): Sql {
  const { dialect } = session.engine;
  const [source, target] = [storedKey(join.source, join.table), storedKey(join.target, join.table)];
  const keys = changes.flatMap(({ relation, sources }) =>
    sources.map((each) => keyOf(relation.source, each)),
  );
  const kept = pairsOf(changes, keptOf);
  const seen = changes[0] === undefined ? sql`` : seenOnly(session, changes[0].relation, target);
  return sql`${dialect.isOneOf(join.source, source, keys)} and not (${isPair(session, join, kept)})${seen}`;
}

function keptOf({ relation, add }: LinkChange): readonly Key[] {
  return add.flatMap((each) => knownKey(relation.target, each) ?? []);
}

function removedOf(change: LinkChange): readonly Key[] {
  const kept = keptOf(change);
  return change.remove.filter((key) => !kept.includes(key));
}

type Pair = readonly [Key, Key];

function pairsOf(
  changes: readonly LinkChange[],
  targetsOf: (change: LinkChange) => readonly Key[],
): readonly Pair[] {
  return changes.flatMap((change) => {
    const targets = targetsOf(change);
    return change.sources.flatMap((source) =>
      targets.map((target): Pair => [keyOf(change.relation.source, source), target]),
    );
  });
}

function isPair(
  { engine: { dialect } }: StatementRunner,
  { table, source, target }: LinkJoin,
  pairs: readonly Pair[],
): Sql {
  const columns = [...storedKey(source, table), ...storedKey(target, table)];
  return sql`(${sql.join(columns)}) in (${dialect.pairs([source, target], pairs)})`;
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
