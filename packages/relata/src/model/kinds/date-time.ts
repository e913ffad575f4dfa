import { BadInputError } from '../../errors.js';

/** The last millisecond that both databases can hold. */
export const LATEST_DATE_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The first. */
export const EARLIEST_DATE_TIME = new Date('0001-01-01T00:00:00.000Z').getTime();

/** A date-time that both databases can hold, or what is wrong with it: years 0001 to 9999. */
export function readDateTime(
  value: unknown,
): { readonly value: Date } | { readonly reason: string } {
  const date = value instanceof Date ? value : new Date(Number.NaN);
  const time = date.getTime();
  if (Number.isNaN(time)) {
    return { reason: 'must be a date-time like 2026-01-31T12:00:00.000Z' };
  }
  return time < EARLIEST_DATE_TIME || time > LATEST_DATE_TIME
    ? { reason: 'must be in the years 0001 to 9999' }
    : { value: date };
}

/**
 * Refuses dates that not both databases can hold.
 * @throws BadInputError for what is no date or out of range
 */
export function checkDateTime(value: unknown, argument: string): Date {
  const read = readDateTime(value);
  if ('reason' in read) {
    throw BadInputError.at(argument, read.reason);
  }
  return read.value;
}
