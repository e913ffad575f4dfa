import type { Application } from '../../application.js';
import { describeDatabases } from '../describe-each-database.js';
import { type SuiteOptions, withoutInvariants } from '../suite-options.js';
import { TestDatabase } from '../test-database.js';
import { dialectsOfRun } from '../test-run.js';
import { AttackCoverage, attackAll } from './suite.js';
import { World } from './world.js';

/** Findings shown of one attacker. */
const SHOWN = 6;
const TEN_MINUTES = 600_000;

/**
 * Options of {@link describeAttacks}.
 * @example
 * const options: AttackOptions = { leaveOut: ['likePost'], env: { PAGE_SIZE: '5' } };
 */
export interface AttackOptions extends SuiteOptions {
  /** Hand-written mutations that take an id, and let others in than may update the row. */
  readonly leaveOut?: readonly string[];
}

/**
 * Attacks every model on every way to its rows: by id, lists, filters, orders, aggregates, cursors,
 * relations, and every form of write, as nobody, as an owner, as somebody else, and with the
 * permissions that the policies name. Nobody may learn or change more than the policies allow;
 * hidden and missing rows must look alike, and all rows are as before in the end.
 * @example
 * describeAttacks(application);
 * describeAttacks(application, { leaveOut: ['likePost'] });
 */
export function describeAttacks(application: Application, options: AttackOptions = {}): void {
  const { rows = {}, env = {}, leaveOut = [] } = options;
  const served = withoutInvariants(application);
  describeDatabases(
    'whatever is attacked',
    dialectsOfRun().map((dialect) => new TestDatabase(served, dialect)),
    (database) => {
      const coverage = new AttackCoverage();
      let world: World;
      let before: unknown;
      beforeAll(async () => {
        world = await World.start(database, { env, hooks: rows, leftOut: leaveOut });
        before = await world.contents();
      });

      it(
        'tells and changes only what the policies allow, whoever asks',
        async () => {
          const findings: string[] = [];
          for (const attacker of world.attackers) {
            findings.push(...(await attackAll({ world, attacker, coverage })).slice(0, SHOWN));
          }
          expect(findings.join('\n')).toBe('');
        },
        TEN_MINUTES,
      );

      it('was attacked on every route by everybody', () => {
        process.stdout.write(`${coverage.table(world)}\n`);
        expect(coverage.missing(world)).toEqual([]);
        expect(coverage.total).toBeGreaterThan(0);
      });

      it('has all its rows as they were', async () => {
        expect(await world.contents()).toEqual(before);
      });
    },
  );
}
