import { dateTimeKind } from '../../../src/kinds/date-time.js';
import { keyKindOf } from '../../../src/kinds/key-kind.js';
import { intKind } from '../../../src/kinds/int.js';
import type { Kind } from '../../../src/kinds/kind.js';
import { stringKind } from '../../../src/kinds/string.js';
import type { Column, Model } from '../../../src/model/model.js';
import {
  CursorCodec,
  fingerprintOf,
  MAX_CURSOR_CHARACTERS,
} from '../../../src/reading/order/cursor.js';
import type { OrderItem } from '../../../src/reading/order/order.js';

const key = { name: 'id', kind: keyKindOf(intKind) } as Column;
const model = { id: { ...key, parts: [key] } } as unknown as Model;

const item = (name: string, kind: Kind): OrderItem => ({
  path: [],
  summary: null,
  column: { name, kind, model } as Column,
  isDescending: false,
  areNullsFirst: false,
});
const order = [
  item('at', dateTimeKind),
  item('title', stringKind),
  item('no', intKind),
  item('id', key.kind),
];
const place = { order, fingerprint: fingerprintOf('Query.posts', order), argument: 'after' };
const POSITION = [new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)), 'ä', null, 7];

describe('a cursor', () => {
  const codec = new CursorCodec('a secret of the tests, thirty-two bytes');
  const cursor = codec.encode(place, POSITION);
  const reasonOf = (text: string, expected = place, by = codec): string => {
    try {
      by.decode(text, expected);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('gives back the values it was made of, dates as dates', () => {
    expect(codec.decode(cursor, place)).toEqual(POSITION);
    const early = [new Date(-1), '', 0, 1];
    expect(codec.decode(codec.encode(place, early), place)).toEqual(early);
  });

  it('is taken in the one form in which it was given out', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    const others = [
      `${cursor}=`,
      `${cursor} `,
      ` ${cursor}`,
      `${cursor}\n`,
      `${cursor.slice(0, 4)}.${cursor.slice(4)}`,
      bytes.toString('hex'),
      bytes.subarray(0, 12).toString('base64url'),
      bytes.subarray(0, 13).toString('base64url'),
      bytes.subarray(0, 3).toString('base64url'),
      cursor.padEnd(MAX_CURSOR_CHARACTERS * 2, 'A'),
      '',
    ];
    for (const other of others) {
      expect([other, reasonOf(other)]).toEqual([other, 'after: not a cursor of this server']);
    }
  });

  it('is refused where any byte of it is another', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      expect(reasonOf(changed.toString('base64url'))).toBe('after: not a cursor of this server');
    }
  });

  it('is refused by a server with another secret', () => {
    const other = new CursorCodec('another secret of the tests, just as long');
    expect(reasonOf(cursor, place, other)).toBe('after: not a cursor of this server');
  });

  it('is refused where the order, the direction or the field is another', () => {
    const [first, ...rest] = order;
    const down = [{ ...item('at', dateTimeKind), isDescending: true }, ...rest];
    for (const fingerprint of [
      fingerprintOf('User.posts', order),
      fingerprintOf('Query.posts', down),
      fingerprintOf('Query.posts', [...rest, ...(first === undefined ? [] : [first])]),
    ]) {
      expect(reasonOf(cursor, { ...place, fingerprint })).toBe(
        'after: the cursor belongs to another order or field',
      );
    }
  });
});
