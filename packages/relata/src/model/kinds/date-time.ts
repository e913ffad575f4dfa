import { BadInputError } from '../../errors.js';

/** The last millisecond that both databases can hold. */
export const LATEST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The first. */
export const EARLIEST_MOMENT = new Date('0001-01-01T00:00:00.000Z').getTime();

/**
 * Refuses dates that not both databases can hold: years 0001 to 9999.
 * @throws BadInputError for what is no date or out of range
 */
export function checkMoment(value: unknown, argument: string): Date {
  const date = value instanceof Date ? value : new Date(Number.NaN);
  const time = date.getTime();
  if (Number.isNaN(time)) {
    throw BadInputError.at(argument, 'must be a date-time like 2026-01-31T12:00:00.000Z');
  }
  if (time < EARLIEST_MOMENT || time > LATEST_MOMENT) {
    throw BadInputError.at(argument, 'must be in the years 0001 to 9999');
  }
  return date;
}
