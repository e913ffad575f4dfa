import type { SqlEntityManager } from '@mikro-orm/sql';
import fc from 'fast-check';
import { Client } from 'pg';
import { RuleError } from 'relata';
import { openSession } from '../../src/request/session.js';
import { rollBackSession } from '../../src/request/transaction.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import type { Answer, TestApp } from '../../src/testing/test-app.js';
import { diced } from '../../src/testing/rows/dice.js';
import { archive } from '../archive/archive.js';
import { Folder } from '../archive/folders.js';
import { until } from '../support/until.js';
import { FIRST, KEEPER, parentsIn, plant } from './forest.js';

const SEED = Number(process.env['SEED'] ?? 20_260_501);
const MOVES = 400;
const AT_ONCE = 8;
const FOLDERS = 12;

/** Two rows, each with one below it, and two by themselves. */
const PAIRS = { a: null, 'below a': 'a', b: null, 'below b': 'b', x: null, y: null };
const ids: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(PAIRS).map((label, at) => [label, `folder_${String(FIRST + at)}`]),
);

const move = (label: string, into: string): string =>
  `updateFolder(id: "${ids[label] ?? ''}", input: { parent: { connect: "${ids[into] ?? ''}" } }) { errors { code path } }`;
const touch = (label: string): string =>
  `updateFolder(id: "${ids[label] ?? ''}", input: { pages: 7 }) { errors { code path } }`;

describeEachDatabase('moves in a tree that meet', { application: archive }, (app) => {
  const ask = (document: string): Promise<Answer> =>
    app.ask(`mutation { ${document} }`, { viewer: KEEPER });

  it('never close a circle, however many there are', async () => {
    const labels = Array.from({ length: FOLDERS }, (_, at) => `f${String(at)}`);
    await plant(app, Object.fromEntries(labels.map((label) => [label, null])));
    const [moves = []] = fc.sample(
      diced((dice) =>
        Array.from({ length: MOVES }, () => [
          FIRST + dice.below(FOLDERS),
          FIRST + dice.below(FOLDERS),
        ]),
      ),
      { seed: SEED, numRuns: 1 },
    );
    const left = [...moves];
    const codes: string[] = [];
    const work = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const [row, into] = next;
        const { status, body } = await ask(
          `it: updateFolder(id: "${String(row)}", input: { parent: { connect: "${String(into)}" } }) { errors { code } }`,
        );
        expect([status, body.errors]).toEqual([200, undefined]);
        const { it: payload } = body.data as unknown as { it: { errors: { code: string }[] } };
        codes.push(payload.errors.map(({ code }) => code).join());
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(new Set(codes)).toEqual(new Set(['', 'VALIDATION']));
    expect(codes).toHaveLength(MOVES);
    expect(await circleIn(app)).toEqual([]);
  });

  if (app.database.dialect === 'postgresql') {
    it('are done one after the other, be they of rows that have nothing to do with each other', async () => {
      await plant(app, PAIRS);
      await using gate = await Gate.close(app.database.url, ['x', 'y']);
      // Each has moved its row, and waits for one that somebody else has; but the second waits for the first.
      const answers = [
        ask(`it: ${move('a', 'below b')} then: ${touch('x')}`),
        ask(`it: ${move('b', 'below a')} then: ${touch('y')}`),
      ];
      await gate.waitedForBy(2);
      await gate.open();
      const told = (await Promise.all(answers)).map(({ body }) => body.data as unknown);
      expect(told).toContainEqual({ it: { errors: [] }, then: { errors: [] } });
      expect(told).toContainEqual({
        it: { errors: [{ code: 'VALIDATION', path: ['input', 'parent', 'connect'] }] },
        then: { errors: [{ code: 'ROLLED_BACK', path: [] }] },
      });
      expect(await circleIn(app)).toEqual([]);
    });

    it('do not wait for each other by their rows: none comes to a deadlock', async () => {
      await plant(app, PAIRS);
      // Else each would have locked one of the rows by the time that it wants the other.
      await using gate = await Gate.close(app.database.url, ['a', 'b']);
      const answers = [ask(`it: ${move('a', 'b')}`), ask(`it: ${move('b', 'a')}`)];
      await gate.waitedForBy(2);
      await gate.open();
      const begun = (await Promise.all(answers)).map(
        ({ statements }) => statements.filter(({ sql }) => /^begin/i.test(sql)).length,
      );
      // Of what runs at once each is told the statements of both: one that was begun again would be a third.
      expect(Math.max(...begun)).toBe(2);
      expect(await circleIn(app)).toEqual([]);
    });

    it('of scripts wait, too, once they are written', async () => {
      await plant(app, PAIRS);
      const moved = async (label: string, into: string): Promise<SqlEntityManager> => {
        const em = openSession(app.app.orm);
        await em.begin();
        const row = await em.findOneOrFail(Folder, { label });
        Object.assign(row, { parent: await em.findOneOrFail(Folder, { label: into }) });
        return em;
      };
      const one = await moved('a', 'below b');
      await one.flush();
      const other = await moved('b', 'below a');
      await using gate = await Gate.close(app.database.url, []);
      try {
        const flushed = expect(other.flush()).rejects.toThrow(RuleError);
        await gate.waitedForBy(1);
        await one.commit();
        await flushed;
      } finally {
        await Promise.allSettled([one, other].map((em) => rollBackSession(em)));
      }
      expect(await circleIn(app)).toEqual([]);
    });
  }
});

/** Labels of folders that are their own ancestors. */
async function circleIn(app: TestApp): Promise<readonly string[]> {
  const parents = await parentsIn(app);
  return Object.keys(parents).filter((label) => {
    let at = parents[label];
    for (let steps = 0; at != null && at !== label && steps <= FOLDERS; steps += 1) {
      at = parents[at];
    }
    return at === label;
  });
}

/** A connection of somebody else, who keeps folders to itself. */
class Gate {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async close(url: string, labels: readonly string[]): Promise<Gate> {
    const client = new Client({ connectionString: url, application_name: 'gate' });
    await client.connect();
    await client.query('begin');
    await client.query('select id from folders where label = any($1) for update', [labels]);
    return new Gate(client);
  }

  /** Resolves once so many others wait for a lock. */
  async waitedForBy(count: number): Promise<void> {
    const isSo = await until(async () => {
      await this.#client.query('select pg_stat_clear_snapshot()');
      const { rows } = await this.#client.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return (rows[0]?.n ?? 0) >= count;
    });
    expect(isSo).toBe(true);
  }

  /** Lets the rows go. */
  async open(): Promise<void> {
    await this.#client.query('commit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
