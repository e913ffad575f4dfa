import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { sql } from 'kysely';
import { millisecondsOf, WRITTEN_DURATION } from './duration-text.js';
import { exactQuotient } from './exact-decimal.js';
import { quotient, wideDigits } from './exact-sum.js';
import type { Kind, Member, Sql, Stored } from './kind.js';
import { comparable, isNamed, ownType, plainCursor, storedOperand } from './kind-parts.js';
import { isPostgres } from './platform.js';
import { GraphQLDuration } from './scalars.js';
import { asText, integersBetween, isBetween, plainStorage, quoted, refused } from './storage.js';

const MOST = Number.MAX_SAFE_INTEGER;
const FILTER = comparable('DurationFilter', 'a duration', GraphQLDuration);
const REASON = 'must be a duration like P1DT2H30M, in weeks to milliseconds';

/** Lengths of time in milliseconds: integers of 64 bits, of which those are taken that a number holds. */
class DurationType extends Type<number | null, number | string | null> {
  /** @throws TypeError for what is no whole number of milliseconds */
  override convertToDatabaseValue(value: number | null): number | null {
    if (value !== null && !Number.isSafeInteger(value)) {
      throw new TypeError(`${String(value)} is no whole number of milliseconds`);
    }
    return value;
  }

  override convertToJSValue(value: number | string | null): number | null {
    return value === null ? null : Number(value);
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return isPostgres(platform) ? 'bigint' : 'integer';
  }

  override compareAsType(): string {
    return 'number';
  }

  override get runtimeType(): string {
    return 'number';
  }
}

/** In documents they are texts, as answers have them. */
const MEMBER: Member = {
  form: 'text',
  compared: {
    taken: {
      sqlite: (value) => sql`relata_length_of(${value})`,
      postgresql: (value) =>
        sql`case when ${value} ~ ${sql.lit(WRITTEN_DURATION.source)} then (case when left(${value}, 1) = '-' then -1 else 1 end)
          * (extract(epoch from ltrim(${value}, '-')::interval) * 1000)::bigint end`,
    },
  },
};

/** Lengths of time, to the millisecond. Months and years have none. */
export const durationKind: Kind = {
  name: 'duration',
  docs: [
    {
      what: 'Duration',
      written: "`@Property({ type: 'duration' })` `@Field(() => GraphQLDuration)`",
      sqlite: '`integer`, milliseconds, CHECK',
      postgresql: '`bigint`, milliseconds, CHECK',
      filter: '`DurationFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('duration'),
  ormType: DurationType,
  runtimeType: null,
  isAnswered: false,
  scalars: [GraphQLDuration],
  member: MEMBER,
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: null,
  isPlain: true,
  cursor: plainCursor,
  hasExtremes: true,
  sum: {
    type: GraphQLDuration,
    average: { type: GraphQLDuration, places: 0, roundedTo: 'milliseconds' },
    plus: (value, amount) => Number(value) + Number(amount),
    exact: {
      sql: {
        sqlite: {
          digits: wideDigits,
          json: (values) => sql`relata_length(${wideDigits(values)})`,
          averageJson: (values) =>
            sql`relata_length(relata_quotient(${wideDigits(values)}, count(${values}), 0))`,
        },
        postgresql: {
          digits: (values) => asText(sql`sum(${values})`),
          json: (values) => quoted(printed(sql`sum(${values})`, ofNumerics)),
          averageJson: (values) => quoted(printed(quotient(values, 0), ofNumerics)),
        },
      },
      sum: (units) => units,
      average: (units, count) => exactQuotient(units, count, 0),
    },
  },
  storage: {
    sqlite: plainStorage({
      column: /^integer$/,
      check: integersBetween(-MOST, MOST),
      json: (value) => sql`relata_duration(${value})`,
      cursor: (value) =>
        sql`case when ${isBetween(value, -MOST, MOST)} then ${value} else ${refused.sqlite(value)} end`,
    }),
    postgresql: plainStorage({
      column: /^bigint$/,
      check: (column) => `abs(${column}) <= ${String(MOST)}`,
      bound: (parameter) => sql`${parameter}::bigint`,
      json: (value) => quoted(printed(value, ofIntegers)),
      cursor: asText,
    }),
  },
  read: Number,
  // Policies of the application have it as clients write it.
  operand: (value, at) =>
    storedOperand(lengthOf(typeof value === 'string' ? millisecondsOf(value) : value), at),
  store: lengthOf,
  samples: () => [
    -MOST,
    -90_061_001,
    -1,
    0,
    1,
    500,
    60_000,
    86_400_000,
    86_400_001,
    90_061_001,
    MOST,
  ],
  sample: (number) => number,
};

function lengthOf(value: unknown): Stored {
  return Number.isSafeInteger(value) ? { value } : { reason: REASON };
}

type Quotient = (value: Sql, unit: Sql) => Sql;

const ofIntegers: Quotient = (value, unit) => sql`${value} / ${unit}`;
/** Sums are numerics, which are divided with fractions. */
const ofNumerics: Quotient = (value, unit) => sql`div(${value}, ${unit})`;

/** As `durationOf` writes it. */
function printed(value: Sql, over: Quotient): Sql {
  const length = sql`abs(${value})`;
  const rest = sql`(${length} % 86400000)`;
  const part = (count: Sql, unit: string): Sql =>
    sql`case when ${count} > 0 then (${count})::text || ${sql.lit(unit)} else '' end`;
  const clock = sql`${part(over(rest, sql`3600000`), 'H')} || ${part(over(sql`${rest} % 3600000`, sql`60000`), 'M')}
    || ${part(sql`trim_scale((${rest} % 60000)::numeric / 1000)`, 'S')}`;
  return sql`case when ${value} = 0 then 'PT0S' when ${value} is not null then case when ${value} < 0 then '-P' else 'P' end
    || ${part(over(length, sql`86400000`), 'D')} || case when ${rest} > 0 then 'T' || ${clock} else '' end end`;
}
