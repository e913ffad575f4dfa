import fc from 'fast-check';
import { sql } from 'kysely';
import { durationOf, millisecondsOf } from '../../src/kinds/duration-text.js';
import { durationKind } from '../../src/kinds/duration.js';
import { openSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { zoo } from '../zoo/zoo.js';

const length = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: -100_000, max: 100_000 }),
);

describe('a duration', () => {
  it.each<readonly [string, number, string]>([
    ['PT0S', 0, 'PT0S'],
    ['-P0D', 0, 'PT0S'],
    ['P1W', 604_800_000, 'P7D'],
    ['P1W2DT3H4M5.006S', 788_645_006, 'P9DT3H4M5.006S'],
    ['PT90M', 5_400_000, 'PT1H30M'],
    ['-PT0.1S', -100, '-PT0.1S'],
    ['P1D', 86_400_000, 'P1D'],
    ['PT9007199254740.991S', Number.MAX_SAFE_INTEGER, 'P104249991DT8H59M0.991S'],
  ])('%s has %i milliseconds, and is written %s', (text, milliseconds, written) => {
    expect(millisecondsOf(text)).toBe(milliseconds);
    expect(durationOf(milliseconds)).toBe(written);
  });

  it.each([
    ...[
      '',
      'P',
      'PT',
      'P1DT',
      '1D',
      'p1d',
      'P1Y',
      'P1M',
      'P1.5D',
      'PT1,5S',
      'PT0.0001S',
      'P-1D',
      ' P1D',
    ],
    ...['PT1S1M', 'P1D1W', 'PT9007199254740.992S', 'P999999999999W', '+P1D', 'PT.5S', 'PT5.S', '5'],
  ])('is not %j', (text) => {
    expect(millisecondsOf(text)).toBeNull();
  });

  it('of any length is written with all its days', () => {
    expect(durationOf(2n ** 90n + 2n ** 37n)).toBe('P14328009713951162179DT20H7M57.696S');
    expect(durationOf(-(2n ** 90n + 2n ** 37n))).toBe('-P14328009713951162179DT20H7M57.696S');
    expect(durationOf(90_061_001n)).toBe(durationOf(90_061_001));
  });

  it('is read as it is written', () => {
    fc.assert(
      fc.property(length, (milliseconds) => {
        expect(millisecondsOf(durationOf(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});

describeDatabases(
  'a duration',
  dialectsOfRun().map((dialect) => new TestDatabase(zoo, dialect)),
  (database) => {
    it('is written by a statement as by JavaScript, to the byte', async () => {
      const storage = durationKind.storage[database.dialect];
      const kysely = openSession(database.orm).getKysely({ type: 'read' });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.option(length), { minLength: 1, maxLength: 50 }),
          async (lengths) => {
            const columns = lengths.map((each, at) => {
              const value = storage.bound(sql`${storage.parameter(each)}`);
              return sql`${storage.json(value)} as ${sql.id(`c${String(at)}`)}`;
            });
            const { rows } = await sql<Record<string, string>>`select ${sql.join(columns)}`.execute(
              kysely,
            );
            expect(Object.values(rows[0] ?? {})).toEqual(
              lengths.map((each) => (each === null ? null : JSON.stringify(durationOf(each)))),
            );
          },
        ),
        { numRuns: 40 },
      );
    });
  },
);
