import type { Column, Relation } from '../../model/model.js';
import { entityIn } from '../unit/entity-in.js';
import type { Entity, Unit } from '../unit/unit.js';

/** What a unit of work is to write, as far as rows are tied to one another by it. */
export type UnwrittenLinks = Pick<Unit, 'created' | 'moved' | 'linkChanges'>;

/**
 * The rows that a relation of a new row leads to, once all is written: new ones, and others that are to refer to it;
 * of a way through a tree, those that are one step away.
 * @returns null where the row says so itself, by a key
 */
export function unwrittenRelated(
  { created, moved, linkChanges }: UnwrittenLinks,
  relation: Relation,
  row: Entity,
): readonly Entity[] | null {
  const { join, target } = relation;
  const rowsBelow = (key: Column): readonly Entity[] =>
    [...created, ...moved]
      .filter(({ model, entity }) => model === target && entityIn(entity[key.name]) === row)
      .map(({ entity }) => entity);
  switch (join.kind) {
    case 'sourceKey':
      return null;
    case 'targetKey':
      return rowsBelow(join.key);
    case 'tree': {
      const above = entityIn(row[join.key.name]);
      return join.way === 'down' ? rowsBelow(join.key) : above === null ? [] : [above];
    }
    case 'link':
      return linkChanges.flatMap((change) => {
        if (change.relation === relation) {
          return change.sources.includes(row) ? change.add : [];
        }
        // The same links from their other end.
        const isSame =
          change.relation.join.kind === 'link' && change.relation.join.table === join.table;
        return isSame && change.add.includes(row) ? change.sources : [];
      });
  }
}
