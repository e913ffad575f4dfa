import { sql } from 'kysely';
import { isDecimal } from '../exact-decimal.js';
import type { Kind, Member } from '../kind.js';

/** Digits before the point, and after it, that scalars of exact numbers let through. */
const DIGITS = 40;
const NUMBER = `^-?[0-9]{1,${String(DIGITS)}}([.][0-9]{1,${String(DIGITS)}})?$`;

/**
 * A text that is before another one by code point where the number is the smaller one, and the same where it is equal.
 * SQLite has no numbers of so many digits.
 * @returns null for what is no decimal number
 */
export function sortableNumber(text: string): string | null {
  if (!isDecimal(text)) {
    return null;
  }
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const digits = whole.padStart(DIGITS, '0') + fraction.padEnd(DIGITS, '0');
  const isNegative = text.startsWith('-') && /[1-9]/.test(digits);
  return isNegative ? `-${digits.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}` : digits;
}

/** Numbers that stand in documents as texts, and are compared in all their digits. */
export function exactMember(operand: Kind['operand']): Member {
  return {
    form: 'text',
    compared: {
      taken: {
        sqlite: (value) => sql`relata_sortable(${value})`,
        postgresql: (value) =>
          sql`case when ${value} ~ ${sql.lit(NUMBER)} then (${value})::numeric end`,
      },
      with: {
        sqlite: {
          parameter: (value) => sortableNumber(String(value)),
          bound: (parameter) => parameter,
        },
        postgresql: { parameter: String, bound: (parameter) => sql`${parameter}::numeric` },
      },
      operand,
    },
  };
}
