import fc from 'fast-check';
import type { Catalog } from '../../../src/model/model.js';
import type { DataSet } from '../oracle/data-set.js';
import { withAddedRows } from './added-rows.js';
import { dataSet } from './data-arbitrary.js';
import { Requests } from './request-arbitrary.js';
import type { Batch } from './trial.js';
import { role } from './viewers.js';

const LISTS = 7;
const LOOKUPS = 4;

/** Requests of one document. */
export const BATCH_SIZE = LISTS + LOOKUPS;

/** Lists and lookups that somebody asks for in one document. */
export function batchOf(catalog: Catalog, data: DataSet): fc.Arbitrary<Batch> {
  const requests = new Requests(catalog, data);
  // Small values are not wanted more than others: every feature is to come up.
  return fc.noBias(
    fc.record({
      role: role(data),
      requests: fc
        .tuple(times(LISTS, requests.root()), times(LOOKUPS, requests.lookup()))
        .map((parts) => parts.flat()),
    }),
  );
}

/** The data set of a seed, with rows of every model. */
export function dataOf(seed: number, catalog: Catalog): DataSet {
  const [data = { rows: {}, links: {} }] = fc.sample(dataSet, { seed, numRuns: 1 });
  return withAddedRows(data, catalog, seed);
}

function times<T>(count: number, one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: count, maxLength: count });
}
