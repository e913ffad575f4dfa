import { sql } from 'kysely';
import type { Bindable } from '../../filter/placeholder.js';
import type { Relation } from '../../model/model.js';
import type { KeySql, Sql, SqlTest } from './dialect.js';
import { isSameKey, storedKey } from './key.js';
import type { Scope } from './scope.js';
import { startOfWalk, type TreeWalk, walkedRows } from './tree.js';

/** The names under which a statement has the rows that a relation leads to. */
export interface LinkNames {
  readonly target: string;
  /** The link table; not looked at for relations that have none. */
  readonly link: string;
}

/** What else there is to know of a relation through a tree, whose rows are found by going there. */
export interface TreePlace extends Pick<TreeWalk, 'start' | 'passable'> {
  readonly maxDepth?: Bindable<number> | null;
}

/** The tables of a relation: `users as t1`, `users as t1, user_tags as t2`, or the rows that a walk through a tree comes to. */
export function relatedTables(
  scope: Scope,
  { join, target }: Relation,
  { target: alias, link, maxDepth = null, ...walk }: LinkNames & TreePlace,
): Sql {
  switch (join.kind) {
    case 'sourceKey':
    case 'targetKey':
      return sql`${sql.table(target.table)} as ${sql.id(alias)}`;
    case 'link':
      return sql`${sql.table(target.table)} as ${sql.id(alias)}, ${sql.table(join.table)} as ${sql.id(link)}`;
    case 'tree': {
      const rows = walkedRows(scope, { ...walk, model: target, join, maxDepth });
      return sql`${rows} as ${sql.id(alias)}`;
    }
  }
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
    case 'tree':
      return startOfWalk({ model: target }, names.target);
  }
}

/** What ties the rows of a target to those of the link table, where there is one. */
export function linkedTests({ join, target }: Relation, names: LinkNames): readonly SqlTest[] {
  return join.kind === 'link'
    ? [isSameKey(storedKey(target.id, names.target), storedKey(join.target, names.link))]
    : [];
}

/**
 * What ties a row of the target to its parent; nothing in a tree, where it was gone there from the parent.
 * @param names.parent - the value the relation starts from
 */
export function linkTests(
  relation: Relation,
  { parent, ...names }: LinkNames & { readonly parent: KeySql },
): readonly SqlTest[] {
  return relation.join.kind === 'tree'
    ? []
    : [isSameKey(parentKey(relation, names), parent), ...linkedTests(relation, names)];
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
