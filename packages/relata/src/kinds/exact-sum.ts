import { GraphQLFloat } from 'graphql';
import { sql } from 'kysely';
import { exactQuotient, textOfUnits } from './exact-decimal.js';
import type { ExactSum, Sql, SumForm } from './kind.js';
import { GraphQLBigIntText, GraphQLDecimal } from './exact-scalars.js';
import { asText, quoted, refused } from './storage.js';

/** Digits that an average has more than the values have. */
export const MORE_PLACES = 6;
const LOW_BITS = 4_294_967_295;

/** Sums of integers of 32 bits: of 64 bits unless there are more than two thousand million of them. */
export const SMALL_SUM: SumForm = {
  type: GraphQLBigIntText,
  average: { type: GraphQLFloat, places: MORE_PLACES, roundedTo: 'six decimals' },
  plus: (value, amount) => Number(value) + Number(amount),
  exact: {
    sql: {
      sqlite: {
        digits: (values) => sql`cast(sum(${values}) as text)`,
        json: (values) =>
          sql`case typeof(sum(${values})) when 'integer' then '"' || sum(${values}) || '"' else ${refused.sqlite(sql`sum(${values})`)} end`,
        averageJson: (values) =>
          sql`relata_average(cast(sum(${values}) as text), count(${values}))`,
      },
      postgresql: {
        digits: (values) => asText(sql`sum(${values})`),
        json: (values) => quoted(asText(sql`sum(${values})`)),
        averageJson: (values) => asText(sql`trim_scale(${quotient(values, MORE_PLACES)})`),
      },
    },
    sum: String,
    average: (units, count) =>
      Number(textOfUnits(exactQuotient(units, count, MORE_PLACES), MORE_PLACES)),
  },
};

/** Sums of integers of 64 bits, which may have more. */
export const WIDE_SUM: SumForm = {
  type: GraphQLBigIntText,
  average: { type: GraphQLDecimal, places: MORE_PLACES, roundedTo: 'six decimals' },
  plus: (value, amount) => (value as bigint) + (amount as bigint),
  exact: decimalSum(0),
};

/**
 * Sums of decimals that SQLite keeps as units; averages have six places more.
 * @param scale - places of the values
 */
export function decimalSum(scale: number): ExactSum {
  const places = scale + MORE_PLACES;
  return {
    sql: {
      sqlite: {
        digits: wideDigits,
        json: (values) => quoted(sql`relata_decimal(${wideDigits(values)}, ${sql.lit(scale)})`),
        averageJson: (values) =>
          quoted(
            sql`relata_decimal(relata_quotient(${wideDigits(values)}, count(${values}), ${sql.lit(MORE_PLACES)}), ${sql.lit(places)})`,
          ),
      },
      postgresql: {
        digits: (values) => asText(sql`sum(${values})`),
        json: (values) => quoted(asText(sql`sum(${values})`)),
        averageJson: (values) => quoted(asText(quotient(values, places))),
      },
    },
    sum: (units) => textOfUnits(units, scale),
    average: (units, count) => textOfUnits(exactQuotient(units, count, MORE_PLACES), places),
  };
}

/** A sum in SQLite, past the 64 bits it adds in: of the high and of the low bits, joined. */
export function wideDigits(values: Sql): Sql {
  return sql`relata_sum(sum((${values}) >> 32), sum((${values}) & ${sql.lit(LOW_BITS)}))`;
}

/**
 * An average in PostgreSQL, a numeric of so many places, half away from zero. In whole units first: a quotient of numerics
 * is itself rounded.
 */
export function quotient(values: Sql, places: number): Sql {
  const [total, count] = [sql`sum(${values})::numeric`, sql`count(${values})::numeric`];
  const twice = sql.raw(`2${'0'.repeat(places)}`);
  const unit = sql.raw(textOfUnits(1n, places));
  return sql`(sign(${total}) * div(abs(${total}) * ${twice} + ${count}, ${count} * 2) * ${unit})`;
}
