import type { Key } from '../../kinds/kind.js';
import type { Column, Relation } from '../../model/model.js';
import { CHANGED_AND_REMOVED } from '../input/parse-removal.js';
import { UserErrors } from '../user-error.js';
import { allowedKeys, children, findRows } from '../rows/find-rows.js';
import { keyOf } from '../../model/entity-key.js';
import type { Entity, RowsUpdate, Unit } from '../unit/unit.js';
import type { LinkWrite, Reference } from '../input/write-plan.js';

/** A row that hangs on another by a key of its own. */
export interface Child {
  readonly key: Key;
  readonly parent: Key;
  readonly isAllowed: boolean;
}

/** What relations have from which rows are taken out, by what takes them out. */
export type PresentChildren = ReadonlyMap<LinkWrite, readonly Child[]>;

/**
 * Finds what relations have from which updates take rows out: as many statements as there are
 * relations, whatever the number of updates.
 */
export async function findPresent(
  unit: Unit,
  updates: readonly RowsUpdate[],
): Promise<PresentChildren> {
  const asked = updates.flatMap(({ write, entities }) =>
    write.links.filter(removesAny).map((link) => ({ link, entities })),
  );
  const found = new Map<LinkWrite, readonly Child[]>();
  for (const [relation, each] of Map.groupBy(asked, ({ link }) => link.relation)) {
    if (relation.join.kind === 'targetKey') {
      const entities = each.flatMap((one) => one.entities);
      const present = await seenChildren(unit, relation, { key: relation.join.key, entities });
      for (const { link, entities: own } of each) {
        const parents = new Set(own.map((entity) => keyOf(relation.source, entity)));
        found.set(
          link,
          present.filter(({ parent }) => parents.has(parent)),
        );
      }
    }
  }
  return found;
}

function removesAny({ remove, removesOthers }: LinkWrite): boolean {
  return removesOthers || remove.length > 0;
}

/** Of the rows a relation has, those that leave it. */
export function leavingOf(
  { remove, removesOthers }: LinkWrite,
  present: readonly Child[],
  kept: readonly Reference[],
): readonly Child[] {
  const keys = new Set((removesOthers ? kept : remove).map(({ key }) => key));
  return present.filter(({ key }) => keys.has(key) !== removesOthers);
}

/**
 * Takes rows out of what hangs on others by keys of their own: they are deleted, or left without.
 * @returns keys of the parents that lose a child
 */
export async function removeChildren(
  unit: Unit,
  link: LinkWrite,
  at: {
    readonly key: Column;
    readonly present: readonly Child[];
    readonly kept: readonly Reference[];
  },
): Promise<readonly Key[]> {
  const { relation, remove } = link;
  if (!removesAny(link)) {
    return [];
  }
  const { present, kept } = at;
  const leaving = leavingOf(link, present, kept);
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
