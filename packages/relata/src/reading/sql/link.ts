import { sql } from 'kysely';
import type { Relation } from '../../model/model.js';
import type { KeySql, Sql, SqlTest } from './dialect.js';
import { isSameKey, storedKey } from './key.js';
import type { Scope } from './scope.js';

/** The names under which a statement has the rows that a relation leads to. */
export interface LinkNames {
  readonly target: string;
  /** The link table; not looked at for relations that have none. */
  readonly link: string;
}

/** `, user_tags as t3` for a relation through a link table, else nothing. */
export function linkTable(relation: Relation, link: string): Sql {
  return relation.join.kind === 'link'
    ? sql`, ${sql.table(relation.join.table)} as ${sql.id(link)}`
    : sql``;
}

/** What is equal to the start of a relation in all rows it leads to from there. */
export function parentKey({ join, target }: Relation, names: LinkNames): KeySql {
  switch (join.kind) {
    case 'sourceKey':
      return storedKey(target.id, names.target);
    case 'targetKey':
      return storedKey(join.key, names.target);
    case 'link':
      return storedKey(join.source, names.link);
  }
}

/** What ties the rows of a target to those of the link table, where there is one. */
export function linkedTests({ join, target }: Relation, names: LinkNames): readonly SqlTest[] {
  return join.kind === 'link'
    ? [isSameKey(storedKey(target.id, names.target), storedKey(join.target, names.link))]
    : [];
}

/**
 * What ties a row of the target to its parent.
 * @param names.parent - the value the relation starts from
 */
export function linkSql(
  relation: Relation,
  { parent, ...names }: LinkNames & { readonly parent: KeySql },
): SqlTest {
  const start = isSameKey(parentKey(relation, names), parent);
  return sql`${sql.join([start, ...linkedTests(relation, names)], sql` and `)}`;
}

/** Has order and cursors go by the key in the link table, where there is one, for that of the row. */
export function equateKeys(scope: Scope, { join, target }: Relation, names: LinkNames): void {
  if (join.kind === 'link') {
    const linked = storedKey(join.target, names.link);
    for (const [index, part] of target.id.parts.entries()) {
      scope.equate(names.target, part, linked[index] ?? sql`null`);
    }
  }
}
