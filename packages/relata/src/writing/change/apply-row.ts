import type { Key } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import { UserErrors } from '../user-error.js';
import { foundKey, type Resolved } from '../rows/resolve.js';
import { CHANGED_AND_REMOVED } from '../input/parse-removal.js';
import { namedAndSought } from './named-rows.js';
import { type PresentChildren, removeChildren } from './remove-children.js';
import type { Entity, Unit } from '../unit/unit.js';
import { uniqueKey } from '../checks/uniqueness.js';
import { keyIn, keyOf, knownKey } from '../../model/entity-key.js';
import type { LinkWrite, RowWrite } from '../input/write-plan.js';

/** What applying inputs needs: where the changes go, and what their references turned out to be. */
export interface Applying {
  readonly unit: Unit;
  readonly resolved: Resolved;
  /** Of updates, what the relations have that they take rows out of. */
  readonly present: PresentChildren;
}

/** Creates a row and what its input links to it. */
export async function applyCreate(
  applying: Applying,
  write: RowWrite,
  parentKey: { readonly column: Column; readonly parent: Entity } | null = null,
): Promise<Entity> {
  const { unit } = applying;
  const extra = new Map<Column, unknown>(viewerKeys(unit, write, parentKey?.column ?? null));
  if (parentKey !== null) {
    extra.set(parentKey.column, parentKey.parent);
  }
  const first = write.links.filter(({ relation }) => relation.join.kind === 'sourceKey');
  for (const link of first) {
    const [target] = await targetsOf(applying, link, null);
    if (target !== undefined && link.relation.join.kind === 'sourceKey') {
      extra.set(link.relation.join.key, target);
    }
  }
  const entity = unit.create(write, extra);
  for (const link of write.links.filter((each) => !first.includes(each))) {
    await applyLink(applying, link, { entities: [entity], isNew: true });
  }
  return entity;
}

/** Changes rows that are there, all alike. */
export async function applyUpdate(
  applying: Applying,
  write: RowWrite,
  entities: readonly Entity[],
): Promise<void> {
  for (const entity of entities) {
    applying.unit.assign(entity, write.values, write.path);
  }
  for (const link of write.links) {
    await applyLink(applying, link, { entities, isNew: false });
  }
}

/** The rows whose relation changes, all alike. */
interface Sources {
  readonly entities: readonly Entity[];
  readonly isNew: boolean;
}

async function applyLink(
  applying: Applying,
  link: LinkWrite,
  { entities, isNew }: Sources,
): Promise<void> {
  const { relation } = link;
  for (const { key, row } of link.update) {
    const known = key === null ? [] : [applying.unit.reference(relation.target, key)];
    await applyUpdate(applying, row, known);
  }
  if (!changesLink(link)) {
    return;
  }
  switch (relation.join.kind) {
    case 'sourceKey': {
      if (entities.length > 1 && uniqueKey(relation) !== null) {
        // The ORM would take the others for orphans of the one that comes last.
        applying.unit.userErrors.push(
          UserErrors.taken({ names: [relation.name], path: link.path, paths: [link.path] }),
        );
        return;
      }
      const [target = null] = await targetsOf(applying, link, null);
      const { key } = relation.join;
      const [named] = [...link.connect, ...link.connectOrCreate, ...link.create];
      for (const entity of entities) {
        const { path } = link;
        applying.unit.point(entity, key, target);
        applying.unit.moved.push({
          model: relation.source,
          entity,
          path,
          key,
          at: named?.path ?? path,
        });
      }
      return;
    }
    case 'targetKey':
      await applyToChildren(applying, link, { key: relation.join.key, entities, isNew });
      return;
    case 'link': {
      const add = await targetsOf(applying, link, null);
      const remove = link.remove.map(({ key }) => key);
      checkStaying(applying.unit, link, { kept: add, removed: remove });
      applying.unit.changeLinks({
        relation,
        sources: entities,
        isNew,
        add,
        remove,
        removesOthers: link.removesOthers,
      });
      return;
    }
    case 'tree':
    // No input says who is above or below.
  }
}

