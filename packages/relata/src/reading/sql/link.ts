import { sql } from 'kysely';
import type { Relation } from '../../model/model.js';
import type { Sql, SqlTest } from './dialect.js';

/** `, user_tags as t3` for a relation through a link table, else nothing. */
export function linkTable(relation: Relation, link: string): Sql {
  return relation.join.kind === 'link'
    ? sql`, ${sql.table(relation.join.table)} as ${sql.id(link)}`
    : sql``;
}

/**
 * What ties a row of the target to its parent.
 * @param names.parent - the value the relation starts from: the key a `sourceKey` relation holds, else the parent's id
 */
export function linkSql(
  relation: Relation,
  names: { readonly parent: Sql; readonly target: string; readonly link: string },
): SqlTest {
  const { parent, target, link } = names;
  const { join } = relation;
  const id = sql.ref(`${target}.${relation.target.id.field}`);
  switch (join.kind) {
    case 'sourceKey':
      return sql`${id} = ${parent}`;
    case 'targetKey':
      return sql`${sql.ref(`${target}.${join.key.field}`)} = ${parent}`;
    case 'link':
      return sql`${sql.ref(`${link}.${join.sourceField}`)} = ${parent} and ${id} = ${sql.ref(`${link}.${join.targetField}`)}`;
  }
}
