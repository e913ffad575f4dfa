import {
  type EntityMetadata,
  type EntityProperty,
  type MetadataStorage,
  ReferenceKind,
} from '@mikro-orm/core';
import {
  getNamedType,
  GraphQLEnumType,
  type GraphQLField,
  GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { StartupError } from '../errors.js';
import { modelDeclarationOf, propertyDeclarationOf } from './declarations.js';
import type { Catalog, Column, ColumnKind, Join, Lookup, Model, Relation } from './model.js';
import { CanonicalJsonType, MomentType, StringListType } from './types.js';

type Building = Model & {
  readonly columns: Map<string, Column>;
  readonly relations: Map<string, Relation>;
  readonly lookups: Lookup[];
};

/** Name of the column that makes a model soft-deletable. */
const DELETED_AT = 'deletedAt';

/**
 * Reads what the two libraries know of the models into the one form the engine works with.
 * @param storage - the ORM's metadata, after discovery
 * @param declared - the schema type-graphql builds from the models alone: it says which columns are fields
 * @throws StartupError where names clash or a model cannot be served
 */
export function buildCatalog(storage: MetadataStorage, declared: GraphQLSchema): Catalog {
  const catalog = new Map<string, Building>();
  const entities: EntityMetadata[] = [];
  for (const meta of storage.getAll().values()) {
    const type = declared.getType(meta.className);
    if (type instanceof GraphQLObjectType && meta.pivotTable !== true && !meta.abstract) {
      entities.push(meta);
      catalog.set(meta.className, startModel(meta, type));
    }
  }
  for (const meta of entities) {
    addColumns(catalog, modelOf(catalog, meta), meta);
  }
  for (const meta of entities) {
    addDeclaredRelations(catalog, meta);
  }
  for (const meta of entities) {
    addReverseRelations(catalog, meta);
  }
  return catalog;
}

function startModel(meta: EntityMetadata, type: GraphQLObjectType): Building {
  const target = meta.class as unknown as Model['target'];
  const plural = modelDeclarationOf(target).plural ?? `${meta.className}s`;
  const model = {
    name: meta.className,
    target,
    table: meta.collection,
    description: type.description ?? `A ${meta.className}.`,
    singular: lowerFirst(meta.className),
    plural: lowerFirst(plural),
    columns: new Map<string, Column>(),
    relations: new Map<string, Relation>(),
    lookups: [],
    declaredType: type,
  };
  return model as unknown as Building;
}

function addColumns(
  catalog: ReadonlyMap<string, Building>,
  model: Building,
  meta: EntityMetadata,
): void {
  const fields = model.declaredType.getFields();
  for (const property of meta.props) {
    if (property.kind !== ReferenceKind.SCALAR && !ownsKey(property)) {
      continue;
    }
    const field = fields[property.name];
    model.columns.set(property.name, columnOf(model, property, { field, catalog }));
  }
  const id = model.columns.get('id');
  if (id?.kind !== 'id') {
    throw new StartupError(`${model.name}: a model needs an auto-increment primary key named id`);
  }
  const deletedAt = model.columns.get(DELETED_AT);
  Object.assign(model, { id, deletedAt: deletedAt?.kind === 'moment' ? deletedAt : null });
  model.lookups.push(...lookupsOf(model, meta));
}

/** What is known of a column besides its property. */
interface Surroundings {
  readonly catalog: ReadonlyMap<string, Building>;
  /** The GraphQL field of the same name, where the model declares one. */
  readonly field: GraphQLField<unknown, unknown> | undefined;
}

function columnOf(model: Model, property: EntityProperty, around: Surroundings): Column {
  const { field } = around;
  const enumType = field === undefined ? null : getNamedType(field.type);
  return {
    model,
    name: property.name,
    field: property.fieldNames[0] ?? property.name,
    kind: kindOf(model, property),
    nullable: property.nullable === true,
    exposed: property.primary === true || (field !== undefined && property.hidden !== true),
    maxLength:
      property.columnTypes[0] === 'text' && property.length === undefined
        ? null
        : (property.length ?? null),
    enumType: enumType instanceof GraphQLEnumType ? enumType : null,
    description: field?.description ?? '',
    ...writingOf(model, property, around),
  };
}

/** Columns the engine itself keeps: no input may set them. */
const KEPT: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', 'version', DELETED_AT]);

function writingOf(
  model: Model,
  property: EntityProperty,
  { catalog, field }: Surroundings,
): Pick<Column, 'input' | 'hasDefault' | 'isName' | 'references'> {
  const { hashOf, isReadOnly, isSetByViewer } = propertyDeclarationOf(model.target, property.name);
  const isField = field !== undefined && isReadOnly !== true && !KEPT.has(property.name);
  const input = isField
    ? { name: property.name, isSecret: false, description: field.description ?? '' }
    : null;
  const target =
    property.targetMeta === undefined ? undefined : catalog.get(property.targetMeta.className);
  const { default: value, defaultRaw, onCreate, unique } = property;
  return {
    input: hashOf === undefined ? input : { ...hashOf, isSecret: true },
    hasDefault:
      value !== undefined ||
      defaultRaw !== undefined ||
      onCreate !== undefined ||
      isSetByViewer === true,
    isName:
      unique !== undefined ||
      propertyDeclarationOf(model.target, property.name).caselessKey !== undefined,
    references:
      target === undefined ? null : { model: target, onDelete: property.deleteRule ?? 'no action' },
  };
}

function kindOf(model: Model, property: EntityProperty): ColumnKind {
  if (property.primary === true) {
    return 'id';
  }
  if (property.kind !== ReferenceKind.SCALAR) {
    return 'int';
  }
  if (property.customType instanceof MomentType) {
    return 'moment';
  }
  if (property.customType instanceof StringListType) {
    return 'stringList';
  }
  if (property.customType instanceof CanonicalJsonType) {
    return 'json';
  }
  if (property.enum === true) {
    return 'enum';
  }
  const kind = KIND_OF_RUNTIME_TYPE[property.runtimeType];
  if (kind === undefined) {
    throw new StartupError(
      `${model.name}.${property.name}: a column of type ${property.runtimeType} is not supported`,
    );
  }
  const type = property.columnTypes[0] ?? '';
  return kind === 'int' && /double|real|float|numeric|decimal/.test(type) ? 'float' : kind;
}

const KIND_OF_RUNTIME_TYPE: Readonly<Record<string, ColumnKind>> = {
  number: 'int',
  string: 'string',
  boolean: 'boolean',
  Buffer: 'bytes',
};

function lookupsOf(model: Model, meta: EntityMetadata): Lookup[] {
  const uniques = new Set<string>();
  for (const property of meta.props) {
    if (property.unique === true || typeof property.unique === 'string') {
      uniques.add(property.name);
    }
  }
  for (const { properties } of meta.uniques) {
    const names = properties === undefined ? [] : [properties].flat();
    if (names.length === 1 && names[0] !== undefined) {
      uniques.add(names[0]);
    }
  }
  const lookups: Lookup[] = [];
  for (const column of model.columns.values()) {
    const caseless = propertyDeclarationOf(model.target, column.name).caselessKey;
    const key = model.columns.get(caseless ?? column.name);
    if (column.exposed && column.kind !== 'id' && key !== undefined && uniques.has(key.name)) {
      lookups.push({ field: `${model.singular}By${upperFirst(column.name)}`, column, key });
    }
  }
  return lookups;
}

function addDeclaredRelations(catalog: ReadonlyMap<string, Building>, meta: EntityMetadata): void {
  const source = modelOf(catalog, meta);
  for (const property of meta.relations) {
    const target =
      property.targetMeta === undefined ? undefined : catalog.get(property.targetMeta.className);
    if (target === undefined || property.hidden === true || isSynthetic(property)) {
      continue;
    }
    const { description, isReadOnly, isSetByViewer } = propertyDeclarationOf(
      source.target,
      property.name,
    );
    addRelation(source, {
      source,
      target,
      name: property.name,
      many:
        property.kind === ReferenceKind.ONE_TO_MANY || property.kind === ReferenceKind.MANY_TO_MANY,
      join: joinOf(source, target, property),
      description: description ?? `The ${property.name} of this ${source.singular}.`,
      isWritable: isReadOnly !== true && isSetByViewer !== true,
      isOrphanRemoval: property.orphanRemoval === true,
      isSetByViewer: isSetByViewer === true,
    });
  }
}

function joinOf(source: Model, target: Model, property: EntityProperty): Join {
  if (property.kind === ReferenceKind.MANY_TO_MANY) {
    return {
      kind: 'link',
      table: property.pivotTable,
      sourceField: first(property.joinColumns),
      targetField: first(property.inverseJoinColumns),
    };
  }
  if (ownsKey(property)) {
    return { kind: 'sourceKey', key: columnNamed(source, property.name) };
  }
  return { kind: 'targetKey', key: columnNamed(target, property.mappedBy) };
}

/** Gives the target of each relation the way back, unless its class declares one itself. */
function addReverseRelations(catalog: ReadonlyMap<string, Building>, meta: EntityMetadata): void {
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
    const { reverse } = propertyDeclarationOf(owner.target, relation.name);
    const source = relation.target as Building;
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
      isWritable: relation.join.kind !== 'link',
      isOrphanRemoval: false,
      isSetByViewer: false,
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
      a.sourceField === b.sourceField
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
      return { ...join, sourceField: join.targetField, targetField: join.sourceField };
  }
}

