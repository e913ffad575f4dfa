import {
  type EntityMetadata,
  type EntityProperty,
  type MetadataStorage,
  ReferenceKind,
} from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import { endOfLink } from './build-key.js';
import { type BuildingModel, modelOf, ownsKey } from './building-model.js';
import { propertyDeclarationOf } from '../declarations.js';
import type { Column, Join, Model, Relation } from '../model.js';

/** Adds the relations the class of a model declares. */
export function addDeclaredRelations(
  catalog: ReadonlyMap<string, BuildingModel>,
  meta: EntityMetadata,
  storage: MetadataStorage,
): void {
  const source = modelOf(catalog, meta);
  for (const property of meta.relations) {
    const target =
      property.targetMeta === undefined ? undefined : catalog.get(property.targetMeta.className);
    if (target === undefined || property.hidden === true || isSynthetic(property)) {
      continue;
    }
    const { description, deprecationReason, isReadOnly, isSetByViewer } = propertyDeclarationOf(
      source.target,
      property.name,
    );
    const isFilled = isSetByViewer === true || isTenant(source, target, property);
    addRelation(source, {
      source,
      target,
      name: property.name,
      many:
        property.kind === ReferenceKind.ONE_TO_MANY || property.kind === ReferenceKind.MANY_TO_MANY,
      join: joinOf(source, target, property),
      description: description ?? `The ${property.name} of this ${source.singular}.`,
      deprecationReason: deprecationReason ?? null,
      isWritable: isReadOnly !== true && !isFilled && isLinkable(property, storage),
      isOrphanRemoval: property.orphanRemoval === true,
      isSetByViewer: isSetByViewer === true,
    });
  }
}

/** Whether a relation is the one by which rows have their tenants, or leads back from those. */
function isTenant(source: Model, target: Model, property: EntityProperty): boolean {
  const [owner, name] = ownsKey(property)
    ? [source, property.name]
    : [target, property.mappedBy as string | undefined];
  return propertyDeclarationOf(owner.target, name ?? '').tenant !== undefined;
}

/** Whether rows can be linked by their keys alone: what else a link has, the database fills. */
function isLinkable(property: EntityProperty, storage: MetadataStorage): boolean {
  if (property.kind !== ReferenceKind.MANY_TO_MANY) {
    return true;
  }
  const { properties } = storage.find(property.pivotEntity) ?? {};
  const keys = [...property.joinColumns, ...property.inverseJoinColumns];
  return Object.values<EntityProperty>(properties ?? {}).every(
    ({ fieldNames, nullable, default: value, defaultRaw, autoincrement }) =>
      fieldNames.every((field) => keys.includes(field)) ||
      nullable === true ||
      value !== undefined ||
      defaultRaw !== undefined ||
      autoincrement === true,
  );
}

function joinOf(source: Model, target: Model, property: EntityProperty): Join {
  if (property.kind === ReferenceKind.MANY_TO_MANY) {
    return {
      kind: 'link',
      table: property.pivotTable,
      source: endOfLink(source, property.joinColumns),
      target: endOfLink(target, property.inverseJoinColumns),
    };
  }
  if (ownsKey(property)) {
    return { kind: 'sourceKey', key: columnNamed(source, property.name) };
  }
  return { kind: 'targetKey', key: columnNamed(target, property.mappedBy) };
}

/** Gives the target of each relation the way back, unless its class declares one itself. */
export function addReverseRelations(
  catalog: ReadonlyMap<string, BuildingModel>,
  meta: EntityMetadata,
): void {
  const owner = modelOf(catalog, meta);
  const properties: Partial<Record<string, EntityProperty>> = meta.properties;
  for (const relation of [...owner.relations.values()]) {
    const property = properties[relation.name];
    if (
      property === undefined ||
      (!property.owner && property.kind !== ReferenceKind.MANY_TO_ONE)
    ) {
      continue;
    }
    const { reverse, tenant } = propertyDeclarationOf(owner.target, relation.name);
    const source = relation.target as BuildingModel;
    if (reverse === false || hasWayBack(source, relation)) {
      continue;
    }
    const many = property.kind !== ReferenceKind.ONE_TO_ONE;
    const name = reverse ?? (many ? owner.plural : owner.singular);
    addRelation(source, {
      source,
      target: owner,
      name,
      many,
      join: reversed(relation.join),
      // Links are changed from the end that declares them, where the policy of that row rules.
      isWritable: relation.join.kind !== 'link' && tenant === undefined,
      isOrphanRemoval: false,
      isSetByViewer: false,
      deprecationReason: null,
      description: `The ${name} whose ${relation.name} ${relation.many ? 'include' : 'is'} this ${source.singular}.`,
    });
  }
}

function hasWayBack(model: Model, relation: Relation): boolean {
  return [...model.relations.values()].some(
    (other) => other.target === relation.source && sameJoin(other.join, reversed(relation.join)),
  );
}

function sameJoin(a: Join, b: Join): boolean {
  if (a.kind === 'link' || b.kind === 'link') {
    return (
      a.kind === b.kind &&
      a.kind === 'link' &&
      b.kind === 'link' &&
      a.table === b.table &&
      a.source.field === b.source.field
    );
  }
  return a.kind === b.kind && a.key === b.key;
}

function reversed(join: Join): Join {
  switch (join.kind) {
    case 'sourceKey':
      return { kind: 'targetKey', key: join.key };
    case 'targetKey':
      return { kind: 'sourceKey', key: join.key };
    case 'link':
      return { ...join, source: join.target, target: join.source };
    case 'tree':
      return { ...join, way: join.way === 'up' ? 'down' : 'up' };
  }
}

/**
 * Adds a relation to a model.
 * @param instead - what to do where its name is taken
 * @throws StartupError where it is
 */
export function addRelation(
  model: BuildingModel,
  relation: Relation,
  instead = `name it with { reverse: '...' } on ${relation.target.name}, or turn it off with { reverse: false }`,
): void {
  const taken = model.relations.get(relation.name);
  const column = model.columns.get(relation.name);
  const isOwnKey = relation.join.kind === 'sourceKey' && relation.join.key === column;
  if (
    taken !== undefined ||
    (column !== undefined && !isOwnKey) ||
    relation.name in model.declaredType.getFields()
  ) {
    const other = taken === undefined ? 'a field of the same name' : `one to ${taken.target.name}`;
    throw new StartupError(
      `${model.name}.${relation.name}: the relation to ${relation.target.name} clashes with ${other}; ${instead}`,
    );
  }
  model.relations.set(relation.name, relation);
}

/** Whether MikroORM made the property up: the inverse side of a many-to-many that has none. */
function isSynthetic(property: EntityProperty): boolean {
  return property.name.endsWith('__inverse');
}

function columnNamed(model: Model, name: string): Column {
  const column = model.columns.get(name);
  if (column === undefined) {
    throw new StartupError(`${model.name} has no column ${name}`);
  }
  return column;
}
