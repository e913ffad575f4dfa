import fc from 'fast-check';
import { TestDatabase } from '../../../src/testing/test-database.js';
import {
  type CompiledFault,
  everyAsSome,
  firstViewerForAll,
  listsUnordered,
  misreadPlans,
  noRowMore,
  notTurnedRound,
  offsetForgotten,
  oneAliasForAll,
  otherNulls,
  otherTieBreak,
  textsNotEscaped,
  uncheckedCounts,
  valuesMixedUp,
  wholeSeconds,
} from '../fuzz/compiled-faults.js';
import { Difference, Duel } from '../fuzz/duel.js';
import { REVIEWED_BLOG } from '../fuzz/fuzzed.js';
import { fuzzDataOf } from '../fuzz/fuzz-data.js';
import { tryDocument } from '../fuzz/trial.js';
import { trialOf } from '../fuzz/trial-arbitrary.js';
import { stockOf } from '../fuzz/workshop.js';
import {
  ignoringCase,
  inclusiveCursors,
  showingDeleted,
  withoutMasks,
  withoutPolicies,
} from '../../../src/testing/reads/faults.js';

const SEED = 20_260_401;
/** A fault must be found within 1,500 documents. */
const DATA_SETS = 5;
const DOCUMENTS = 300;

const FAULTS: readonly CompiledFault[] = [
  { name: 'ties broken another way', connection: otherTieBreak },
  { name: 'nulls at the wrong end', connection: otherNulls },
  { name: 'pages from the end not turned round', connection: notTurnedRound },
  { name: 'no row read beyond the page', connection: noRowMore },
  { name: 'every taken for some', connection: everyAsSome },
  { name: 'offset forgotten in the key of a statement', connection: offsetForgotten() },
  { name: 'aliases mixed up', row: oneAliasForAll },
  { name: 'policy left out of counts', ...uncheckedCounts() },
  { name: 'policy left out', engine: withoutPolicies },
  { name: 'masks left out', engine: withoutMasks },
  { name: 'soft-deleted rows shown', engine: showingDeleted },
  { name: 'case ignored', engine: ignoringCase },
  { name: 'cursors inclusive', engine: inclusiveCursors },
  { name: 'values of two variables mixed up', plant: valuesMixedUp },
  { name: 'the first viewer taken for all', plant: firstViewerForAll },
  { name: 'texts not escaped', plant: textsNotEscaped },
  { name: 'milliseconds left out', plant: wholeSeconds },
  { name: 'lists not in order', plant: listsUnordered },
];

describe('the comparison of the readers', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await documentsUntilFound({ name: 'none' }, 1)).toBeNull();
  });

  it.each(FAULTS)('finds out: $name', async (fault) => {
    const found = await documentsUntilFound(fault, DATA_SETS);
    process.stdout.write(`${fault.name}: found within ${String(found)} documents\n`);
    expect(found).not.toBeNull();
  });
});

/** How many documents it takes until the readers differ over one; null where they never do. */
async function documentsUntilFound(fault: CompiledFault, dataSets: number): Promise<number | null> {
  const database = new TestDatabase(REVIEWED_BLOG, 'sqlite');
  const { engine } = fault;
  const duel = await Duel.start(database, engine === undefined ? {} : { decorateEngine: engine });
  const { compiledReader, schema } = duel.compiled.app;
  if (compiledReader !== null) {
    misreadPlans(compiledReader, fault);
  }
  const { catalog } = duel.reference.app.engine;
  const heal = fault.plant?.();
  let tried = 0;
  try {
    for (let seed = SEED; seed < SEED + dataSets; seed += 1) {
      const data = fuzzDataOf(seed, catalog);
      await duel.replaceData(data);
      const trials = trialOf(stockOf({ catalog, schema }, data));
      for (const trial of fc.sample(trials, { seed, numRuns: DOCUMENTS })) {
        tried += 1;
        await tryDocument({ duels: [duel], isReduced: false }, trial);
      }
    }
    return null;
  } catch (error) {
    if (error instanceof Difference) {
      return tried;
    }
    throw error;
  } finally {
    heal?.();
    await duel.stop();
  }
}
