import { floatKind } from '../../../src/kinds/float.js';
import { jsonKind } from '../../../src/kinds/json.js';
import type { Kind } from '../../../src/kinds/kind.js';
import { stringKind } from '../../../src/kinds/string.js';
import type { Catalog, Model } from '../../../src/model/model.js';
import type { Cell, DataSet, StoredRow } from '../../../src/testing/oracle/data-set.js';
import { uniquesOf } from '../../../src/testing/rows/catalog-facts.js';
import { fitting } from '../../../src/testing/rows/fitting-values.js';
import { randomRows } from '../../../src/testing/rows/random-rows.js';

/** Texts that have to be written with care in JSON, or that no JSON escapes and one might think so. */
// prettier-ignore
const ODD_TEXTS: readonly string[] = [
  '\u0001', '\b\f\v\r\n\t', '\u001f\u007f\u0080', '\u2028\u2029', '\uFEFF', '</script>', '\\u0041', '\\"', '"\\', "'; --",
  '\u{10FFFF}', '\u{10FFFF}\u{10FFFF}', '\uD7FF\uE000', '😀"😀', '$1 ? :a @b', '{"a":1}', '[', 'x'.repeat(200), ' ', '',
];

/** Numbers that are written in many ways. */
// prettier-ignore
const FLOATS = [
  0, -0, 1, -1, 2, 2, 3, 0.5, 0.1, 0.2, -0.3, 1 / 3, 1e-7, 1.5e-10, 123456789.125, 1e15, 1e16, 1e21, -1e21, 1e22, 1e300,
  5e-324, 2 ** 53, 2 ** 53 + 2, 100, 1e2, 4.35, 0.30000000000000004, 1e-6, 12345678901234567890,
];

const DOCUMENTS: readonly Cell[] = [
  { '10': 'a', '9': 'b', b: 1, a: 2 },
  { n: 1e21, m: 1e-7, k: -0.5, big: 9007199254740993, e: 1e400 === Infinity ? 0 : 1 },
  { text: '\u2028"\\\n\u0001😀', '\u2028': null, '"': { '\\': [] } },
  [[], {}, [null, true, 1.5]],
  { toString: 'x', constructor: {}, hasOwnProperty: 1 },
  'only "text"',
  0,
  false,
];

/** Values that are written with care, by kind of column; every other row has one of them. */
const ODD: ReadonlyMap<Kind, readonly Cell[]> = new Map<Kind, readonly Cell[]>([
  [stringKind, ODD_TEXTS],
  [floatKind, FLOATS],
  [jsonKind, DOCUMENTS],
]);

/** The data set of a seed, with values in it that have to be written with care. */
export function fuzzDataOf(seed: number, catalog: Catalog): DataSet {
  const data = randomRows(catalog, seed);
  const rows = [...catalog.values()].map((model): [string, readonly StoredRow[]] => [
    model.name,
    (data.rows[model.name] ?? []).map((row, at) => withOdd(model, row, seed + at)),
  ]);
  return { ...data, rows: Object.fromEntries(rows) };
}

function withOdd(model: Model, row: StoredRow, at: number): StoredRow {
  const unique = new Set(uniquesOf(model).flat());
  const cells = [...model.columns.values()].flatMap((column, place): [string, Cell][] => {
    const odd = ODD.get(column.kind);
    const isLeft = odd === undefined || unique.has(column.name) || (at + place) % 2 === 0;
    return isLeft || !column.exposed
      ? []
      : [[column.name, fitting(column, odd[(at * 7 + place) % odd.length] ?? null)]];
  });
  return { ...row, ...Object.fromEntries(cells), id: row.id };
}
