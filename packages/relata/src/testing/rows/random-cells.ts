import { jsonKind } from '../../kinds/json.js';
import type { Kind } from '../../kinds/kind.js';
import { stringKind } from '../../kinds/string.js';
import type { Column } from '../../model/model.js';
import fc from 'fast-check';
import { sampleCells } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import type { Dice } from './dice.js';
import { fitting } from './fitting-values.js';
import { text } from './texts.js';

const LEAVES = ['1', '2', 1, 2.5, 1e21, -0.1, true, null, 'Σ', '%', '"', '{}', '', false, 0];
const ODD_KEYS = [
  ...['', 'a"b', "a'b", 'x.y', '{,}', '\\', ' ', 'null', 'length', 'toString', '😀'],
];

const documents = fc.oneof(
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

/** Kinds of which a few samples do not show all that goes wrong. */
const RICHER: ReadonlyMap<Kind, fc.Arbitrary<Cell>> = new Map([
  [stringKind, text],
  // Plain objects, as those that are read.
  [jsonKind, documents.map((document) => JSON.parse(JSON.stringify(document)) as Cell)],
]);

/** A value of a column that holds no key. */
export function randomCell(column: Column, dice: Dice): Cell {
  const { kind } = column;
  const richer = RICHER.get(kind);
  const cell = richer === undefined ? dice.one(sampleCells(column)) : dice.of(richer);
  return fitting(column, cell);
}
