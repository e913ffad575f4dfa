import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type Bindable, sampleOf } from '../../filter/placeholder.js';
import type { CursorForm, CursorValue, Operand } from '../../kinds/kind.js';
import { CutText } from '../../cursor/cut-text.js';
import { MAC_BYTES, macOf, signed } from '../../cursor/signed.js';
import { InvalidCursorError } from '../../errors.js';
import type { Order, OrderItem } from './order.js';
import { orderKey } from './order.js';
import type { Position, PositionValue } from './seek.js';

/** What a cursor belongs to. */
export interface OrderedConnection {
  readonly fingerprint: string;
  readonly order: Order;
}

const FINGERPRINT_BYTES = 6;
/**
 * Most characters of a cursor: as many as stand in a URL beside a document. What makes it so are
 * {@link MAX_ORDER_KEYS} and {@link textRoom}.
 */
export const MAX_CURSOR_CHARACTERS = 4096;
/** Most characters of all texts in a cursor: the long ones are cut. */
const TEXT_CHARACTERS = 256;

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

  /** @param connection - its fingerprint is that of {@link fingerprintOf} */
  encode({ fingerprint, order }: OrderedConnection, position: Position): string {
    const max = textRoom(order);
    const values = position.map((value, index) => valueJson(order[index], value, max));
    const body = Buffer.from(`[${[JSON.stringify(fingerprint), ...values].join()}]`);
    return signed(this.key, body);
  }

  /**
   * @param argument - `after` or `before`, for the error
   * @throws InvalidCursorError for what this server did not make, or made for another order or connection
   */
  decode(cursor: string, expected: OrderedConnection & { readonly argument: string }): Position {
    const { fingerprint, order, argument } = expected;
    const bytes = Buffer.from(cursor.slice(0, MAX_CURSOR_CHARACTERS), 'base64url');
    const body = bytes.subarray(MAC_BYTES);
    const isOurs =
      bytes.length > MAC_BYTES &&
      bytes.toString('base64url') === cursor &&
      timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(this.key, body));
    if (!isOurs) {
      throw InvalidCursorError.at(argument, 'not a cursor of this server');
    }
    const [made, ...values] = JSON.parse(body.toString()) as [string, ...WrittenValue[]];
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

/**
 * Most characters of one text in a cursor of an order: texts share what room there is. A longer one
 * is cut; the row the cursor stands on says how it goes on.
 */
export function textRoom(order: Order): number {
  const texts = order.filter(({ column }) => column.kind.cursor?.isText === true);
  return Math.floor(TEXT_CHARACTERS / Math.max(1, texts.length));
}

/** A value as it stands in a cursor: long texts with their digest. */
type WrittenValue = CursorValue | readonly [prefix: string, digest: string] | null;

function valueJson(item: OrderItem | undefined, value: PositionValue, max: number): string {
  return value === null ? 'null' : formOf(item).write(sampleOf(value as Bindable<Operand>), max);
}

function revive(item: OrderItem, value: WrittenValue): PositionValue {
  if (typeof value === 'object' && value !== null) {
    return new CutText(...value);
  }
  return value === null ? null : formOf(item).read(value);
}

function formOf(item: OrderItem | undefined): CursorForm {
  const form = item?.column.kind.cursor ?? null;
  if (form === null) {
    throw new TypeError('A cursor is of what rows are ordered by');
  }
  return form;
}
