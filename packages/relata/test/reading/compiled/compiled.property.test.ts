import { Campaign } from '../fuzz/campaign.js';
import { FUZZED, type FuzzedName } from '../fuzz/fuzzed.js';

/** Set FUZZ_SEED to run with another seed, or with the one that a failure printed. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_301);
const DOCUMENTS = 500;
/** A run goes on when Jest has given up on it, and would disturb the next. */
const TEN_MINUTES = 600_000;

/** How many data sets there are of each application, and how often everything in its table of coverage must come up. */
const PLANS: readonly {
  readonly name: FuzzedName;
  readonly dataSets: number;
  readonly least: number;
}[] = [
  { name: 'blog', dataSets: 10, least: 50 },
  { name: 'zoo', dataSets: 14, least: 50 },
  { name: 'harbour', dataSets: 7, least: 50 },
];

describe.each(PLANS)('documents of any shape over the $name', ({ name, dataSets, least }) => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start(FUZZED[name]);
  });
  afterAll(() => campaign.stop());

  it.each(Array.from({ length: dataSets }, (_, at) => SEED + at))(
    'are answered alike by both readers on both databases (seed %i)',
    async (seed) => {
      await campaign.run(seed, DOCUMENTS);
    },
    TEN_MINUTES,
  );

  it('come in every shape often enough, have answers, and mostly of the compiled reader', () => {
    const { coverage, score } = campaign;
    process.stdout.write(`${campaign.report()}\n`);
    expect(coverage.tally.lacking(least)).toEqual([]);
    expect(coverage.share).toBeGreaterThanOrEqual(0.5);
    expect(score.compiled / score.answered).toBeGreaterThanOrEqual(0.9);
  });
});
