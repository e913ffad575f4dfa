import fc from 'fast-check';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';
import { baseWorld } from './generator/base-world.js';
import { Ledger } from './generator/ledger.js';
import { crowdedDocument } from './generator/crowd.js';
import { openStore, type Store } from './generator/store.js';
import { replaceTables, reserveIds } from './generator/tables.js';
import { Tape } from './generator/tape.js';

const SEED = Number(process.env['WRITES_SEED'] ?? 20_260_501);
const ROUNDS = 40;
const LEAST = 10;
const MAX = 20;

describeEachDatabase('mutations at the same time', (database) => {
  let api: TestApi;
  let store: Store;

  beforeAll(async () => {
    api = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, SQLITE_SYNCHRONOUS: 'NORMAL' },
    });
    store = await openStore(database);
    await reserveIds(store, database.dialect);
  });
  afterAll(async () => {
    await store.close();
    await api.stop();
  });

  it(`keep what they acknowledge, and nothing else (seed ${String(SEED)})`, async () => {
    let round = 0;
    const told = { kept: 0, failed: 0, unavailable: 0 };
    const numbers = fc.array(fc.noBias(fc.nat()), { minLength: 8, maxLength: 8 });
    const batch = fc.array(numbers, { minLength: LEAST, maxLength: MAX, size: 'max' });
    await fc.assert(
      fc.asyncProperty(batch, async (tapes) => {
        round += 1;
        await replaceTables(store, baseWorld(), database.dialect);
        const ledger = new Ledger();
        await Promise.all(
          tapes.map(async (tape, at) => {
            const document = crowdedDocument(new Tape(tape), `r${String(round)}d${String(at)}`);
            const answer = await api.ask(document.query, { viewer: ADMIN });
            told[ledger.enter(document, answer)] += 1;
          }),
        );
        expect(await ledger.faults(store)).toEqual([]);
      }),
      { seed: SEED, numRuns: ROUNDS, endOnFailure: true },
    );
    process.stdout.write(`${database.dialect}: ${JSON.stringify(told)}\n`);
    expect(told.kept).toBeGreaterThan(ROUNDS * 4);
    expect(told.failed).toBeGreaterThan(ROUNDS);
    expect(told.unavailable).toBeLessThan(ROUNDS);
  }, 120_000);
});
