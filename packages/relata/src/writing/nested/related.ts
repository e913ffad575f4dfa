import { sql } from 'kysely';
import type { Key } from '../../kinds/kind.js';
import type { Relation } from '../../model/model.js';
import { keyIn, keyOf } from '../../model/entity-key.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { readKey, selectedKey, storedKey } from '../../reading/sql/key.js';
import type { Entity } from '../unit/unit.js';
import { children } from '../rows/find-rows.js';

/** Keys of the rows that some rows are related to, by theirs. */
export type Related = ReadonlyMap<Key, ReadonlySet<Key>>;

/**
 * Whom a relation leads to, seen or not: of many those among some. They stay related until the end of
 * the transaction. At most one statement.
 * @param sources - rows that are locked
 */
export async function relatedKeys(
  session: StatementRunner,
  { join, source, target, many }: Relation,
  of: { readonly sources: readonly Entity[]; readonly among: readonly Key[] },
): Promise<Related> {
  const { sources, among } = of;
  const keys = sources.map((entity) => keyOf(source, entity));
  switch (join.kind) {
    case 'sourceKey':
      return bySource(
        sources.flatMap((entity) => {
          const key = keyIn(join.key, entity[join.key.name]);
          return key === null ? [] : [[keyOf(source, entity), key] as const];
        }),
      );
    case 'targetKey': {
      const found = await children(session, join.key, {
        parents: keys,
        ...(many && { among }),
      });
      return bySource(found.map(({ key, parent }) => [parent, key] as const));
    }
    case 'link': {
      const { dialect } = session.engine;
      const [from, to] = [storedKey(join.source, LINK), storedKey(join.target, LINK)];
      const rows =
        await session.run(sql`select ${selectedKey(dialect, join.source, from)} as source,
        ${selectedKey(dialect, join.target, to)} as target
        from ${sql.table(join.table)} as ${sql.id(LINK)}
        where ${dialect.isOneOf(join.source, from, keys)} and ${dialect.isOneOf(join.target, to, among)}
        order by ${sql.join([...from, ...to])}${dialect.lock(LINK)}`);
      return bySource(
        rows.map(
          (row) => [readKey(source.id, row['source']), readKey(target.id, row['target'])] as const,
        ),
      );
    }
    case 'tree':
      // No input says who is above or below.
      return new Map();
  }
}

const LINK = 'link';

function bySource(pairs: readonly (readonly [Key, Key])[]): Related {
  const related = new Map<Key, Set<Key>>();
  for (const [source, target] of pairs) {
    related.set(source, (related.get(source) ?? new Set()).add(target));
  }
  return related;
}
