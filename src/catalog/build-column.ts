import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { getNamedType, GraphQLEnumType, type GraphQLField } from 'graphql';
import { StartupError } from '../errors.js';
import type { BuildingModel } from './building-model.js';
import { propertyDeclarationOf } from './declarations.js';
import type { Column, ColumnKind, Lookup, Model } from './model.js';
import { upperFirst } from './names.js';
import { CanonicalJsonType, MomentType, StringListType } from './types.js';

/** Name of the column that makes a model soft-deletable. */
export const DELETED_AT = 'deletedAt';

/** What is known of a column besides its property. */
export interface Surroundings {
  readonly catalog: ReadonlyMap<string, BuildingModel>;
  /** The GraphQL field of the same name, where the model declares one. */
  readonly field: GraphQLField<unknown, unknown> | undefined;
}

/** Reads a property with a column of its own. */
export function columnOf(model: Model, property: EntityProperty, around: Surroundings): Column {
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

/** The unique columns of a model that clients may look rows up by. */
export function lookupsOf(model: Model, meta: EntityMetadata): Lookup[] {
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
