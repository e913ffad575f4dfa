import { Campaign } from '../fuzz/campaign.js';

/** Set FUZZ_SEED to run with another seed, or with the one that a failure printed. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_301);
const DATA_SETS = 10;
const DOCUMENTS = 500;
/** A run goes on when Jest has given up on it, and would disturb the next. */
const TEN_MINUTES = 600_000;
/** How often everything in the table of coverage must come up. */
const LEAST = 50;

describe('documents of any shape', () => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start();
  });
  afterAll(() => campaign.stop());

  it.each(Array.from({ length: DATA_SETS }, (_, at) => SEED + at))(
    'are answered alike by both readers on both databases (seed %i)',
    async (seed) => {
      await campaign.run(seed, DOCUMENTS);
    },
    TEN_MINUTES,
  );

  it('come in every shape often enough, have answers, and mostly of the compiled reader', () => {
    const { coverage, score } = campaign;
    process.stdout.write(`${campaign.report()}\n`);
    expect(DATA_SETS * DOCUMENTS).toBeGreaterThanOrEqual(5000);
    expect(coverage.tally.lacking(LEAST)).toEqual([]);
    expect(coverage.share).toBeGreaterThanOrEqual(0.5);
    expect(score.compiled / score.answered).toBeGreaterThanOrEqual(0.9);
  });
});
