import fc from 'fast-check';
import type { Engine } from '../../src/reading/engine.js';
import type { Catalog } from '../../src/model/model.js';
import type { TestApp } from '../../src/testing/test-app.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { blog } from '../blog/blog.js';
import { depot } from '../depot/depot.js';
import { zoo } from '../zoo/zoo.js';
import { ignoringAttributes, ignoringChains } from '../../src/testing/attacks/faults.js';
import { BATCH_SIZE, batchOf } from '../../src/testing/reads/arbitraries/batch-arbitrary.js';
import { modelNamed } from '../../src/testing/oracle/data-set.js';
import type { PrintedDocument } from '../../src/testing/reads/document.js';
import {
  everyAsSome,
  ignoringCase,
  inclusiveCursors,
  oneAliasForAll,
  otherNulls,
  otherTieBreak,
  showingDeleted,
  withMember,
  withoutMasks,
  withoutPolicies,
} from '../../src/testing/reads/faults.js';
import { randomRows } from '../../src/testing/rows/random-rows.js';
import { replaceData } from '../../src/testing/rows/insert-data.js';
import { askAll, startServer } from '../../src/testing/reads/server-pair.js';
import { type Ask, Disagreement, tryBatch } from '../../src/testing/reads/trial.js';

const SEED = 20_260_201;
/** A fault must be found within 990 cases. */
const DATA_SETS = 5;
const BATCHES = 18;

/** A fault, and how a server that has it answers; the honest server is given. */
interface Fault {
  readonly name: string;
  /** The engine of a second, faulty server. */
  readonly engine?: (engine: Engine) => Engine;
  /** How the faulty server is asked, where it is not simply put in the place of the honest one. */
  readonly ask?: (honest: Ask, faulty: Ask, catalog: Catalog) => Ask;
}

const FAULTS: readonly Fault[] = [
  { name: 'ties broken another way', ask: misread(otherTieBreak) },
  { name: 'nulls at the wrong end', ask: misread(otherNulls) },
  { name: 'policy left out of totalCount', engine: withoutPolicies, ask: spliceTotalCount },
  { name: 'aliases mixed up', ask: misread(oneAliasForAll) },
  { name: 'case ignored', engine: ignoringCase },
  { name: 'mask ignored in where', engine: withoutMasks, ask: filterUnmasked },
  { name: 'every taken for some', ask: misread(everyAsSome) },
  {
    name: 'hasPreviousPage always false',
    ask: (honest) => async (document, role) =>
      withMember(await honest(document, role), 'hasPreviousPage', false),
  },
  { name: 'soft-deleted rows shown', engine: showingDeleted },
  { name: 'cursors inclusive', engine: inclusiveCursors },
];

const OF_RULES: readonly Fault[] = [
  { name: 'what rules say of related rows ignored', engine: ignoringChains },
  { name: 'attributes of viewers ignored', engine: ignoringAttributes },
];

describe.each([
  { title: 'the blog', application: blog, faults: FAULTS },
  { title: 'the depot', application: depot, faults: FAULTS },
  { title: 'the zoo', application: zoo, faults: OF_RULES },
])('the comparison of $title with the oracle', ({ application, faults }) => {
  const database = new TestDatabase(application, 'sqlite');
  let honest: TestApp;

  beforeAll(async () => {
    await database.open();
    honest = await startServer(database);
  });
  afterAll(async () => {
    await honest.stop();
    await database.close();
  });

  it('finds nothing where nothing is wrong', async () => {
    expect(await casesUntilFound(askAll([honest]))).toBeNull();
  });

  it.each(faults)('finds out: $name', async ({ name, engine, ask }) => {
    const faulty = await startServer(
      database,
      engine === undefined ? {} : { decorateEngine: engine },
    );
    try {
      const asks = [askAll([honest]), askAll([faulty])] as const;
      const found = await casesUntilFound(
        ask === undefined ? asks[1] : ask(...asks, honest.app.engine.catalog),
      );
      process.stdout.write(`${name}: found within ${String(found)} cases\n`);
      expect(found).not.toBeNull();
    } finally {
      await faulty.stop();
    }
  });

  /** How many cases it takes until one is answered wrongly; null where none is. */
  async function casesUntilFound(ask: Ask): Promise<number | null> {
    const { catalog } = honest.app.engine;
    let tried = 0;
    for (let seed = SEED; seed < SEED + DATA_SETS; seed += 1) {
      const data = randomRows(catalog, seed);
      await replaceData(honest.app, data);
      for (const batch of fc.sample(batchOf(catalog, data), { seed, numRuns: BATCHES })) {
        tried += BATCH_SIZE;
        try {
          await tryBatch({ catalog, data, ask }, batch);
        } catch (error) {
          if (error instanceof Disagreement && !error.message.startsWith('Errors')) {
            return tried;
          }
          throw error;
        }
      }
    }
    return null;
  }
});

/** A server that takes a document for another one. */
function misread(as: (document: PrintedDocument) => PrintedDocument): NonNullable<Fault['ask']> {
  return (honest) => (document, role) => honest(as(document), role);
}

/** The honest answer but for the total counts of root lists. */
function spliceTotalCount(honest: Ask, faulty: Ask): Ask {
  return async (document, role) => {
    const [right, wrong] = await Promise.all([honest(document, role), faulty(document, role)]);
    const { data } = JSON.parse(right) as Answered;
    const counts = (JSON.parse(wrong) as Answered).data;
    const spliced = Object.entries(data).map(([key, value]) => {
      const has = value !== null && 'totalCount' in value;
      return [key, has ? { ...value, totalCount: counts[key]?.['totalCount'] } : value];
    });
    return JSON.stringify({ data: Object.fromEntries(spliced) as Answered['data'] });
  };
}

interface Answered {
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
}

/** Filters as they are without masks: as the keys of the rows that match so. */
function filterUnmasked(honest: Ask, faulty: Ask, catalog: Catalog): Ask {
  return async ({ query, variables }, role) => {
    const seen: Record<string, unknown> = { ...variables };
    for (const [, name = '', model = ''] of query.matchAll(/\$(v\d+): (\w+)Where/g)) {
      const { plural: list, deletedAt } = modelNamed(catalog, model);
      const deleted = deletedAt === null ? '' : ', deleted: INCLUDE';
      const answer = await faulty(
        {
          query: `query($w: ${model}Where) { list: ${list}(first: 1000, where: $w${deleted}) { nodes { id } } }`,
          variables: { w: variables[name] },
        },
        role,
      );
      const { nodes } = (JSON.parse(answer) as Answered).data['list'] as unknown as Nodes;
      seen[name] = { id: { in: nodes.map(({ id }) => id) } };
    }
    return await honest({ query, variables: seen }, role);
  };
}

interface Nodes {
  readonly nodes: readonly { readonly id: string }[];
}
