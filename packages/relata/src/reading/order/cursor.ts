import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type Bindable, sampleOf } from '../../filter/placeholder.js';
import type { CursorForm, CursorValue, Operand } from '../../kinds/kind.js';
import { CutText } from '../../cursor/cut-text.js';
import { MAC_BYTES, macOf, signed } from '../../cursor/signed.js';
import { InvalidCursorError } from '../../errors.js';
import { MAX_KEY_CHARACTERS } from '../../kinds/key-forms.js';
import { isKeyItem, type Order, type OrderItem, orderKey } from './order.js';
import type { Position, PositionValue } from './seek.js';

/** What a cursor belongs to. */
export interface OrderedConnection {
  readonly fingerprint: string;
  readonly order: Order;
}

const FINGERPRINT_BYTES = 6;
/**
 * Most characters of a cursor whose key is no text: as many as stand in a URL beside a document. What makes it so are
 * {@link MAX_ORDER_KEYS} and {@link textRoom}.
 */
export const MAX_CURSOR_CHARACTERS = 4096;
/** Most characters of all texts in a cursor: the long ones are cut. */
const TEXT_CHARACTERS = 256;
/** Most characters that one of a text may take: six bytes in JSON, in base64. */
const KEY_CHARACTER = 8;

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
    const values = position.map((value, index) => valueJson(order, index, value));
    const body = Buffer.from(`[${[JSON.stringify(fingerprint), ...values].join()}]`);
    return signed(this.key, body);
  }

  /**
   * @param argument - `after` or `before`, for the error
   * @throws InvalidCursorError for what this server did not make, or made for another order or connection
   */
  decode(cursor: string, expected: OrderedConnection & { readonly argument: string }): Position {
    const { fingerprint, order, argument } = expected;
    const bytes = Buffer.from(cursor.slice(0, mostCharacters(order)), 'base64url');
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
 * Most characters of a text in a cursor of an order: texts share what room there is. A longer one
 * is cut; the row the cursor stands on says how it goes on. The key, which finds that row, is never cut.
 */
export function textRoom(order: Order, item: OrderItem): number {
  const texts = order.filter((each) => isText(each) && !isKeyItem(each));
  return isKeyItem(item)
    ? MAX_KEY_CHARACTERS
    : Math.floor(TEXT_CHARACTERS / Math.max(1, texts.length));
}

function isText({ column }: OrderItem): boolean {
  return column.kind.cursor?.isText === true;
}

/** Most characters of a cursor of an order. */
function mostCharacters(order: Order): number {
  const whole = order.filter((item) => isText(item) && isKeyItem(item)).length;
  return MAX_CURSOR_CHARACTERS + whole * MAX_KEY_CHARACTERS * KEY_CHARACTER;
}

/** A value as it stands in a cursor: long texts with their digest. */
type WrittenValue = CursorValue | readonly [prefix: string, digest: string] | null;

function valueJson(order: Order, index: number, value: PositionValue): string {
  const item = order[index];
  if (value === null || item === undefined) {
    return 'null';
  }
  return formOf(item).write(sampleOf(value as Bindable<Operand>), textRoom(order, item));
}

function revive(item: OrderItem, value: WrittenValue): PositionValue {
  if (typeof value === 'object' && value !== null) {
    return new CutText(...value);
  }
  return value === null ? null : formOf(item).read(value);
}

function formOf({ column }: OrderItem): CursorForm {
  const form = column.kind.cursor;
  if (form === null) {
    throw new TypeError('A cursor is of what rows are ordered by');
  }
  return form;
}
