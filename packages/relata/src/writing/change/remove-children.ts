import type { Key } from '../../kinds/kind.js';
import type { Column, Relation } from '../../model/model.js';
import { CHANGED_AND_REMOVED } from '../input/parse-removal.js';
import { UserErrors } from '../user-error.js';
import { allowedKeys, children, findRows } from '../rows/find-rows.js';
import { keyOf } from '../../model/entity-key.js';
import type { Entity, Unit } from '../unit/unit.js';
import type { LinkWrite } from '../input/write-plan.js';

/**
 * Takes rows out of what hangs on others by keys of their own: they are deleted, or left without.
 * @returns keys of the parents that lose a child
 */
export async function removeChildren(
  unit: Unit,
  link: LinkWrite,
  at: { readonly key: Column; readonly entities: readonly Entity[] },
): Promise<readonly Key[]> {
  const { relation, connect, remove, removesOthers } = link;
  if (!removesOthers && remove.length === 0) {
    return [];
  }
  const kept = new Set(connect.map(({ key }) => key));
  const named = new Set(remove.map(({ key }) => key));
  const present = await seenChildren(unit, relation, at);
  const leaving = present.filter(({ key }) => (removesOthers ? !kept.has(key) : named.has(key)));
  const strangers = remove.filter(({ key }) => !present.some((child) => child.key === key));
  unit.userErrors.push(...strangers.map(({ path }) => UserErrors.missing(path, relation.target)));
  if (leaving.length > 0 && !relation.isOrphanRemoval && !at.key.nullable) {
    unit.userErrors.push(
      UserErrors.invalid(link.path, `a ${relation.target.name} cannot be without ${at.key.name}`),
    );
    return [];
  }
  if (!relation.isOrphanRemoval && leaving.some(({ isAllowed }) => !isAllowed)) {
    unit.userErrors.push(UserErrors.forbidden(link.path, `change a ${relation.target.name} of it`));
    return [];
  }
  for (const child of await unit.load(
    relation.target,
    leaving.map(({ key }) => key),
  )) {
    const changed = unit.changed.get(child);
    if (changed !== undefined) {
      unit.userErrors.push(UserErrors.invalid(changed, CHANGED_AND_REMOVED));
    } else if (relation.isOrphanRemoval) {
      unit.toDelete.push({ model: relation.target, entity: child, path: link.path });
    } else {
      unit.point(child, at.key, null);
    }
  }
  return leaving.map(({ parent }) => parent);
}

interface Child {
  readonly key: Key;
  readonly parent: Key;
  readonly isAllowed: boolean;
}

/**
 * What a relation has, and whether the viewer may change it. Of many rows, those the viewer sees:
 * nobody takes out what is hidden. A single one makes room whether it is seen or not.
 */
async function seenChildren(
  { session }: Unit,
  { source, target, many }: Relation,
  at: { readonly key: Column; readonly entities: readonly Entity[] },
): Promise<readonly Child[]> {
  const { engine, context } = session;
  const parents = at.entities.map((entity) => keyOf(source, entity));
  const present = await children(session, at.key, { parents });
  const keys = present.map(({ key }) => key);
  const allowed = engine.policies.write(target, 'update', context.viewer);
  if (!many) {
    const permitted = await allowedKeys(session, { model: target, keys }, allowed);
    return present.map((child) => ({ ...child, isAllowed: permitted.has(child.key) }));
  }
  const seen = await findRows(session, {
    model: target,
    where: { keys },
    allowed,
    isLocking: false,
  });
  const parentOf = new Map(present.map(({ key, parent }) => [key, parent]));
  return seen.flatMap((row) => {
    const parent = parentOf.get(row.key);
    return parent === undefined ? [] : [{ ...row, parent }];
  });
}
