import type { Column, Relation } from '../catalog/model.js';
import { Faults } from './fault.js';
import type { Resolved } from './resolve.js';
import { allowedKeys, children, findRows } from './rows.js';
import type { Entity, Unit } from './unit.js';
import { uniqueKey } from './uniqueness.js';
import type { LinkWrite, RowWrite } from './write-plan.js';

/** What applying inputs needs: where the changes go, and what their references turned out to be. */
export interface Applying {
  readonly unit: Unit;
  readonly resolved: Resolved;
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
    applying.unit.assign(entity, write.values);
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
  switch (relation.join.kind) {
    case 'sourceKey': {
      if (entities.length > 1 && uniqueKey(relation) !== null) {
        // The ORM would take the others for orphans of the one that comes last.
        applying.unit.faults.push(Faults.taken(link.path, relation.name));
        return;
      }
      const [target = null] = await targetsOf(applying, link, null);
      for (const entity of entities) {
        applying.unit.point(entity, relation.join.key, target);
        applying.unit.moved.push({ model: relation.source, entity, path: link.path });
      }
      return;
    }
    case 'targetKey':
      await applyToChildren(applying, link, { key: relation.join.key, entities, isNew });
      return;
    case 'link': {
      const add = await targetsOf(applying, link, null);
      const remove = link.remove.map(({ key }) => key);
      applying.unit.linkChanges.push({
        relation,
        sources: entities,
        add,
        remove,
        removesOthers: link.removesOthers,
      });
    }
  }
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
    unit.faults.push(Faults.invalid(link.path, 'cannot belong to several rows at once'));
    return;
  }
  if (!at.isNew) {
    await removeChildren(applying, link, at);
  }
  const connected = await unit.load(
    link.relation.target,
    link.connect.map(({ key }) => key),
  );
  for (const [index, child] of connected.entries()) {
    const path = link.connect[index]?.path ?? link.path;
    unit.moved.push({ model: link.relation.target, entity: child, path });
    if (link.relation.many) {
      unit.point(child, at.key, parent);
    } else {
      unit.pointLast(child, at.key, parent);
    }
  }
  await targetsOf(applying, { ...link, connect: [] }, { column: at.key, parent });
}

async function removeChildren(
  { unit }: Applying,
  link: LinkWrite,
  at: { readonly key: Column; readonly entities: readonly Entity[] },
): Promise<void> {
  const { relation, connect, remove, removesOthers } = link;
  if (!removesOthers && remove.length === 0) {
    return;
  }
  const kept = new Set(connect.map(({ key }) => key));
  const named = new Set(remove.map(({ key }) => key));
  const present = await seenChildren(unit, relation, at);
  const leaving = present.filter(({ key }) => (removesOthers ? !kept.has(key) : named.has(key)));
  const strangers = remove.filter(({ key }) => !present.some((child) => child.key === key));
  unit.faults.push(...strangers.map(({ path }) => Faults.missing(path, relation.target)));
  if (leaving.length > 0 && !relation.isOrphanRemoval && !at.key.nullable) {
    unit.faults.push(
      Faults.invalid(link.path, `a ${relation.target.name} cannot be without ${at.key.name}`),
    );
    return;
  }
  if (!relation.isOrphanRemoval && leaving.some(({ isAllowed }) => !isAllowed)) {
    unit.faults.push(Faults.forbidden(link.path, `change a ${relation.target.name} of it`));
    return;
  }
  for (const child of await unit.load(
    relation.target,
    leaving.map(({ key }) => key),
  )) {
    if (relation.isOrphanRemoval) {
      unit.toDelete.push({ model: relation.target, entity: child, path: link.path });
    } else {
      unit.point(child, at.key, null);
    }
  }
}

/**
 * What a relation has, and whether the viewer may change it. Of many rows, those the viewer sees:
 * nobody takes out what is hidden. A single one makes room whether it is seen or not.
 */
async function seenChildren(
  { session }: Unit,
  { target, many }: Relation,
  at: { readonly key: Column; readonly entities: readonly Entity[] },
): Promise<readonly { readonly key: number; readonly isAllowed: boolean }[]> {
  const { engine, context } = session;
  const parents = at.entities.map(({ id }) => id);
  const keys = (await children(session, at.key, parents)).map(({ key }) => key);
  const allowed = engine.policies.write(target, 'update', context.viewer);
  if (!many) {
    const permitted = await allowedKeys(session, { model: target, keys }, allowed);
    return keys.map((key) => ({ key, isAllowed: permitted.has(key) }));
  }
  return await findRows(session, { model: target, where: { keys }, allowed, isLocking: false });
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
    const key = resolved.uniques.get(item.lookup.key)?.get(item.value);
    const known = key === undefined ? unit.newByUnique(item) : unit.reference(target, key);
    if (known !== undefined && parentKey !== null) {
      unit.point(known, parentKey.column, parentKey.parent);
      if (key !== undefined) {
        unit.moved.push({ model: target, entity: known, path: item.path });
      }
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
  const own = [...write.model.relations.values()].filter(isSetByViewer);
  return own.flatMap(({ join, target }) => {
    if (join.kind !== 'sourceKey' || join.key === filled) {
      return [];
    }
    if (viewer.userId === null) {
      unit.faults.push(
        Faults.forbidden(write.path, `create a ${write.model.name} without signing in`),
      );
      return [];
    }
    return [[join.key, unit.reference(target, viewer.userId)]];
  });
}

function isSetByViewer(relation: Relation): boolean {
  return relation.isSetByViewer;
}
