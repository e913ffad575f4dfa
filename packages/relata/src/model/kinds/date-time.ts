import { BadInputError } from '../../errors.js';

/** The last millisecond that both databases can hold. */
export const LATEST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The first. */
export const EARLIEST_MOMENT = new Date('0001-01-01T00:00:00.000Z').getTime();

/** A date-time that both databases can hold, or what is wrong with it: years 0001 to 9999. */
export function readMoment(value: unknown): { readonly value: Date } | { readonly reason: string } {
  const date = value instanceof Date ? value : new Date(Number.NaN);
  const time = date.getTime();
  if (Number.isNaN(time)) {
    return { reason: 'must be a date-time like 2026-01-31T12:00:00.000Z' };
  }
  return time < EARLIEST_MOMENT || time > LATEST_MOMENT
    ? { reason: 'must be in the years 0001 to 9999' }
    : { value: date };
}

/**
 * Refuses dates that not both databases can hold.
 * @throws BadInputError for what is no date or out of range
 */
export function checkMoment(value: unknown, argument: string): Date {
  const read = readMoment(value);
  if ('reason' in read) {
    throw BadInputError.at(argument, read.reason);
  }
  return read.value;
}
