import type { Column } from '../../model/model.js';
import fc from 'fast-check';
import type { Cell } from '../oracle/data-set.js';
import type { Dice } from './dice.js';
import { fitting } from './fitting-values.js';
import { text } from './texts.js';

/** Few instants, so that there are ties; among them the first and the last there are. */
const INSTANTS = [
  '0001-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00.001Z',
  '2026-02-28T12:34:56.789Z',
  '9999-12-31T23:59:59.999Z',
].map((iso) => Date.parse(iso));
const INTEGERS = [-2_147_483_648, -7, -1, 0, 1, 2, 2, 3, 3, 10, 2_147_483_647];
const FLOATS = [-1.5, 0, 0.25, 0.25, 1, 2, 1024];
const ITEMS = ['a', 'A', '', 'b', 'null', '"', 'ß', '😀', '{}', ','];

const LEAVES = ['1', '2', 1, 2.5, 1e21, -0.1, true, null, 'Σ', '%', '"', '{}', '', false, 0];
const ODD_KEYS = [
  ...['', 'a"b', "a'b", 'x.y', '{,}', '\\', ' ', 'null', 'length', 'toString', '😀'],
];

const json = fc.oneof(
  fc.constantFrom<Cell>({}, [], 'text', 7, true),
  fc.record(
    {
      phone: fc.constantFrom(...LEAVES),
      email: fc.constantFrom('a@b.org', '', false, 0),
      more: fc.record({ list: fc.array(fc.constantFrom('x', 'y', 3, false)), 0: text }),
      odd: fc.dictionary(fc.constantFrom(...ODD_KEYS), fc.constantFrom('', 'x', 0, true, null)),
    },
    { requiredKeys: [] },
  ),
) as fc.Arbitrary<Cell>;

/** A value of a column that holds no key. */
export function randomCell(column: Column, dice: Dice): Cell {
  return fitting(column, valueOf(column, dice));
}

function valueOf({ kind, enumType }: Column, dice: Dice): Cell {
  switch (kind) {
    case 'id':
    case 'int':
      return dice.one(INTEGERS);
    case 'float':
      return dice.one(FLOATS);
    case 'string':
      return dice.of(text);
    case 'enum':
      return dice.one((enumType?.getValues() ?? []).map(({ value }) => value as Cell));
    case 'boolean':
      return dice.chance(50);
    case 'dateTime':
      return dice.one(INSTANTS);
    case 'stringList':
      return Array.from({ length: dice.below(4) }, () => dice.one(ITEMS));
    case 'json':
      // Plain objects, as those that are read.
      return JSON.parse(JSON.stringify(dice.of(json))) as Cell;
    case 'bytes':
      return new Uint8Array(Array.from({ length: dice.below(6) }, () => dice.below(256)));
  }
}
