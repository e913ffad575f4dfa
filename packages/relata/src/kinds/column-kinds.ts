import type { EntityProperty } from '@mikro-orm/core';
import type { GraphQLScalarType } from 'graphql';
import { isOfKeys } from './key-kind.js';
import type { Kind, KindFamily, KindOfKeys } from './kind.js';
import { outsideKindOf } from './outside-kinds.js';
import { KINDS } from './registry.js';
import { isSameScalar } from './served-type.js';

/** Names of scalars of which it is known what they are of. */
const KNOWN_SCALARS: ReadonlySet<string> = new Set(KINDS.flatMap(scalarNames));

/** What to write in the place of types that are often met, by what their names have in them. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [
    /decimal|numeric|money/i,
    `type: 'decimal' with a precision (digits, 1 to 18) and a scale (digits after the point)`,
  ],
  [/bigint/i, `type: 'bigint'`],
  [/tinyint|mediumint|serial/i, `type: 'integer' or type: 'smallint'`],
  [/float|real/i, `type: 'double'`],
  [/uuid|guid/i, `type: 'uuid'`],
  [/timestamp/i, `type: 'datetime'`],
  [/^date(?:type)?$/i, `type: 'date'`],
  [/^time(?:type)?$/i, `type: 'time'`],
  [/time|interval/i, `type: 'duration', or type: 'time'`],
  [/json|object|any|unknown/i, `type: 'json'`],
  [/bytea|uint8array|binary/i, `type: 'blob'`],
  [/\[\]|array|set/i, `type: 'string[]' or type: 'int[]'`],
  [/char|citext|name/i, `type: 'string' with a length, or type: 'text'`],
];

/** The kind of a column; null for one that is not supported. */
export function kindOfColumn(property: EntityProperty): Kind | null {
  const [stored = '', ...others] = property.columnTypes;
  const found = kindsFor(property).find((kind) => isOfKind(property, kind));
  const isStored =
    found !== undefined &&
    others.length === 0 &&
    Object.values(found.storage).some(({ column }) => column.test(stored));
  return isStored ? found : null;
}

/** The kind that a property is of while models are discovered, when its column is not known yet; null for none. */
export function declaredKindOf(property: EntityProperty): Kind | null {
  return kindsFor(property).find((kind) => isDeclared(property, kind)) ?? null;
}

/** The kinds that a property may be of: of a family the one. */
function kindsFor(property: EntityProperty): readonly Kind[] {
  const outside = outsideKindOf(property);
  if (outside !== null) {
    return [outside];
  }
  return KINDS.flatMap((entry) => ('of' in entry ? (entry.of(property) ?? []) : entry));
}

/** Of which kind a column is that keys are made of; null for one they cannot be made of. */
export function keyKindOfColumn(property: EntityProperty): KindOfKeys | null {
  // PostgreSQL's name of an integer that it counts up.
  const columnTypes = property.columnTypes.map((type) => type.replace(/serial$/, 'int'));
  const kind = kindOfColumn({ ...property, columnTypes });
  return kind !== null && isOfKeys(kind) ? kind : null;
}

function isOfKind(property: EntityProperty, kind: Kind): boolean {
  const custom = customTypeOf(property);
  return custom === undefined || (kind.isEnum && !kind.isList)
    ? isDeclared(property, kind)
    : property.enum !== true && custom.constructor === kind.ormType;
}

function isDeclared(property: EntityProperty, kind: Kind): boolean {
  // MikroORM calls a list of them no enum.
  const isOfEnum = (property.enum === true) === (kind.isEnum && !kind.isList);
  return outsideKindOf(property) === kind || (isOfEnum && kind.isWritten(property));
}

function customTypeOf(property: EntityProperty): object | undefined {
  return property.customType as object | undefined;
}

/** The class that converts values, or what the model writes; of our own classes some have no name but that of their kind. */
function typeNameOf(property: EntityProperty): string {
  const custom = customTypeOf(property)?.constructor;
  const own = kindsFor(property).find(({ ormType }) => ormType !== null && ormType === custom);
  if (custom === undefined) {
    return String(property.type);
  }
  return custom.name === '' && own !== undefined ? own.name : custom.name;
}

/** What a property says it is, for people: `decimal`, `type char(3)`. */
export function writtenKind(property: EntityProperty): string {
  const said = typeNameOf(property);
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

/** The kind whose values stand in documents under a scalar; null where none does. */
export function kindOfScalar(scalar: GraphQLScalarType, isList: boolean): Kind | null {
  const kinds = KINDS.map((entry) => ('of' in entry ? entry.inDocuments : entry));
  const found = kinds.find(
    (kind) =>
      kind.member !== undefined &&
      kind.isList === isList &&
      kind.scalars.some((own) => isSameScalar(own, scalar)),
  );
  return found ?? null;
}

/** Whether a scalar is of another kind, and of which a field should be instead. */
export function scalarInstead(kind: Kind, scalar: string): readonly string[] | null {
  const scalars = scalarNames(kind);
  return KNOWN_SCALARS.has(scalar) && !scalars.includes(scalar) ? scalars : null;
}

function scalarNames({ scalars }: Kind | KindFamily): readonly string[] {
  return scalars.map(({ name }) => name);
}
