import {
  type EntityMetadata,
  type EntityProperty,
  type MetadataStorage,
  type Platform,
  ReferenceKind,
} from '@mikro-orm/core';
import { declaredKindOf } from '../kinds/column-kinds.js';
import type { Kind } from '../kinds/kind.js';
import { isPostgres } from '../kinds/platform.js';
import { literal } from '../kinds/storage.js';
import { WideType } from '../kinds/wide-type.js';
import { addKindCheck } from './kind-checks.js';

/**
 * Stands in a model for "the database's own clock", which each dialect spells differently.
 * @example
 * class Visit {
 *   @Property({ type: 'datetime', defaultRaw: DATABASE_NOW })
 *   begunAt!: Opt<Date>;
 * }
 */
export const DATABASE_NOW = 'relata:now';

const DEFAULT_LENGTH = 255;

/**
 * Hook for MikroORM's discovery that gives every model the storage both databases answer alike
 * with (docs/decisions/0004-storage-that-answers-alike.md): text by code point, dates to the millisecond, lists and JSON of our own, and
 * an index (key, id) for every to-one relation, so that pages of a parent are read by index.
 */
export function applyConventions(meta: EntityMetadata, platform: Platform): void {
  for (const property of Object.values<EntityProperty>(meta.properties)) {
    applyToColumn(meta, property, platform);
    if (property.kind === ReferenceKind.MANY_TO_ONE && !meta.abstract) {
      // MikroORM would index the key alone, which the pair (or the primary key) already serves.
      property.index = false;
    }
  }
}

/**
 * Hook for the end of discovery, when all keys are known: every to-one relation gets its index. A link table, which is
 * walked from both ends, so has beside its primary key (owner, target) an index (target, owner).
 */
export function indexRelations(storage: MetadataStorage): void {
  for (const meta of storage.getAll().values()) {
    if (meta.pivotTable === true) {
      for (const property of meta.relations) {
        property.index = false;
      }
    }
    indexReferences(meta);
  }
}

/**
 * Hook for the end of discovery: of a row on the other side whose key has several columns MikroORM would read the key with
 * each row, and take the first of them for all.
 */
export function leaveOutOthers(storage: MetadataStorage): void {
  for (const property of [...storage.getAll().values()].flatMap(({ relations }) => relations)) {
    const keys = property.targetMeta?.getPrimaryProps(true) ?? [];
    if (property.kind === ReferenceKind.ONE_TO_ONE && !property.owner && keys.length > 1) {
      property.lazy = true;
    }
  }
}

/** An index (key, own key) for what refers to a row, unless the primary key begins with it. */
function indexReferences(meta: EntityMetadata): void {
  const { primaryKeys: keys } = meta;
  for (const { name, kind } of meta.abstract ? [] : meta.relations) {
    if (kind === ReferenceKind.MANY_TO_ONE && keys[0] !== name) {
      meta.indexes.push({ properties: [name, ...keys.filter((key) => key !== name)] });
    }
  }
}

function applyToColumn(meta: EntityMetadata, property: EntityProperty, platform: Platform): void {
  if (property.kind !== ReferenceKind.SCALAR || property.persist === false) {
    return;
  }
  const type = String(property.type).toLowerCase();
  const kind = declaredKindOf(property);
  if (kind !== null) {
    addKindCheck(meta, property, { platform, kind });
  }
  const own = kind?.ormType == null ? null : kind;
  if (own !== null) {
    property.type = own.ormType as never;
    property.runtimeType = own.runtimeType ?? property.runtimeType;
    if (own.isList) {
      // MikroORM would make an array of lists.
      delete property.array;
    }
    makeKey(property, own, platform);
  } else if (isText(property, type)) {
    // Known only later where the model does not name it.
    const columnTypes = property.columnTypes as string[] | undefined;
    if (type === 'string' && property.length === undefined && columnTypes === undefined) {
      property.length = DEFAULT_LENGTH;
    }
    applyCollation(property, platform);
  }
  quoteDefault(property, own, platform);
  if (property.defaultRaw === DATABASE_NOW) {
    property.defaultRaw = isPostgres(platform)
      ? 'now()'
      : `(cast(unixepoch('subsec') * 1000 as integer))`;
  }
}

/** Keys that nobody gives are made by the engine, or by the database for rows that come past it. */
function makeKey(property: EntityProperty, { key }: Kind, platform: Platform): void {
  if (property.primary !== true || key?.make === undefined) {
    return;
  }
  property.onCreate ??= key.make;
  const made = key.makeSql?.[isPostgres(platform) ? 'postgresql' : 'sqlite'];
  if (made !== undefined && property.default === undefined) {
    property.defaultRaw ??= made;
  }
}

/** MikroORM writes texts as they are between apostrophes, and objects as `[object Object]`. */
function quoteDefault(property: EntityProperty, own: Kind | null, platform: Platform): void {
  const value = property.default as unknown;
  if (value === undefined || value === null || property.defaultRaw !== undefined) {
    return;
  }
  const ormType = own?.ormType ?? null;
  const type = ormType === null ? null : new ormType();
  // A document is given as text, as MikroORM has it.
  const isStored = type === null || (typeof value === 'string' && type.compareAsType() === 'any');
  const stored = isStored ? value : type.convertToDatabaseValue(value, platform);
  if (typeof stored === 'string') {
    property.defaultRaw = literal(stored);
  }
  if (type instanceof WideType) {
    // MikroORM gives it to new rows, too.
    property.default = type.convertToJSValue(stored as string, platform) as never;
  }
}

/** By code point, which is the way of SQLite by itself. What a model says of it is checked later. */
function applyCollation(property: EntityProperty, platform: Platform): void {
  if (isPostgres(platform)) {
    property.collation ??= 'C';
  } else if (property.collation === 'C') {
    delete property.collation;
  }
}

function isText(property: EntityProperty, type: string): boolean {
  return property.enum === true || ['string', 'text', 'character'].includes(type);
}
