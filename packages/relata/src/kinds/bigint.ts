import type { Platform } from '@mikro-orm/core';
import { sql } from 'kysely';
import { exactMember } from './document/exact-member.js';
import type { CursorForm, Kind, Sql, Stored } from './kind.js';
import { GraphQLBigIntText } from './exact-scalars.js';
import { WIDE_SUM } from './exact-sum.js';
import { bigintKeyForm, MAX_BIGINT as MAX } from './key-forms.js';
import { comparable, isNamed, ownType, storedOperand } from './kind-parts.js';
import { asText, plainStorage, quoted, refused } from './storage.js';
import { isPostgres } from './platform.js';
import { type Refusal, WideType } from './wide-type.js';

const MIN = -(2n ** 63n);
const DIGITS = /^-?\d{1,40}$/;
const FILTER = comparable('BigIntFilter', 'an integer of 64 bits', GraphQLBigIntText);

/** Integers of 64 bits: bigints in code. */
class BigIntType extends WideType {
  protected override readonly native = 'bigint';

  /**
   * On PostgreSQL a text, as its driver hands them out: the ORM compares the two in keys of several columns.
   * @throws TypeError for what is no integer of 64 bits
   */
  override convertToDatabaseValue(
    value: bigint | null,
    platform: Platform,
  ): bigint | string | null {
    if (value === null) {
      return null;
    }
    const stored = storedOf(value);
    if ('reason' in stored) {
      throw this.refusal(value, stored);
    }
    return isPostgres(platform) ? String(stored.value) : stored.value;
  }

  override convertToJSValue(value: bigint | number | string | null): bigint | null {
    return value === null ? null : BigInt(value);
  }

  override compareAsType(): string {
    return 'bigint';
  }

  override get runtimeType(): string {
    return 'bigint';
  }
}

/** How bigints stand in cursors: as texts, since JSON's numbers lose digits. */
const CURSOR: CursorForm = {
  isText: false,
  write: (value) => `"${String(value)}"`,
  read: (value) => BigInt(value),
};

/** As JSON, on SQLite, where a column may hold anything. */
const jsonOnSqlite = (value: Sql): Sql =>
  sql`case typeof(${value}) when 'integer' then ${quoted(value)} else ${refused.sqlite(value)} end`;
const jsonOnPostgres = (value: Sql): Sql => quoted(asText(value));

/** Integers of 64 bits. */
export const bigintKind: Kind = {
  name: 'bigint',
  docs: [
    {
      what: 'Integer, 64 bits',
      written: "`@Property({ type: 'bigint' })` `@Field(() => GraphQLBigInt)`",
      sqlite: '`integer`, CHECK',
      postgresql: '`bigint`',
      filter: '`BigIntFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('bigint', 'BigInt'),
  ormType: BigIntType,
  runtimeType: 'bigint',
  isAnswered: true,
  scalars: [GraphQLBigIntText],
  member: exactMember((value, at) => storedOperand(anyInteger(value), at)),
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: bigintKeyForm,
  isPlain: true,
  cursor: CURSOR,
  hasExtremes: true,
  sum: WIDE_SUM,
  storage: {
    sqlite: plainStorage({
      column: /^integer$/,
      check: (column) => `${column} is null or typeof(${column}) = 'integer'`,
      selected: (value) => sql`cast(${value} as text)`,
      json: jsonOnSqlite,
    }),
    postgresql: plainStorage({
      column: /^bigint$/,
      bound: (parameter) => sql`${parameter}::bigint`,
      selected: asText,
      json: jsonOnPostgres,
    }),
  },
  read: (raw) => BigInt(raw as string),
  operand: (value, at) => storedOperand(storedOf(value), at),
  store: storedOf,
  samples: () => [
    MIN,
    MIN + 1n,
    -(2n ** 53n) - 1n,
    -1n,
    0n,
    1n,
    1n,
    2n ** 31n,
    2n ** 53n + 1n,
    MAX - 1n,
    MAX,
  ],
  sample: (number) => 2n ** 53n + BigInt(number),
};

/** An integer that a column can hold, in whatever way it is given, or what is wrong with it. */
function storedOf(value: unknown): { readonly value: bigint } | Refusal {
  const integer = integerOf(value);
  return integer === null || integer < MIN || integer > MAX
    ? {
        reason: `must be an integer from ${String(MIN)} to ${String(MAX)}`,
        isTooLarge: integer !== null,
      }
    : { value: integer };
}

/** An integer of any size, as documents may hold. */
function anyInteger(value: unknown): Stored {
  const integer = integerOf(value);
  return integer === null ? { reason: 'must be an integer' } : { value: integer };
}

function integerOf(value: unknown): bigint | null {
  if (typeof value === 'bigint') {
    return value;
  }
  const isExact =
    typeof value === 'number'
      ? Number.isSafeInteger(value)
      : typeof value === 'string' && DIGITS.test(value);
  return isExact ? BigInt(value as number | string) : null;
}
