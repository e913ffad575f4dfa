import fc from 'fast-check';
import type { Catalog } from '../../../model/model.js';
import type { DataSet } from '../../oracle/data-set.js';
import { Requests } from './request-arbitrary.js';
import type { Batch } from '../trial.js';
import { role } from '../../askers.js';

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
      role: role(catalog, data),
      requests: fc
        .tuple(times(LISTS, requests.root()), times(LOOKUPS, requests.lookup()))
        .map((parts) => parts.flat()),
    }),
  );
}

function times<T>(count: number, one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: count, maxLength: count });
}
