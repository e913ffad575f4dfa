import type { KeyKind } from '../contestants/contestants.js';

/** Keys that a double does not hold. */
const FIRST_BIGINT = 2n ** 53n;
const UUID = '018f6b2e-5c3a-7d41-9b0e-';

/** The key of a row by its number: in the order of numbers, as the keys that are made of version 7 are. */
export const ROW_KEYS: Readonly<Record<KeyKind, (number: number) => number | bigint | string>> = {
  int: (number) => number,
  bigint: (number) => FIRST_BIGINT + BigInt(number),
  uuid: (number) => `${UUID}${number.toString(16).padStart(12, '0')}`,
};

/** An id with the number of its row in the place of its key, so that all kinds can be compared. */
export function withNumbers(name: string, value: unknown): unknown {
  if (name !== 'id' || typeof value !== 'string') {
    return value;
  }
  const [type = '', key = ''] = value.split('_');
  if (key.startsWith(UUID)) {
    return `${type}_${String(parseInt(key.slice(UUID.length), 16))}`;
  }
  const number = BigInt(key);
  return `${type}_${String(number > FIRST_BIGINT ? number - FIRST_BIGINT : number)}`;
}
