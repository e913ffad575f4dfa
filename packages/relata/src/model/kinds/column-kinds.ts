import { BlobType, DoubleType, type EntityProperty } from '@mikro-orm/core';
import type { ColumnKind } from '../model.js';
import { CanonicalJsonType, DateTimeType, StringListType } from './types.js';

/** How a kind stands in a model and in the databases. */
interface Storage {
  /** What a model writes as `type` of the property, or the ORM's type that comes of it. */
  readonly types: readonly (string | (new () => object))[];
  /** What the column is in the databases. */
  readonly column: RegExp;
  /** Names of the GraphQL scalars of ours that are of this kind. */
  readonly scalars: readonly string[];
}

/**
 * The one place that says which columns there are, as docs/adding-a-model.md has them. What is not
 * here is refused at start: it would be stored, compared or written in one way by one database and
 * in another way by the other.
 */
const STORAGE: Readonly<Record<Exclude<ColumnKind, 'id'>, Storage>> = {
  int: {
    types: ['integer', 'int', 'number', 'smallint'],
    column: /^(?:int|integer|smallint)$/,
    scalars: ['Int'],
  },
  float: {
    types: [DoubleType],
    column: /^double(?: precision)?$/,
    scalars: ['Float'],
  },
  string: {
    types: ['string', 'text'],
    column: /^(?:text|varchar\(\d+\))$/,
    scalars: ['String', 'ID', 'EmailAddress'],
  },
  // What TypeScript says of its type is Object where it may be null: its values are looked at.
  enum: { types: [], column: /^text$/, scalars: [] },
  boolean: { types: ['boolean'], column: /^(?:boolean|integer)$/, scalars: ['Boolean'] },
  dateTime: {
    types: [DateTimeType],
    column: /^(?:timestamptz\(3\)|integer)$/,
    scalars: ['DateTime'],
  },
  stringList: { types: [StringListType], column: /^text(?:\[\])?$/, scalars: ['String', 'ID'] },
  json: { types: [CanonicalJsonType], column: /^(?:json|text)$/, scalars: ['JSON'] },
  bytes: {
    types: ['blob', BlobType],
    column: /^(?:blob|bytea)$/,
    scalars: ['Base64'],
  },
};

/** Scalars of which it is known what they are of. */
const KNOWN_SCALARS: ReadonlySet<string> = new Set(
  Object.values(STORAGE).flatMap(({ scalars }) => scalars),
);

/** What to write in the place of types that are often met, by what their names have in them. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/decimal|numeric|money/i, `type: 'integer' in the smallest unit (cents), or type: 'double'`],
  [/bigint/i, `type: 'integer', or type: 'string' where 2,147,483,647 is not enough`],
  [/tinyint|mediumint|serial/i, `type: 'integer' or type: 'smallint'`],
  [/float|real/i, `type: 'double'`],
  [/uuid|guid/i, `type: 'string', length: 36`],
  [/^date(?:type)?$|timestamp/i, `type: 'datetime'`],
  [/time|interval/i, `type: 'integer' in seconds, or type: 'string'`],
  [/json|object|any|unknown/i, `type: 'json'`],
  [/bytea|uint8array|binary/i, `type: 'blob'`],
  [/\[\]|array|set/i, `type: 'string[]'`],
  [/char|citext|name/i, `type: 'string' with a length, or type: 'text'`],
];

/** The kind of a column; null for one that is not supported. */
export function kindOfColumn(property: EntityProperty): Exclude<ColumnKind, 'id'> | null {
  const isEnum = property.enum === true && holdsTexts(property);
  const [stored = '', ...others] = property.columnTypes;
  const kinds = Object.entries(STORAGE) as [Exclude<ColumnKind, 'id'>, Storage][];
  const found = kinds.find(([kind, { types }]) =>
    kind === 'enum'
      ? isEnum
      : property.enum !== true && types.some((type) => isOfType(property, type)),
  );
  if (found === undefined || others.length > 0 || !found[1].column.test(stored)) {
    return null;
  }
  return isEnum && property.nativeEnumName !== undefined ? null : found[0];
}

/** Whether a key is an integer of 32 bits, which ids and links are made of. */
export function isIntegerKey(property: EntityProperty): boolean {
  const [stored = '', ...others] = property.columnTypes;
  const isWhole = ['integer', 'int', 'number'].some((type) => isOfType(property, type));
  return isWhole && others.length === 0 && /^(?:int|integer|serial)$/.test(stored);
}

function holdsTexts({ items = [] }: EntityProperty): boolean {
  return items.every((item) => typeof item === 'string');
}

function isOfType(property: EntityProperty, type: Storage['types'][number]): boolean {
  const custom = customTypeOf(property);
  return typeof type === 'string'
    ? custom === undefined && String(property.type) === type
    : custom?.constructor === type;
}

function customTypeOf(property: EntityProperty): object | undefined {
  return property.customType as object | undefined;
}

/** What a property says it is, for people: `decimal`, `type char(3)`. */
export function writtenKind(property: EntityProperty): string {
  const said = customTypeOf(property)?.constructor.name ?? String(property.type);
  const [stored = ''] = property.columnTypes;
  const type = said.replace(/(?<=.)Type$/, '').toLowerCase();
  if (stored === '') {
    return type;
  }
  return stored.startsWith(type) ? stored : `${type} (stored as ${stored})`;
}

/** What to write in the place of a type that is not supported. */
export function kindInstead(property: EntityProperty): string {
  const custom = customTypeOf(property)?.constructor.name ?? '';
  const names = [String(property.type), custom, ...property.columnTypes];
  const found = INSTEAD.find(([pattern]) => names.some((name) => pattern.test(name)));
  return found?.[1] ?? 'one of the kinds in docs/adding-a-model.md';
}

/** Whether a scalar is of another kind, and of which a field should be instead. */
export function scalarInstead(
  kind: Exclude<ColumnKind, 'id'>,
  scalar: string,
): readonly string[] | null {
  const { scalars } = STORAGE[kind];
  return KNOWN_SCALARS.has(scalar) && !scalars.includes(scalar) ? scalars : null;
}
