import type { Column, Relation } from '../../model/model.js';

/** The key column a to-one relation of the row itself fills. */
export function keyOf(relation: Relation | null): Column | null {
  return relation?.join.kind === 'sourceKey' ? relation.join.key : null;
}

/** The key column of a new row that the row it is created through fills. */
export function keyByParent(parent: Relation | null): Column | null {
  return parent?.join.kind === 'targetKey' ? parent.join.key : null;
}

/** Whether a relation of a new row leads back to the row it is created through, and to no other. */
export function isSetByParent({ join, many }: Relation, parent: Relation | null): boolean {
  switch (join.kind) {
    case 'sourceKey':
      return keyByParent(parent) === join.key;
    case 'targetKey':
      return !many && keyOf(parent) === join.key;
    case 'link':
    case 'tree':
      return false;
  }
}
