import { type EntityProperty, type Platform, Type, ValidationError } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { DialectName, FilterKind, Kind, KindColumn, Sql, Storage } from './kind.js';
import { ownType } from './kind-parts.js';
import { tooLong } from './list-length.js';
import { isPostgres } from './platform.js';
import { plainStorage, refused } from './storage.js';

/** What there is to say of a kind of lists. */
interface ListKind extends Pick<
  Kind,
  | 'name'
  | 'becomes'
  | 'docs'
  | 'isEnum'
  | 'isWritten'
  | 'scalars'
  | 'isCollated'
  | 'operand'
  | 'samples'
  | 'sample'
> {
  /** What TypeScript calls it: `string[]`. */
  readonly runtimeType: string;
  /** PostgreSQL's type of an item. */
  readonly native: string;
  readonly filter: (column: KindColumn) => Pick<FilterKind, 'name' | 'description' | 'operand'>;
  /** What must be true of the column so that items are what they should be. */
  readonly check: Readonly<Record<DialectName, Storage['check']>>;
  /** The function that writes JSON of ours as JavaScript does, and nothing else. */
  readonly writer: string;
  /** An item as PostgreSQL prints it. */
  readonly parse: (item: string) => unknown;
  /** What is wrong with the items of a list that is not too long; null where nothing is. */
  readonly problemOf: (...of: Parameters<Kind['store']>) => string | null;
}

/** Of lists whose items the database itself sees to. */
export const UNCHECKED: ListKind['check'] = { sqlite: null, postgresql: null };

/** A kind of lists: a JSON list in text on SQLite, an array on PostgreSQL. */
export function listKind(said: ListKind): Kind {
  const { name, docs, isEnum, isWritten, scalars, isCollated, operand, samples, sample } = said;
  return {
    name,
    docs,
    becomes: said.becomes ?? [],
    isList: true,
    isEnum,
    isWritten,
    ormType: ormTypeOf(said),
    // MikroORM would take it from the column, which is text on SQLite, and refuse lists.
    runtimeType: said.runtimeType,
    isAnswered: !isEnum,
    scalars,
    member: { form: said.native === 'text' ? 'texts' : 'integers' },
    inputType: ownType,
    filter: (column) => ({ ...said.filter(column), operators: ['items'] }),
    isCollated,
    key: null,
    isPlain: false,
    cursor: null,
    hasExtremes: false,
    sum: null,
    storage: storageOf(said),
    read: (raw) => (typeof raw === 'string' ? (JSON.parse(raw) as unknown) : raw),
    operand,
    store: (value, column, limits) => {
      const reason =
        tooLong(value as readonly unknown[], limits.listInputs) ??
        said.problemOf(value, column, limits);
      return reason === null ? { value } : { reason };
    },
    samples,
    sample,
  };
}

function storageOf({ native, writer, check }: ListKind): Kind['storage'] {
  return {
    sqlite: plainStorage({
      column: /^text$/,
      check: check.sqlite,
      parameter: (value) => JSON.stringify(value),
      json: (value) => sql`${sql.raw(writer)}(${value})`,
      items: (value, written) =>
        listOf(
          value,
          sql`group_concat(${written(sql.ref('i.value'))}, ',' order by i.key) from json_each(${value}) as i`,
        ),
    }),
    postgresql: plainStorage({
      column: new RegExp(`^${native}\\[\\]$`),
      check: check.postgresql,
      bound: (parameter) => sql`${parameter}::${sql.raw(native)}[]`,
      selected: (value) => sql`array_to_json(${value})::text`,
      json: (
        value,
      ) => sql`case when array_ndims(${value}) > 1 or array_position(${value}, null) is not null
          then ${refused.postgresql(value)} else array_to_json(${value})::text end`,
      items: (value, written) =>
        listOf(
          value,
          sql`string_agg(${written(sql.ref('i.item'))}, ',' order by i.n) from unnest(${value}) with ordinality as i(item, n)`,
        ),
    }),
  };
}

/** A list of what a statement writes of each item. */
function listOf(value: Sql, items: Sql): Sql {
  return sql`case when ${value} is not null then '[' || coalesce((select ${items}), '') || ']' end`;
}

type Items = readonly unknown[];

function ormTypeOf(said: ListKind): NonNullable<Kind['ormType']> {
  return class ListType extends Type<Items | null, string | Items | null> {
    override convertToDatabaseValue(
      value: Items | string | null,
      platform: Platform,
    ): string | Items | null {
      if (value === null) {
        return null;
      }
      if (!Array.isArray(value)) {
        throw ValidationError.invalidType(ListType, value, 'JS');
      }
      return isPostgres(platform) ? arrayLiteral(value) : JSON.stringify(value);
    }

    override convertToJSValue(value: string | Items | null, platform: Platform): Items | null {
      if (typeof value !== 'string') {
        return value;
      }
      return isPostgres(platform)
        ? platform.unmarshallArray(value).map(said.parse)
        : (JSON.parse(value) as Items);
    }

    override getColumnType(_property: EntityProperty, platform: Platform): string {
      return isPostgres(platform) ? `${said.native}[]` : 'text';
    }

    override compareAsType(): string {
      return 'any';
    }

    override get runtimeType(): string {
      return said.runtimeType;
    }
  };
}

// Every item is quoted: MikroORM leaves the text `null` bare, which PostgreSQL reads as NULL.
function arrayLiteral(items: Items): string {
  return `{${items.map((item) => `"${String(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
