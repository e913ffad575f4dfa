import fc from 'fast-check';
import type { Catalog } from '../../../src/model/model.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { withAddedRows } from '../generator/added-rows.js';
import { dataSet } from '../generator/data-arbitrary.js';
import { Verdict } from '../../support/review.js';

/** Texts that have to be written with care in JSON, or that no JSON escapes and one might think so. */
// prettier-ignore
const ODD_TEXTS: readonly string[] = [
  '\u0001', '\b\f\v\r\n\t', '\u001f\u007f\u0080', '\u2028\u2029', '\uFEFF', '</script>', '\\u0041', '\\"', '"\\', "'; --",
  '\u{10FFFF}', '\u{10FFFF}\u{10FFFF}', '\uD7FF\uE000', '😀"😀', '$1 ? :a @b', '{"a":1}', '[', 'x'.repeat(200), ' ', '',
];

const oddText = fc.constantFrom(...ODD_TEXTS);

/** Numbers that are written in many ways. */
// prettier-ignore
const FLOATS = [
  0, -0, 1, -1, 2, 2, 3, 0.5, 0.1, 0.2, -0.3, 1 / 3, 1e-7, 1.5e-10, 123456789.125, 1e15, 1e16, 1e21, -1e21, 1e22, 1e300,
  5e-324, 2 ** 53, 2 ** 53 + 2, 100, 1e2, 4.35, 0.30000000000000004, 1e-6, 12345678901234567890,
];

const float = fc.constantFrom(...FLOATS);
const verdict = fc.constantFrom<Verdict>(...Object.values(Verdict));

const json: fc.Arbitrary<Cell> = fc.constantFrom<Cell>(
  { '10': 'a', '9': 'b', b: 1, a: 2 },
  { n: 1e21, m: 1e-7, k: -0.5, big: 9007199254740993, e: 1e400 === Infinity ? 0 : 1 },
  { text: '\u2028"\\\n\u0001😀', '\u2028': null, '"': { '\\': [] } },
  [[], {}, [null, true, 1.5]],
  { toString: 'x', constructor: {}, hasOwnProperty: 1 },
  'only "text"',
  0,
  false,
);

function reviews(
  posts: readonly StoredRow[],
  users: readonly StoredRow[],
): fc.Arbitrary<readonly StoredRow[]> {
  const key = (rows: readonly StoredRow[]): fc.Arbitrary<number> =>
    fc.constantFrom(...rows.map(({ id }) => id));
  const dateTime = fc.constantFrom(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 0, 0, 0, 1));
  const row = fc.record({
    id: fc.integer({ min: 1, max: 99 }),
    createdAt: dateTime,
    updatedAt: dateTime,
    version: fc.constantFrom(1, 2, 3),
    stars: float,
    weight: fc.option(float),
    isHelpful: fc.option(fc.boolean()),
    verdict,
    opinion: fc.option(verdict),
    post: key(posts),
    author: fc.option(key(users)),
  });
  return fc.uniqueArray(row, { minLength: 12, maxLength: 24, selector: ({ id }) => id });
}

/** Now and then an odd text in the place of another. */
function withOddTexts(
  rows: readonly StoredRow[],
  column: string,
  texts: readonly (string | null)[],
): readonly StoredRow[] {
  return rows.map((row, at) => {
    const odd = texts[at % texts.length] ?? null;
    return odd === null ? row : { ...row, [column]: odd };
  });
}

const oddTexts = fc.array(fc.option(oddText, { freq: 2 }), { minLength: 40, maxLength: 40 });
const oddDocuments = fc.array(fc.option(json, { freq: 2 }), { minLength: 11, maxLength: 11 });

/** The data set of a seed for the models of the application, the one of the tests and any added. */
export function fuzzDataOf(seed: number, catalog: Catalog): DataSet {
  const [data = { rows: {}, links: {} }] = fc.sample(fuzzData, { seed, numRuns: 1 });
  return withAddedRows(data, catalog, seed);
}

const fuzzData: fc.Arbitrary<DataSet> = dataSet.chain((data) => {
  const rows = (name: string): readonly StoredRow[] => data.rows[name] ?? [];
  return fc
    .tuple(reviews(rows('Post'), rows('User')), oddTexts, oddTexts, oddDocuments)
    .map(([made, texts, others, documents]) => ({
      ...data,
      rows: {
        ...data.rows,
        Review: made,
        Post: withOddTexts(withOddTexts(rows('Post'), 'title', texts), 'content', others),
        Role: withOddTexts(rows('Role'), 'description', others),
        Profile: withOddTexts(rows('Profile'), 'bio', texts).map((row, at) => ({
          ...row,
          contacts: documents[at] ?? row['contacts'] ?? null,
        })),
      },
    }));
});