/** Finds rows that are changed, and taken out of the relation they are changed through. */
function checkStaying(
  unit: Unit,
  { relation, update, removesOthers }: LinkWrite,
  of: { readonly kept: readonly Entity[]; readonly removed: readonly Key[] },
): void {
  const kept = new Set(of.kept.map((entity) => knownKey(relation.target, entity)));
  const leaves = (key: Key): boolean =>
    of.removed.includes(key) || (removesOthers && !kept.has(key));
  for (const { key, path } of update) {
    if (key !== null && leaves(key)) {
      unit.userErrors.push(UserErrors.invalid(path, CHANGED_AND_REMOVED));
    }
  }
}

/** Whether it changes what rows a relation has. */
function changesLink(link: LinkWrite): boolean {
  const { create, connect, connectOrCreate, remove, removesOthers } = link;
  const named = create.length + connect.length + connectOrCreate.length + remove.length;
  return named > 0 || removesOthers;
}

/** Rows that hold the key: they are pointed to the parent, or away from it, or deleted. */
async function applyToChildren(
  applying: Applying,
  link: LinkWrite,
  at: Sources & { readonly key: Column },
): Promise<void> {
  const { unit } = applying;
  const [parent, ...others] = at.entities;
  if (parent === undefined) {
    return;
  }
  if (
    others.length > 0 &&
    link.create.length + link.connect.length + link.connectOrCreate.length > 0
  ) {
    unit.userErrors.push(UserErrors.invalid(link.path, 'cannot belong to several rows at once'));
    return;
  }
  const { source, target, many } = link.relation;
  const own = knownKey(source, parent);
  const [named, sought] = namedAndSought(applying, link);
  const present = applying.present.get(link) ?? [];
  const left = at.isNew
    ? []
    : await removeChildren(unit, link, { key: at.key, present, kept: named });
  const connected = await unit.load(
    target,
    named.map(({ key }) => key),
  );
  const isJoined =
    link.create.length + sought.length > 0 ||
    connected.some((child) => keyIn(at.key, child[at.key.name]) !== own);
  for (const [index, child] of connected.entries()) {
    const path = named[index]?.path ?? link.path;
    unit.moved.push({ model: target, entity: child, path, key: at.key, at: path });
    if (many) {
      unit.point(child, at.key, parent);
    } else {
      unit.pointLast(child, at.key, parent);
    }
  }
  const make = (): Promise<unknown> =>
    targetsOf(
      applying,
      { ...link, connect: [], connectOrCreate: sought },
      { column: at.key, parent },
    );
  if (left.length > 0 && target.keys.includes(at.key.name)) {
    unit.createLast(make);
  } else {
    await make();
  }
  for (const entity of at.isNew ? [] : at.entities) {
    if (left.includes(keyOf(source, entity)) || (isJoined && entity === parent)) {
      unit.raiseVersion(link.relation.source, entity);
    }
  }
}

/** The rows a link leads to: those named, those found by a unique column, and new ones. */
async function targetsOf(
  applying: Applying,
  link: LinkWrite,
  parentKey: { readonly column: Column; readonly parent: Entity } | null,
): Promise<readonly Entity[]> {
  const { unit, resolved } = applying;
  const { target } = link.relation;
  const targets = link.connect.map(({ key }) => unit.reference(target, key));
  for (const item of link.connectOrCreate) {
    const key = foundKey(resolved, item);
    const known = key === undefined ? unit.newByUnique(item) : unit.reference(target, key);
    if (known !== undefined && parentKey !== null) {
      unit.point(known, parentKey.column, parentKey.parent);
    }
    targets.push(
      known ?? unit.rememberUnique(item, await applyCreate(applying, item.create, parentKey)),
    );
  }
  for (const write of link.create) {
    targets.push(await applyCreate(applying, write, parentKey));
  }
  return targets;
}

/** Keys that are the viewer's to fill: whose row it is, where the model says so. */
function viewerKeys(unit: Unit, write: RowWrite, filled: Column | null): [Column, unknown][] {
  const { viewer } = unit.session.context;
  const own = [...write.model.relations.values()].filter((relation) => relation.isSetByViewer);
  return own.flatMap(({ join, target }) => {
    if (join.kind !== 'sourceKey' || join.key === filled) {
      return [];
    }
    if (viewer.userId === null) {
      unit.userErrors.push(
        UserErrors.forbidden(write.path, `create a ${write.model.name} without signing in`),
      );
      return [];
    }
    return [[join.key, unit.reference(target, viewer.userId)]];
  });
}
