import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import type { GraphQLScalarType } from 'graphql';
import { sql } from 'kysely';
import type { FilterKind, KeyForm, Kind, OwnOperator, Sql, Stored } from './kind.js';
import { comparable, isNamed, ownType, plainCursor, storedOperand } from './kind-parts.js';
import { isPostgres } from './platform.js';
import { plainStorage, quoted, refused } from './storage.js';

/** Stands for a column in a test. */
const PLACE = '\0';

/**
 * What there is to say of a kind whose values are short texts of one form, for which PostgreSQL has a type of its own.
 * @example
 * const formOf = ({ form }: NativeText, text: string): string | null => {
 *   const formed = form(text);
 *   return 'value' in formed ? formed.value : null;
 * };
 */
export interface NativeText extends Pick<Kind, 'name' | 'samples' | 'sample'> {
  /** Names of kinds that such a column may become by a migration, with its values as they are. */
  readonly becomes?: Kind['becomes'];
  /** Rows of the table of kinds in the documentation of the engine. */
  readonly docs?: Kind['docs'];
  /** What models write as `type`, for kinds of the engine. */
  readonly written?: string;
  /** PostgreSQL's type. */
  readonly native: string;
  readonly scalar: GraphQLScalarType;
  /** `a date` */
  readonly what: string;
  /**
   * Whether rows are ordered by them: PostgreSQL must order the values of its type as it orders the texts, by code point.
   * `compared` are those of which one is before another, as of a calendar or a clock.
   */
  readonly order: 'none' | 'sorted' | 'compared';
  /** A text in the one form in which it is kept, or what is wrong with it. */
  readonly form: (text: string) => { readonly value: string } | { readonly reason: string };
  /** What SQLite finds true of a text in that form, and false, not unknown, of any other; not false of NULL. */
  readonly isFormed: (text: string) => string;
  /** PostgreSQL's value as that text, NULL for one that has no such form. */
  readonly print: (value: Sql) => Sql;
  /** Operators of its own. */
  readonly own?: Readonly<Record<string, OwnOperator>>;
  /** How such values identify rows, where they do. */
  readonly key?: KeyForm;
}

/**
 * A kind of short texts of one form: text on SQLite, a type of its own on PostgreSQL.
 * @example
 * const mac = nativeText({
 *   name: 'mac',
 *   native: 'macaddr',
 *   scalar: GraphQLMAC,
 *   what: 'an address of a network card',
 *   order: 'sorted',
 *   form: (text) =>
 *     /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text)
 *       ? { value: text }
 *       : { reason: 'must be an address like 08:00:2b:01:02:03' },
 *   isFormed: (text) => `${text} glob '${Array(6).fill('[0-9a-f][0-9a-f]').join(':')}'`,
 *   print: (value) => sql`(${value})::text`,
 *   samples: () => ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'],
 *   sample: (number) => `08:00:2b:00:00:${(number % 256).toString(16).padStart(2, '0')}`,
 * });
 */
export function nativeText(said: NativeText): Kind {
  const { name, docs = [], samples, sample, scalar, order, becomes = [] } = said;
  const filter: FilterKind = {
    ...comparable(`${scalar.name}Filter`, said.what, scalar),
    own: said.own ?? {},
  };
  const ownFilter: FilterKind =
    order === 'compared' ? filter : { ...filter, operators: ['equality', 'membership'] };
  return {
    name,
    docs,
    becomes,
    isList: false,
    isEnum: false,
    isWritten: said.written === undefined ? () => true : isNamed(said.written),
    ormType: ormTypeOf(said),
    runtimeType: null,
    isAnswered: true,
    scalars: [scalar],
    member: { form: 'text' },
    inputType: ownType,
    filter: () => ownFilter,
    isCollated: false,
    key: said.key ?? null,
    isPlain: false,
    cursor: order === 'none' ? null : plainCursor,
    hasExtremes: order === 'compared',
    sum: null,
    storage: storageOf(said),
    read: (raw) => formOrRaw(said, raw),
    operand: (value, at) => storedOperand(said.form(String(value)), at),
    store: (value): Stored => said.form(String(value)),
    samples,
    sample,
  };
}

/** What was stored by other means is told as it is. */
function formOrRaw({ form }: NativeText, raw: unknown): unknown {
  const formed = form(String(raw));
  return 'value' in formed ? formed.value : raw;
}

function storageOf({ native, isFormed, print }: NativeText): Kind['storage'] {
  const [start = '', ...rest] = isFormed(PLACE).split(PLACE);
  const test = (value: Sql): Sql =>
    sql.join([sql.raw(start), ...rest.flatMap((part) => [value, sql.raw(part)])], sql``);
  return {
    sqlite: plainStorage({
      column: /^text$/,
      check: isFormed,
      json: (value) =>
        sql`case when ${test(value)} then ${quoted(value)} else ${refused.sqlite(value)} end`,
    }),
    postgresql: plainStorage({
      column: new RegExp(`^${native.replace(/[()]/g, '\\$&')}$`),
      bound: (parameter) => sql`${parameter}::${sql.raw(native)}`,
      selected: (value) => sql`coalesce(${print(value)}, (${value})::text)`,
      json: (value) => sql`coalesce(${quoted(print(value))}, ${refused.postgresql(value)})`,
    }),
  };
}

function ormTypeOf(said: NativeText): NonNullable<Kind['ormType']> {
  return class extends Type<string | null, string | null> {
    /** @throws TypeError for a text that has not the form */
    override convertToDatabaseValue(value: string | null): string | null {
      if (value === null) {
        return null;
      }
      const formed = said.form(value);
      if ('reason' in formed) {
        throw new TypeError(`${value} ${formed.reason}`);
      }
      return formed.value;
    }

    override convertToJSValue(value: string | null): string | null {
      return value === null ? null : (formOrRaw(said, value) as string);
    }

    override getColumnType(_property: EntityProperty, platform: Platform): string {
      return isPostgres(platform) ? said.native : 'text';
    }

    override compareAsType(): string {
      return 'string';
    }

    override get runtimeType(): string {
      return 'string';
    }
  };
}
