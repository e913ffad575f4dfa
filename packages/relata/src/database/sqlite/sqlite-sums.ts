import type { Database } from 'better-sqlite3';
import { durationOf } from '../../kinds/duration-text.js';
import { exactQuotient, textOfUnits } from '../../kinds/exact-decimal.js';
import { SMALL_SUM } from '../../kinds/exact-sum.js';

type Whole = bigint | string | null;

/**
 * Gives a SQLite connection what it lacks to add and divide exactly. Whole numbers of any size are texts of digits; NULL
 * stays NULL.
 * - `relata_sum(high, low)`: a sum from those of the high and of the low 32 bits;
 * - `relata_quotient(sum, count, places)`: units of an average of so many places more, rounded half away from zero;
 * - `relata_decimal(units, places)`: the digits with a point among them;
 * - `relata_length(milliseconds)`: a duration of any length, as JSON;
 * - `relata_average(sum, count)`: an average of small integers, as JSON.
 */
export function registerSums(database: Database): void {
  const define = (
    name: string,
    work: (units: bigint, ...more: readonly bigint[]) => string,
  ): void => {
    database.function(
      name,
      { deterministic: true, safeIntegers: true, varargs: true },
      (first: Whole, ...more: readonly Whole[]) =>
        first === null ? null : work(BigInt(first), ...more.map((each) => BigInt(each ?? 0))),
    );
  };
  define('relata_sum', (high, low = 0n) => String((high << 32n) + low));
  define('relata_quotient', (sum, count = 1n, places = 0n) =>
    String(exactQuotient(sum, count, Number(places))),
  );
  define('relata_decimal', (units, places = 0n) => textOfUnits(units, Number(places)));
  define('relata_length', (milliseconds) => JSON.stringify(durationOf(milliseconds)));
  define('relata_average', (sum, count = 1n) => String(SMALL_SUM.exact?.average(sum, count)));
}