function addRelation(model: Building, relation: Relation): void {
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
      `${model.name}.${relation.name}: the relation to ${relation.target.name} clashes with ${other}; ` +
        `name it with { reverse: '...' } on ${relation.target.name}, or turn it off with { reverse: false }`,
    );
  }
  model.relations.set(relation.name, relation);
}

/** Whether MikroORM made the property up: the inverse side of a many-to-many that has none. */
function isSynthetic(property: EntityProperty): boolean {
  return property.name.endsWith('__inverse');
}

function ownsKey(property: EntityProperty): boolean {
  return (
    property.kind === ReferenceKind.MANY_TO_ONE ||
    (property.kind === ReferenceKind.ONE_TO_ONE && property.owner)
  );
}

function modelOf(catalog: ReadonlyMap<string, Building>, meta: EntityMetadata): Building {
  const model = catalog.get(meta.className);
  if (model === undefined) {
    throw new StartupError(`${meta.className} is not in the catalog`);
  }
  return model;
}

function columnNamed(model: Model, name: string): Column {
  const column = model.columns.get(name);
  if (column === undefined) {
    throw new StartupError(`${model.name} has no column ${name}`);
  }
  return column;
}

function first(names: readonly string[]): string {
  const [name] = names;
  if (name === undefined) {
    throw new StartupError('A link table needs a key for each of its ends');
  }
  return name;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
