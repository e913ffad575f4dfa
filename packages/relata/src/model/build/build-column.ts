import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { getNamedType, GraphQLEnumType, type GraphQLField } from 'graphql';
import type { BuildingModel } from './building-model.js';
import { faultOfAccessor, faultOfField, faultOfKind, faultsOfColumn } from './check-column.js';
import { kindOfColumn } from '../../kinds/column-kinds.js';
import { idKind } from '../../kinds/id.js';
import { intKind } from '../../kinds/int.js';
import type { Kind } from '../../kinds/kind.js';
import { underObject } from '../../kinds/document/document-over.js';
import { underScalar } from '../../kinds/scalar-over.js';
import { writingType } from '../../kinds/served-type.js';
import { propertyDeclarationOf } from '../declarations.js';
import type { Column, Lookup, Model } from '../model.js';
import { upperFirst } from '../names.js';

/** Name of the column that makes a model soft-deletable. */
export const DELETED_AT = 'deletedAt';

/** What is known of a column besides its property. */
export interface Surroundings {
  readonly catalog: ReadonlyMap<string, BuildingModel>;
  /** The GraphQL field of the same name, where the model declares one. */
  readonly field: GraphQLField<unknown, unknown> | undefined;
  /** Whether the engine has to do with it, field or not. */
  readonly isUsed: boolean;
  /** Where what is wrong with it is said. */
  readonly faults: string[];
}

/**
 * Reads a property with a column of its own.
 * @returns null for one that is not supported: a fault where the engine has to do with it, else
 * it is between the class and the ORM
 */
export function columnOf(
  model: Model,
  property: EntityProperty,
  around: Surroundings,
): Column | null {
  const { field } = around;
  const kind = kindOf(model, property, around);
  if (kind === null) {
    return null;
  }
  const type = field === undefined ? null : writingType(field.type);
  const enumType = field === undefined ? null : getNamedType(field.type);
  return {
    model,
    name: property.name,
    field: property.fieldNames[0] ?? property.name,
    kind: underObject(underScalar(kind, type), property, type),
    nullable: property.nullable === true,
    exposed: property.primary === true || (field !== undefined && property.hidden !== true),
    maxLength: lengthOf(property),
    type,
    enumType: enumType instanceof GraphQLEnumType ? enumType : null,
    description: field?.description ?? '',
    ...writingOf(model, property, around),
  };
}

/** The column that counts the changes of a row. */
export const VERSION = 'version';

/** Columns the engine itself keeps: no input may set them. */
const KEPT: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', VERSION, DELETED_AT]);

function writingOf(
  model: Model,
  property: EntityProperty,
  { catalog, field }: Surroundings,
): Pick<Column, 'input' | 'hasDefault' | 'isName' | 'references'> {
  const declaration = propertyDeclarationOf(model.target, property.name);
  const { hashOf, isReadOnly, isSetByViewer } = declaration;
  const isField = field !== undefined && isReadOnly !== true && !KEPT.has(property.name);
  const input = isField
    ? {
        name: property.name,
        isSecret: false,
        description: declaration.inputDescription ?? field.description ?? '',
      }
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

function kindOf(
  model: Model,
  property: EntityProperty,
  { field, isUsed, faults }: Surroundings,
): Kind | null {
  if (property.primary === true) {
    return idKind;
  }
  if (property.kind !== ReferenceKind.SCALAR) {
    // What is wrong with the key of a model is told of that model.
    return property.fieldNames.length === 1 ? intKind : null;
  }
  const say = (fault: string): void => {
    faults.push(`${model.name}.${property.name}: ${fault}`);
  };
  // Said of columns without a field, too: what the setter checks is not checked.
  const lost = faultOfAccessor(property);
  if (lost !== null) {
    say(lost);
    return null;
  }
  const notColumn = faultOfField(property);
  const kind = notColumn === null ? kindOfColumn(property) : null;
  if (kind === null) {
    if (isUsed) {
      say(notColumn ?? faultOfKind(property));
    }
    return null;
  }
  const wrong = faultsOfColumn(property, kind, field);
  if (isUsed) {
    wrong.forEach(say);
  }
  return wrong.length === 0 ? kind : null;
}

function lengthOf({ length, columnTypes }: EntityProperty): number | null {
  const [, stored] = /^varchar\((\d+)\)$/.exec(columnTypes[0] ?? '') ?? [];
  return length ?? (stored === undefined ? null : Number(stored));
}

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
    if (column.exposed && column !== model.id && key !== undefined && uniques.has(key.name)) {
      lookups.push({ field: `${model.singular}By${upperFirst(column.name)}`, column, key });
    }
  }
  return lookups;
}
