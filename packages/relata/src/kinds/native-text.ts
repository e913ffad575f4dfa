import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import type { GraphQLScalarType } from 'graphql';
import { sql } from 'kysely';
import type { FilterKind, KeyForm, Kind, Sql, Stored } from './kind.js';
import { comparable, isNamed, ownType, plainCursor, storedOperand } from './kind-parts.js';
import { isPostgres } from './platform.js';
import { plainStorage, refused } from './storage.js';

/** Stands for a column in a test. */
const PLACE = '\0';

/** What there is to say of a kind whose values are short texts of one form, for which PostgreSQL has a type of its own. */
interface NativeText extends Pick<Kind, 'name' | 'docs' | 'samples' | 'sample' | 'becomes'> {
  /** What models write as `type`, and PostgreSQL's type. */
  readonly written: string;
  readonly native: string;
  readonly scalar: GraphQLScalarType;
  /** `a date` */
  readonly what: string;
  /** Whether one is before another, in the sense of a calendar or a clock; all have an order. */
  readonly isOrdered: boolean;
  /** A text in the one form in which it is kept, or what is wrong with it. */
  readonly form: (text: string) => { readonly value: string } | { readonly reason: string };
  /** What SQLite finds true of a text in that form, and false, not unknown, of any other. */
  readonly isFormed: (text: string) => string;
  /** PostgreSQL's value as that text, NULL for one that has no such form. */
  readonly print: (value: Sql) => Sql;
  /** How such values identify rows, where they do. */
  readonly key?: KeyForm;
}

/** A kind of short texts of one form: text on SQLite, a type of its own on PostgreSQL. */
export function nativeText(said: NativeText): Kind {
  const { name, docs, samples, sample, scalar, isOrdered, becomes = [] } = said;
  const filter = comparable(`${scalar.name}Filter`, said.what, scalar);
  const ownFilter: FilterKind = isOrdered
    ? filter
    : { ...filter, operators: ['equality', 'membership'] };
  return {
    name,
    docs,
    becomes,
    isList: false,
    isEnum: false,
    isWritten: isNamed(said.written),
    ormType: ormTypeOf(said),
    runtimeType: null,
    isAnswered: true,
    scalars: [scalar],
    member: 'text',
    inputType: ownType,
    filter: () => ownFilter,
    isCollated: false,
    key: said.key ?? null,
    isPlain: false,
    cursor: plainCursor,
    hasExtremes: isOrdered,
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
        sql`case when ${test(value)} then '"' || ${value} || '"' else ${refused.sqlite(value)} end`,
    }),
    postgresql: plainStorage({
      column: new RegExp(`^${native.replace(/[()]/g, '\\$&')}$`),
      bound: (parameter) => sql`${parameter}::${sql.raw(native)}`,
      selected: (value) => sql`coalesce(${print(value)}, (${value})::text)`,
      json: (value) => sql`coalesce('"' || ${print(value)} || '"', ${refused.postgresql(value)})`,
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
