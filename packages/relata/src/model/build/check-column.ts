import { type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import {
  getNamedType,
  getNullableType,
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLOutputType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import {
  keyKindOfColumn,
  kindInstead,
  scalarInstead,
  writtenKind,
} from '../../kinds/column-kinds.js';
import { documentKind } from '../../kinds/document/document.js';
import { MAX_KEY_CHARACTERS } from '../../kinds/key-forms.js';
import type { Kind } from '../../kinds/kind.js';
import { ID } from '../names.js';

type Field = GraphQLField<unknown, unknown>;

/**
 * What is wrong with a property that is no column of its own but has a GraphQL field, or null: it
 * would stand in filters and statements as if it were one.
 */
export function faultOfField(property: EntityProperty): string | null {
  if (property.kind === ReferenceKind.EMBEDDED) {
    return 'an embedded object is not supported: write its columns one by one, or a model and a relation';
  }
  if (property.formula !== undefined) {
    return 'a formula is not supported: write a getter with @Field() alone';
  }
  if (property.persist === false) {
    return 'a property that is not stored is not supported: write a getter with @Field() alone, without @Property()';
  }
  if (property.generated !== undefined) {
    return 'a generated column is not supported: write a getter with @Field() alone, or fill an ordinary column in a hook';
  }
  return null;
}

/** What is wrong with a column that has a getter or a setter of its own, or null. */
export function faultOfAccessor(property: EntityProperty): string | null {
  const { getter, setter, accessor, persist } = property;
  const isReplaced = (getter === true || setter === true) && persist !== false;
  return isReplaced && accessor === undefined
    ? 'its getter and its setter would never be called: write accessor: true in @Property()'
    : null;
}

/** What is wrong with the key of a model, or null. */
export function faultOfKey(keys: readonly EntityProperty[]): string | null {
  const instead = `write @PrimaryKey({ type: 'integer', autoincrement: true }) id, as BaseModel does`;
  const [only, ...others] = keys;
  if (only === undefined) {
    return `a key of no column is not supported: ${instead}`;
  }
  for (const key of keys.filter(({ kind }) => kind === ReferenceKind.SCALAR)) {
    const kind = keyKindOfColumn(key);
    if (kind === null) {
      return `a key of kind ${writtenKind(key)} is not supported: ${instead}`;
    }
    if (kind.key.isText && !((key.length ?? Infinity) <= MAX_KEY_CHARACTERS)) {
      return `a text is a key up to ${String(MAX_KEY_CHARACTERS)} characters: write type: 'string', and a length`;
    }
    if (kind.key.isNumber && others.length === 0 && key.autoincrement !== true) {
      return `a key that is not counted up by the database is not supported: ${instead}`;
    }
  }
  return null;
}

/** What is wrong with a property that has the name of the key and is none, or null. */
export function faultOfName({ name, primary }: EntityProperty): string | null {
  return name === ID && primary !== true
    ? 'the id of a row is what its key says: give the property another name'
    : null;
}

/** What is wrong with a column of a kind that is not supported. */
export function faultOfKind(property: EntityProperty): string {
  if (property.nativeEnumName !== undefined) {
    return 'an enum type of the database is not supported: leave nativeEnumName out';
  }
  if (property.enum !== undefined) {
    return 'an enum of numbers is not supported: write @EnumColumn with texts as values';
  }
  return `a column of kind ${writtenKind(property)} is not supported: write ${kindInstead(property)}`;
}

/** What is wrong with a column of a kind that is supported. */
export function faultsOfColumn(
  property: EntityProperty,
  kind: Kind,
  field: Field | undefined,
): readonly string[] {
  const faults: string[] = [];
  const { collation } = property;
  if (collation !== undefined && collation !== 'C') {
    faults.push(
      `the collation ${collation} is not supported, text is compared by code point: leave collation out`,
    );
  }
  if (field === undefined) {
    return faults;
  }
  const type = faultOfType(property, kind, field.type);
  if (type !== null) {
    faults.push(type);
  } else if (property.nullable === true && isNonNullType(field.type)) {
    faults.push(
      'the column may be null, so its field must be nullable: @Field({ nullable: true })',
    );
  }
  if (property.hidden === true) {
    faults.push('a hidden property has no field: leave out hidden, or @Field()');
  }
  return faults;
}

function faultOfType(
  { items }: EntityProperty,
  kind: Kind,
  type: GraphQLOutputType,
): string | null {
  const named = getNamedType(type);
  const outer = getNullableType(type);
  if (isListType(outer) !== kind.isList) {
    return kind.isList
      ? `the column is a list, and the field is none: write ${listField(kind)}`
      : 'the field is a list, and the column is none: write one of the kinds in docs/adding-a-model.md';
  }
  if (isListType(outer) && isListType(getNullableType(outer.ofType))) {
    return `a list of lists is not supported: write ${listField(kind)}`;
  }
  if (isListType(outer) && !isNonNullType(outer.ofType)) {
    return `the items of a list are never null: write ${listField(kind)} without nullable items`;
  }
  if (kind.isEnum) {
    const values = named instanceof GraphQLEnumType ? named.getValues() : [];
    const isSame =
      values.length === items?.length &&
      values.every(({ value }) => items.includes(value as string));
    const field = kind.isList ? '[TheEnum]' : 'TheEnum';
    return isSame
      ? null
      : `the field must be of the enum of the column: write @Field(() => ${field})`;
  }
  if (kind === documentKind) {
    return isObjectType(named) && named.getInterfaces().length === 0
      ? null
      : 'the column holds objects of a class: write @Field(() => TheClass), of a class with @ObjectType()';
  }
  if (!isScalarType(named)) {
    return named instanceof GraphQLEnumType
      ? `the field is an enum, and the column is none: write @EnumColumn(() => ${named.name})`
      : `the field is a ${named.name}, and the column holds no such object: write a relation`;
  }
  const instead = scalarInstead(kind, named.name);
  return instead === null
    ? null
    : `a field of type ${named.name} is not supported on this column: write a field of type ${instead.join(' or ')}`;
}

/** How a field of a list is written: `@Field(() => [String])`. */
function listField({ scalars }: Kind): string {
  return `@Field(() => [${scalars[0]?.name ?? 'TheEnum'}])`;
}
