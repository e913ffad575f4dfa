import type { Key } from '../kinds/kind.js';
import {
  getNamedType,
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Catalog, Model } from '../model/model.js';
import { parseId } from '../model/global-id.js';
import { knownKey } from '../model/entity-key.js';
import { keyFormOf } from '../model/key.js';
import { ID } from '../model/names.js';
import { ForbiddenError } from '../errors.js';

/** What hand-written rows are made of. */
export interface RowsOf {
  readonly model: Model;
  readonly catalog: Catalog;
  /** Reads a row as the viewer may see it; asked for many in one tick, it reads them at once. */
  readonly read: (key: Key) => Promise<object | null>;
}

/**
 * Reads the rows that a hand-written resolver names, in its order: entities, plain rows, references,
 * keys or ids, in lists of any depth. What the viewer may not read is null where the type allows
 * that, and left out of a list whose items are not null.
 * @throws ForbiddenError for a single row that is not null and may not be read
 */
export async function readNamed(
  type: GraphQLOutputType,
  named: unknown,
  rows: RowsOf,
): Promise<unknown> {
  return await complete(type, await settled(named), rows);
}

async function complete(type: GraphQLOutputType, named: unknown, rows: RowsOf): Promise<unknown> {
  const nullable = getNullableType(type);
  if (named === null || named === undefined) {
    return null;
  }
  if (isListType(nullable)) {
    const inner = nullable.ofType;
    const items = itemsOf(named, rows.model);
    const read = await Promise.all(
      items.map((item) => complete(getNullableType(inner), item, rows)),
    );
    return isNonNullType(inner) ? read.filter((row) => row !== null) : read;
  }
  const key = keyOf(named, rows);
  const row = key === null ? null : await rows.read(key);
  if (row === null && key !== null && isNonNullType(type)) {
    throw ForbiddenError.unreadable(rows.model.name);
  }
  return row;
}

/** Waits for whatever has promises in it, so that all rows are asked for in one tick. */
async function settled(named: unknown): Promise<unknown> {
  const value: unknown = await named;
  return isIterable(value) ? await Promise.all([...value].map(settled)) : value;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function itemsOf(named: unknown, { name }: Model): readonly unknown[] {
  if (!Array.isArray(named)) {
    throw new TypeError(`A hand-written field gave no list of ${name}`);
  }
  return named;
}

/** @returns null where it says that there is no row */
function keyOf(named: unknown, { model, catalog }: RowsOf): Key | null {
  const { native } = keyFormOf(model.id);
  if (typeof named === 'object' && named !== null) {
    const isOther = [...catalog.values()].some(
      ({ target }) => target !== model.target && named instanceof target,
    );
    const row = named as Readonly<Record<string, unknown>>;
    const isRow = model.keys.every((name) => name in row);
    const key = isRow ? knownKey(model, row) : row[ID];
    if (!isOther && (key === null || typeof key === (native === 'int' ? 'number' : 'string'))) {
      return key as Key | null;
    }
  } else if (typeof named === 'number' || typeof named === 'bigint') {
    return keyFormOf(model.id).ofCode(named);
  } else if (typeof named === 'string') {
    return parseId(model, named, 'id');
  }
  throw new TypeError(
    `A hand-written field gave what is no ${model.name}: a row, its key or its id`,
  );
}

/** What types lead to. */
export interface TypesKnown {
  readonly catalog: Catalog;
  /** The object types an interface or a union stands for. */
  readonly possibleTypes: (type: GraphQLAbstractType) => readonly GraphQLObjectType[];
}

/** Whether a model can be reached from a type through types that are no models. */
export function leadsToModel(type: unknown, known: TypesKnown, seen = new Set<unknown>()): boolean {
  if (seen.has(type)) {
    return false;
  }
  seen.add(type);
  const leads = (next: unknown): boolean => leadsToModel(next, known, seen);
  if (isAbstractType(type)) {
    return known.possibleTypes(type).some(leads);
  }
  return (
    isObjectType(type) &&
    (known.catalog.has(type.name) ||
      Object.values(type.getFields()).some((field) => leads(getNamedType(field.type))))
  );
}
