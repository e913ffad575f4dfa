import { DoubleType, type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { GraphQLFloat } from 'graphql';
import { sql } from 'kysely';
import type { FilterKind, Kind, Sql, Stored } from './kind.js';
import { comparable, ownType, plainCursor, single } from './kind-parts.js';
import { plainStorage, refused } from './storage.js';

const FILTER: FilterKind = comparable('FloatFilter', 'a number', GraphQLFloat);
const MAX = String(Number.MAX_VALUE);

/** Numbers of 64 bits without NaN and infinities, which JSON has not, and with one zero. */
class FloatType extends Type<number | null, number | string | null> {
  /** @throws TypeError for what is no finite number */
  override convertToDatabaseValue(value: number | null): number | null {
    if (value === null) {
      return null;
    }
    const stored = storedOf(value);
    if ('reason' in stored) {
      throw new TypeError(`${String(value)} ${stored.reason}`);
    }
    return stored.value as number;
  }

  override convertToJSValue(value: number | string | null): number | null {
    return value === null ? null : finite(Number(value));
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return platform.getDoubleDeclarationSQL();
  }

  override compareAsType(): string {
    return 'number';
  }

  override get runtimeType(): string {
    return 'number';
  }
}

/** Numbers of 64 bits (IEEE 754). */
export const floatKind: Kind = {
  name: 'float',
  docs: [
    {
      what: 'Number',
      written: "`@Property({ type: 'double' })` `@Field(() => Float)`",
      sqlite: '`double`, CHECK',
      postgresql: '`double precision`, CHECK',
      filter: '`FloatFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: ({ type }) => String(type) === 'double' || (type as unknown) === DoubleType,
  ormType: FloatType,
  runtimeType: null,
  isAnswered: true,
  scalars: [GraphQLFloat],
  member: { form: 'number' },
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: null,
  isPlain: false,
  cursor: plainCursor,
  hasExtremes: true,
  sum: {
    type: GraphQLFloat,
    average: { type: GraphQLFloat, places: null, roundedTo: 'what a number can hold' },
    plus: (value, amount) => Number(value) + Number(amount),
    exact: null,
  },
  storage: {
    sqlite: plainStorage({
      column: /^double$/,
      check: (column) =>
        `${column} is null or typeof(${column}) = 'real' and abs(${column}) <= ${MAX}`,
      json: (value) => sql`relata_number(${value})`,
    }),
    postgresql: plainStorage({
      column: /^double precision$/,
      // PostgreSQL takes NaN for the greatest of all.
      check: (column) => `abs(${column}) <= '${MAX}'::double precision`,
      json: printed,
    }),
  },
  // In a table that was there before there may be what JSON has not.
  read: (raw) => (typeof raw === 'number' ? finite(raw) : raw),
  operand: single,
  store: storedOf,
  // Sums of them are the same in whatever order they are added.
  samples: () => [-1.5, 0, 2 ** -24, 2 ** -20, 2 ** -14, 0.25, 0.25, 1, 2, 1024],
  sample: (number) => number + 0.5,
};

function storedOf(value: unknown): Stored {
  const number = typeof value === 'number' ? finite(value) : null;
  return number === null ? { reason: 'must be a finite number' } : { value: number };
}

/** A number with one zero: that below zero is another nowhere but in `Object.is`. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/**
 * As JavaScript prints it. PostgreSQL has the fewest digits that read back the same, too, but begins earlier to write
 * exponents, with two digits at least, and leaves out what lies halfway between two numbers.
 */
function printed(value: Sql): Sql {
  const size = sql`abs(${value})`;
  const text = sql`(${value})::text`;
  const isBetween = (least: string, most: string): Sql =>
    sql`${size} >= ${sql.raw(least)} and ${size} < ${sql.raw(most)}`;
  return sql`case when ${isBetween('1e-4', '1e15')} then ${text} when ${value} = 0 then '0'
    when ${isBetween('1e15', '9007199254740992')} or ${isBetween('1e-6', '1e-4')} then (${text})::numeric::text
    when ${isBetween('9007199254740992', '1e40')} then ${printedLarge(value)}
    when ${size} < 1e-6 then replace(${text}, 'e-0', 'e-') when ${size} < 'infinity' then ${text}
    else ${refused.postgresql(value)} end`;
}

/**
 * As JavaScript prints a number of 2^53 to 10^40: there a decimal with a digit less may lie just halfway to the next
 * number, and be read as this one. Beyond, none has so few digits.
 */
function printedLarge(value: Sql): Sql {
  return sql`(select case when ${value} < 0 then '-' else '' end || case when size < 1e21 then digits
      else left(rest, 1) || case when length(rest) > 1 then '.' else '' end || substr(rest, 2) || 'e+' || length(digits) - 1 end
    from (select abs(${value}) as size) as a
    cross join lateral (select size::text as said, size::text::numeric as whole) as b
    cross join lateral (select length(whole::text) - length(replace(split_part(said, 'e', 1), '.', '')) + 1 as zeros) as c
    cross join lateral (select trunc(whole, -zeros) as low, ('1e' || zeros)::numeric as step) as d
    cross join lateral (select (case size when low::double precision then low
      when (low + step)::double precision then low + step else whole end)::text as digits) as e
    cross join lateral (select rtrim(digits, '0') as rest) as f)`;
}
