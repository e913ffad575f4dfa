import fc from 'fast-check';
import type { Engine } from '../../src/reading/engine.js';
import { mixingTenants, uniqueAmongAll } from '../../src/testing/attacks/faults.js';
import { attackAll, ROUTES } from '../../src/testing/attacks/suite.js';
import { sendTo, startAttackedServer, World } from '../../src/testing/attacks/world.js';
import { BATCH_SIZE, batchOf } from '../../src/testing/reads/arbitraries/batch-arbitrary.js';
import { askAll, startServer } from '../../src/testing/reads/server-pair.js';
import { Disagreement, tryBatch } from '../../src/testing/reads/trial.js';
import { replaceData } from '../../src/testing/rows/insert-data.js';
import { randomRows } from '../../src/testing/rows/random-rows.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import {
  trySequence,
  WriteDisagreement,
  writeSequences,
} from '../../src/testing/writes/sequence.js';
import { clinic } from './clinic.js';

const SEED = 20_261_201;
const BATCHES = 18;
const SEQUENCES = 40;

type Faulty = (engine: Engine) => Engine;

/** Where the tenant is left out, and who finds that on which route. */
const ATTACKED: readonly (readonly [route: string, engine: Faulty, attacker: string])[] = [
  ...['get by id', 'node', 'nodes', 'list', 'relations', 'where', 'orderBy', 'aggregate'].map(
    (route) => [route, mixingTenants('Doctor'), 'of another tenant'] as const,
  ),
  ['lookup', mixingTenants('Patient'), 'of another tenant'],
  ['cursors', mixingTenants('Doctor'), 'of another tenant'],
  ['list', mixingTenants('Label'), 'of no tenant'],
  ['list', mixingTenants('Label'), 'anonymous'],
  ['create', mixingTenants('Doctor'), 'owner'],
  ['update', mixingTenants('Label'), 'other'],
  ['delete', mixingTenants('Label'), 'other'],
  ['restore', mixingTenants('Patient'), 'of another tenant'],
  ['purge', mixingTenants('Patient'), 'of another tenant'],
  ['upsert', mixingTenants('Patient'), 'of another tenant'],
  ['update where', mixingTenants('Doctor'), 'of another tenant'],
  ['delete where', mixingTenants('Label'), 'owner'],
  ['connect', mixingTenants('Patient'), 'owner'],
  ['set', mixingTenants('Patient'), 'owner'],
  ['nested update', mixingTenants('Patient'), 'owner'],
  ['connectOrCreate', mixingTenants('Label'), 'of another tenant'],
  ...['create', 'update', 'upsert'].map(
    (route) => [`${route}: a unique check`, uniqueAmongAll, 'owner'] as const,
  ),
];

describe('the attacks on tenants', () => {
  const database = new TestDatabase(clinic, 'sqlite');
  let world: World;
  beforeAll(async () => {
    await database.open();
    world = await World.start(database);
  });
  afterAll(async () => {
    await world.stop();
    await database.close();
  });

  it.each(ATTACKED)('find out where the tenant is left out of %s', async (place, engine, name) => {
    const faulty = await startAttackedServer(database, { decorateEngine: engine });
    const [route] = place.split(':');
    try {
      const findings = await Promise.all(
        world.attackers
          .filter((each) => each.name === name)
          .map((attacker) =>
            attackAll({
              world,
              attacker,
              routes: ROUTES.filter((each) => each.name === route),
              send: (document, as) => sendTo(faulty, document, as),
            }),
          ),
      );
      expect(findings.flat().length).toBeGreaterThan(0);
    } finally {
      await faulty.stop();
    }
  });
});

describe('the comparison of reads', () => {
  // Visits and cards are read with their patients.
  it.each(['Doctor', 'Patient', 'Label'])(
    'finds out that tenants of %s are mixed',
    async (model) => {
      const database = new TestDatabase(clinic, 'sqlite');
      await database.open();
      const app = await startServer(database, { decorateEngine: mixingTenants(model) });
      const { catalog } = app.app.engine;
      const data = randomRows(catalog, SEED);
      await replaceData(app.app, data);
      const ask = askAll([app]);
      const all = async (): Promise<void> => {
        for (const batch of fc.sample(batchOf(catalog, data), { seed: SEED, numRuns: BATCHES })) {
          await tryBatch({ catalog, data, ask }, batch);
        }
      };
      expect(BATCH_SIZE).toBeGreaterThan(0);
      await expect(all()).rejects.toThrow(Disagreement);
      await app.stop();
      await database.close();
    },
  );
});

/** What a server does wrong. */
interface Fault {
  readonly name: string;
  readonly engine?: Faulty;
  /** A trigger that undoes what the server does. */
  readonly trigger?: string;
}

const OF_WRITES: readonly Fault[] = [
  { name: 'rows of other tenants changed', engine: mixingTenants('Label') },
  { name: 'rows of other tenants changed within others', engine: mixingTenants('Patient') },
  { name: 'values unique among all tenants', engine: uniqueAmongAll },
  {
    name: 'new rows in another tenant',
    trigger: `after insert on labels when new.id > 99 and exists (select 1 from labels where clinic_id <> new.clinic_id)
      begin update labels set clinic_id = (select min(clinic_id) from labels where clinic_id <> new.clinic_id)
      where id = new.id; end`,
  },
  {
    name: 'rows of other tenants deleted',
    trigger: `after update of fee on visits begin delete from visits where id <> new.id and clinic_id <> new.clinic_id; end`,
  },
];

describe('the comparison of writes', () => {
  it.each(OF_WRITES)('finds out: $name', async ({ engine, trigger }) => {
    const database = new TestDatabase(clinic, 'sqlite');
    await database.open();
    const app = await startServer(database, engine === undefined ? {} : { decorateEngine: engine });
    if (trigger !== undefined) {
      await app.app.orm.em.fork().execute(`create trigger planted ${trigger}`);
    }
    const all = async (): Promise<void> => {
      const sequences = fc.sample(writeSequences(), { seed: SEED, numRuns: SEQUENCES });
      for (const sequence of sequences) {
        await trySequence({ app, ask: app.ask.bind(app), hooks: {} }, sequence);
      }
    };
    await expect(all()).rejects.toThrow(WriteDisagreement);
    await app.stop();
    await database.close();
  });
});
