import type { Column, Relation } from '../../model/model.js';

/** The key column a to-one relation of the row itself fills. */
export function keyOf(relation: Relation | null): Column | null {
  return relation?.join.kind === 'sourceKey' ? relation.join.key : null;
}

/** The relation from the target back, as far as its key goes: what the parent fills in. */
export function reverseKey(relation: Relation): Relation | null {
  return relation.join.kind === 'targetKey'
    ? { ...relation, join: { kind: 'sourceKey', key: relation.join.key } }
    : null;
}
