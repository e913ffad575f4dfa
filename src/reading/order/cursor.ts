import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Operand } from '../../catalog/condition.js';
import { MAC_BYTES, macOf, signed } from '../../catalog/signed.js';
import { InvalidCursorError } from '../../errors.js';
import type { Order, OrderItem } from './order.js';
import { orderKey } from './order.js';
import type { Position } from './seek.js';

const FINGERPRINT_BYTES = 6;
/** Longer than any cursor we make: a text column of 64 kB in the order, in base64. */
const MOST_CHARACTERS = 400_000;

/**
 * Makes and reads cursors: 12 bytes of HMAC-SHA-256, then a JSON list of the fingerprint of the
 * order and the connection, and the values of the order (the primary key is its last), in base64url.
 */
export class CursorCodec {
  /** What cursors are signed with; statements that write cursors are given it. */
  readonly key: Buffer;

  /** @param secret - the signing secret of the server; the key for cursors is derived from it (HKDF) */
  constructor(secret: string | Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'relata/cursor', 32));
  }

  /** @param fingerprint - of the connection and its order, from {@link fingerprintOf} */
  encode(fingerprint: string, position: Position): string {
    const values = position.map((value) => (value instanceof Date ? value.getTime() : value));
    const body = Buffer.from(JSON.stringify([fingerprint, ...values]));
    return signed(this.key, body);
  }

  /**
   * @param argument - `after` or `before`, for the error
   * @throws InvalidCursorError for what this server did not make, or made for another order or connection
   */
  decode(
    cursor: string,
    expected: { readonly fingerprint: string; readonly order: Order; readonly argument: string },
  ): Position {
    const { fingerprint, order, argument } = expected;
    const bytes = Buffer.from(cursor.slice(0, MOST_CHARACTERS), 'base64url');
    const body = bytes.subarray(MAC_BYTES);
    const isOurs =
      bytes.length > MAC_BYTES &&
      bytes.toString('base64url') === cursor &&
      timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(this.key, body));
    if (!isOurs) {
      throw InvalidCursorError.at(argument, 'not a cursor of this server');
    }
    const [made, ...values] = JSON.parse(body.toString()) as [string, ...(Operand | null)[]];
    if (made !== fingerprint || values.length !== order.length) {
      throw InvalidCursorError.at(argument, 'the cursor belongs to another order or field');
    }
    return order.map((item, index) => revive(item, values[index] ?? null));
  }
}

/**
 * A short mark of where a cursor may be used.
 * @param field - the connection: `Query.posts`, `User.posts`
 */
export function fingerprintOf(field: string, order: Order): string {
  const text = `${field} ${orderKey(order)}`;
  return createHash('sha256')
    .update(text)
    .digest()
    .subarray(0, FINGERPRINT_BYTES)
    .toString('base64url');
}

function revive(item: OrderItem, value: Operand | null): Operand | null {
  return item.column.kind === 'moment' && typeof value === 'number' ? new Date(value) : value;
}
