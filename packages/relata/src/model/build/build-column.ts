import { type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { getNamedType, GraphQLEnumType, type GraphQLField } from 'graphql';
import { itself, referenceColumn } from './build-key.js';
import type { BuildingModel } from './building-model.js';
import {
  faultOfAccessor,
  faultOfField,
  faultOfKind,
  faultOfName,
  faultsOfColumn,
} from './check-column.js';
import { keyKindOfColumn, kindOfColumn } from '../../kinds/column-kinds.js';
import { keyKindOf } from '../../kinds/key-kind.js';
import type { Kind } from '../../kinds/kind.js';
import { underObject } from '../../kinds/document/document-over.js';
import { underScalar } from '../../kinds/scalar-over.js';
import { writingType } from '../../kinds/served-type.js';
import { propertyDeclarationOf } from '../declarations.js';
import type { Column, Model } from '../model.js';
import { ID } from '../names.js';

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
  const isReference = property.kind !== ReferenceKind.SCALAR;
  const kind = isReference ? null : kindOf(model, property, around);
  if (kind === null && !isReference) {
    return null;
  }
  const type = field === undefined ? null : writingType(field.type);
  const enumType = field === undefined ? null : getNamedType(field.type);
  const column = {
    model,
    name: property.name,
    nullable: property.nullable === true,
    exposed:
      (property.primary === true && property.name === ID) ||
      (field !== undefined && property.hidden !== true),
    maxLength: lengthOf(property),
    type,
    enumType: enumType instanceof GraphQLEnumType ? enumType : null,
    description: field?.description ?? '',
    deprecationReason: field?.deprecationReason ?? null,
    ...writingOf(model, property, around),
  };
  return kind === null
    ? referenceColumn(column, property)
    : itself({
        ...column,
        field: property.fieldNames[0] ?? property.name,
        kind: underObject(underScalar(kind, type), property, type),
      });
}

/** Columns the engine itself keeps: no input may set them. */
const KEPT: ReadonlySet<string> = new Set([ID, DELETED_AT]);

function writingOf(
  model: Model,
  property: EntityProperty,
  { catalog, field }: Surroundings,
): Pick<Column, 'input' | 'hasDefault' | 'isName' | 'references'> {
  const declaration = propertyDeclarationOf(model.target, property.name);
  const { hashOf, isReadOnly, isSetByViewer, tenant } = declaration;
  const isKey = isGivenKey(property);
  const isKept = KEPT.has(property.name) || tenant !== undefined;
  const isField = field !== undefined && isReadOnly !== true && !isKept;
  const input =
    isField || isKey
      ? {
          name: property.name,
          isSecret: false,
          isNewOnly: property.primary === true,
          description:
            declaration.inputDescription ?? field?.description ?? 'The key of the new row.',
        }
      : null;
  const target =
    property.targetMeta === undefined ? undefined : catalog.get(property.targetMeta.className);
  const { default: value, defaultRaw, onCreate, unique } = property;
  return {
    input: hashOf === undefined ? input : { ...hashOf, isSecret: true, isNewOnly: true },
    hasDefault:
      value !== undefined ||
      defaultRaw !== undefined ||
      onCreate !== undefined ||
      tenant !== undefined ||
      isSetByViewer === true,
    isName:
      unique !== undefined ||
      isKey ||
      propertyDeclarationOf(model.target, property.name).caselessKey !== undefined,
    references:
      target === undefined ? null : { model: target, onDelete: property.deleteRule ?? 'no action' },
  };
}

/** Whether who creates a row says what its key is. */
export function isGivenKey(property: EntityProperty): boolean {
  const kind = property.primary === true ? keyKindOfColumn(property) : null;
  return kind?.key.isText === true && property.onCreate === undefined;
}

function kindOf(
  model: Model,
  property: EntityProperty,
  { field, isUsed, faults }: Surroundings,
): Kind | null {
  if (property.primary === true && property.name === ID) {
    const base = keyKindOfColumn(property);
    // What is wrong with the key of a model is told of that model.
    return base && keyKindOf(base);
  }
  const say = (fault: string): void => {
    faults.push(`${model.name}.${property.name}: ${fault}`);
  };
  // Said of columns without a field, too: what the setter checks is not checked.
  const lost = faultOfName(property) ?? faultOfAccessor(property);
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
