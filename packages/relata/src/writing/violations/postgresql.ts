import type { Column } from '../../model/model.js';

/**
 * SQLSTATEs of PostgreSQL for a value it does not take: it does not fit its column (22), breaks a
 * constraint (23) or the condition of a view (44000), or a trigger raises an exception (P0001, and
 * the classes that are left to whoever writes one).
 */
const REFUSED_STATE = /^(?:22...|23...|44000|P0001|[I-OQ-WYZ]....)$/;

/** What better-sqlite3 calls the same. */
const SQLITE_REFUSED = /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG)/;

const TOO_LONG = /value too long for type character varying\((\d+)\)/;
const OUT_OF_RANGE = /value "(-?\d+)" is out of range for type/;
const SMALL_OUT_OF_RANGE = 'smallint out of range';
const SMALL_MAX = 32_767;

/** Whether a write failed because of what it was to write. */
export function isRefusedValue(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return REFUSED_STATE.test(code) || SQLITE_REFUSED.test(code);
}

/** Whether a value may be the one that does not fit its column, by what PostgreSQL says of it. */
export function misfits({ message }: Error, { kind }: Column, value: unknown): boolean {
  if (kind === 'string' && typeof value === 'string') {
    const [, length] = TOO_LONG.exec(message) ?? [];
    return length !== undefined && Array.from(value).length > Number(length);
  }
  if (kind === 'int' && typeof value === 'number') {
    const [, given] = OUT_OF_RANGE.exec(message) ?? [];
    const isLarge = value > SMALL_MAX || value < -SMALL_MAX - 1;
    return given === String(value) || (message.startsWith(SMALL_OUT_OF_RANGE) && isLarge);
  }
  return false;
}
