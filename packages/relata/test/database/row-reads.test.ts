import { TABLES } from '../support/application.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { DriverException } from '@mikro-orm/core';

import { createOrm, type Orm } from '../../src/database/orm.js';
import { Cancellation } from '../../src/cancellation/cancellation.js';
import { openSession } from '../../src/request/session.js';
import { type Cell, preparedStatement } from '../../src/database/statements/prepared-statement.js';
import { rowReadsOf } from '../../src/database/row-reads-of.js';
import type { RowReads } from '../../src/database/statements/row-reads.js';
import {
  observeStatements,
  type ObservedStatement,
} from '../../src/database/statements/statement-log.js';
import { describeEachDatabase, TestDatabase } from '../support/databases.js';
import { newUser } from '../support/rows.js';

/** The first row as text. */
async function textsOf(row: Promise<readonly Cell[]>): Promise<(string | undefined)[]> {
  return (await row).map((value) => value?.toString());
}

/** As the UTF-8 that goes over the wire, whether a database gives that or a string. */
function bytesOf(row: readonly Cell[]): (Buffer | null)[] {
  return row.map((value) => (typeof value === 'string' ? Buffer.from(value) : value));
}

function never(): Cancellation {
  return new Cancellation();
}

const LANES = ['on', 'off'] as const;

for (const lane of LANES) {
  describeEachDatabase(
    `reads of one row, FAST_PATH=${lane}`,
    (database) => {
      const readsOf = (orm: Orm): RowReads => rowReadsOf(orm, lane === 'on');
      const one = database.dialect === 'sqlite' ? '?' : '$1';
      const byName = preparedStatement(`select username from users where username = ${one}`);

      it('give the values of the first row, or none', async () => {
        const reads = readsOf(database.orm);
        const em = openSession(database.orm);
        const { username } = newUser(em);
        await em.flush();
        expect(await textsOf(reads.first(byName, [username], never()))).toEqual([username]);
        expect(await textsOf(reads.first(byName, ['nobody'], never()))).toEqual([]);
      });

      it('give texts as the bytes they are, nothing for null, numbers as text', async () => {
        const reads = readsOf(database.orm);
        const texts = ['é', '“ä”', 'x', '', '\u{1f600}'.repeat(100)];
        for (const text of texts) {
          const read = preparedStatement(`select cast(${one} as text) as a, null as b, 7 as c`);
          const row = await reads.first(read, [text], never());
          expect(bytesOf(row)).toEqual([Buffer.from(text), null, Buffer.from('7')]);
        }
      });

      it('give texts of any length, many at a time', async () => {
        const reads = readsOf(database.orm);
        const read = preparedStatement(
          database.dialect === 'sqlite'
            ? 'select replace(hex(zeroblob(?)), 0, ?), ?'
            : 'select repeat($2::text, $1::int * 2), $3::text',
        );
        const sizes = Array.from({ length: 60 }, (_, index) => Math.round(1.25 ** index) % 400_000);
        const rows = await Promise.all(
          sizes.map((size, index) =>
            reads.first(
              read,
              [size, String.fromCodePoint(0xe0 + (index % 30)), String(index)],
              never(),
            ),
          ),
        );
        for (const [index, size] of sizes.entries()) {
          const text = String.fromCodePoint(0xe0 + (index % 30)).repeat(2 * size);
          expect(bytesOf(rows[index] ?? [])[0]?.equals(Buffer.from(text))).toBe(true);
          expect(rows[index]?.[1]?.toString()).toBe(String(index));
        }
      });

      it('see nothing of a transaction that is not committed', async () => {
        const reads = readsOf(database.orm);
        const em = openSession(database.orm);
        await em.begin();
        const { username } = newUser(em);
        await em.flush();
        expect(await textsOf(reads.first(byName, [username], never()))).toEqual([]);
        await em.commit();
        expect(await textsOf(reads.first(byName, [username], never()))).toEqual([username]);
      });

      it('see what their own transaction wrote, within it', async () => {
        const reads = readsOf(database.orm);
        const em = openSession(database.orm);
        await em.begin();
        const { username } = newUser(em);
        await em.flush();
        expect(
          await textsOf(reads.firstWithin({ em }, byName, { parameters: [username] })),
        ).toEqual([username]);
        expect(
          await textsOf(reads.firstWithin({ em }, byName, { parameters: ['nobody'] })),
        ).toEqual([]);
        const values = preparedStatement(`select cast(${one} as text) as a, null as b, 7 as c`);
        expect(bytesOf(await reads.firstWithin({ em }, values, { parameters: ['é'] }))).toEqual([
          Buffer.from('é'),
          null,
          Buffer.from('7'),
        ]);
        await expect(
          reads.firstWithin({ em }, preparedStatement('select * from nowhere'), { parameters: [] }),
        ).rejects.toThrow(DriverException);
        await em.rollback();
        expect(await textsOf(reads.first(byName, [username], never()))).toEqual([]);
      });

      it('commit as the last of their transaction where that spares a journey, unless they fail', async () => {
        const reads = readsOf(database.orm);
        const em = openSession(database.orm);
        const refused = preparedStatement(
          `select cast(1 / cast(${one} as int) as text) from nowhere`,
        );
        for (const [read, isKept] of [
          [byName, true],
          [refused, false],
        ] as const) {
          await em.begin();
          const { username } = newUser(em);
          await em.flush();
          const row = textsOf(
            reads.firstWithin({ em }, read, { parameters: [username], isLast: true }),
          );
          if (isKept) {
            expect(await row).toEqual([username]);
            const seen = await textsOf(reads.first(byName, [username], never()));
            const isAtOnce = database.dialect === 'postgresql' && lane === 'on';
            expect(seen).toEqual(isAtOnce ? [username] : []);
            await em.commit();
          } else {
            await expect(row).rejects.toThrow(DriverException);
            await em.rollback();
          }
          const kept = await textsOf(reads.first(byName, [username], never()));
          expect(kept).toEqual(isKept ? [username] : []);
        }
      });

      it('tell observers, and throw what the ORM would throw', async () => {
        const reads = readsOf(database.orm);
        const seen: ObservedStatement[] = [];
        const end = observeStatements(database.orm, (statement) => seen.push(statement));
        await reads.first(byName, ['x'], never());
        await expect(
          reads.first(preparedStatement('select * from nowhere'), [], never()),
        ).rejects.toThrow(DriverException);
        end();
        expect(seen.map(({ sql, parameters }) => [sql, parameters])).toEqual([
          [byName.sql, ['x']],
          ['select * from nowhere', []],
        ]);
      });

      it('do not begin after the signal was aborted', async () => {
        const reason = new TypeError('left');
        const cancellation = new Cancellation();
        cancellation.end(reason);
        const reads = readsOf(database.orm);
        await expect(reads.first(byName, ['x'], cancellation)).rejects.toBe(reason);
      });

      it('may be of more texts than a connection keeps', async () => {
        const reads = readsOf(database.orm);
        for (let number = 0; number < 1100; number += 1) {
          const read = preparedStatement(
            `select ${String(number)}, ${one === '?' ? '?' : '$1::text'}`,
          );
          expect(await textsOf(reads.first(read, ['x'], never()))).toEqual([String(number), 'x']);
        }
      });
    },
    { env: { FAST_PATH: lane } },
  );

  describe(`reads of one row on SQLite, FAST_PATH=${lane}`, () => {
    const readsOf = (orm: Orm): RowReads => rowReadsOf(orm, lane === 'on');
    const database = new TestDatabase('sqlite', { env: { FAST_PATH: lane } });
    beforeAll(() => database.open());
    afterAll(() => database.close());

    it('give text that is not UTF-8 as everything else reads it', async () => {
      const reads = readsOf(database.orm);
      const read = preparedStatement(`select cast(x'41ff42' as text)`);
      expect(await textsOf(reads.first(read, [], never()))).toEqual(['A\ufffdB']);
    });
  });

  describe(`reads of one row on PostgreSQL, FAST_PATH=${lane}`, () => {
    const readsOf = (orm: Orm): RowReads => rowReadsOf(orm, lane === 'on');
    const database = new TestDatabase('postgresql', { env: { POOL_MAX: '2', FAST_PATH: lane } });
    beforeAll(() => database.open());
    afterAll(() => database.close());

    async function running(): Promise<number> {
      const [row] = await openSession(database.orm).execute<{ count: number }[]>(
        `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and state = 'active' and query like 'select pg_sleep%'`,
      );
      return row?.count ?? 0;
    }

    const byName = preparedStatement('select username from users where username = $1');

    it('are cancelled by the signal, and give their connections back', async () => {
      const reads = readsOf(database.orm);
      const slow = preparedStatement('select pg_sleep(600)::text');
      const reason = new TypeError('left');
      // More than the pool has connections.
      for (let time = 0; time < 4; time += 1) {
        const cancellation = new Cancellation();
        const read = reads.first(slow, [], cancellation);
        await sleep(50);
        cancellation.end(reason);
        await expect(read).rejects.toBe(reason);
      }
      while ((await running()) > 0) {
        await sleep(20);
      }
      expect(await textsOf(reads.first(preparedStatement(`select 'free'`), [], never()))).toEqual([
        'free',
      ]);
    });

    it('keep no more than so many texts within one transaction, or none', async () => {
      const reads = readsOf(database.orm);
      const em = openSession(database.orm);
      await em.begin();
      for (let number = 0; number < 600; number += 1) {
        const read = preparedStatement(`select ${String(number)}::text as a, $1::text as b`);
        expect(await textsOf(reads.firstWithin({ em }, read, { parameters: ['é'] }))).toEqual([
          String(number),
          'é',
        ]);
      }
      const [row] = await em.execute<{ count: number }[]>(
        'select count(*)::int as count from pg_prepared_statements',
      );
      expect(row?.count).toBe(lane === 'on' ? 500 : 0);
      await em.rollback();
    });

    it('give a server up that does not answer, with its connection', async () => {
      const { settings } = database;
      const impatient = {
        ...settings.database,
        poolMax: 1,
        statementTimeoutMs: 0,
        queryTimeoutMs: 200,
      };
      const orm = await createOrm(impatient, TABLES);
      const reads = readsOf(orm);
      const slow = preparedStatement('select pg_sleep(3)::text');
      await expect(reads.first(slow, [], never())).rejects.toThrow('Query read timeout');
      expect(await textsOf(reads.first(byName, ['nobody'], never()))).toEqual([]);
      // Time without a statement does not count.
      await sleep(300);
      expect(await textsOf(reads.first(preparedStatement('select 1'), [], never()))).toEqual(['1']);
      await orm.close(true);
    });

    it('are refused as they would be by any other way', async () => {
      const reads = readsOf(database.orm);
      const divided = preparedStatement('select (1 / $1::int)::text');
      for (let time = 0; time < 3; time += 1) {
        await expect(reads.first(divided, [0], never())).rejects.toThrow(/division by zero/);
        expect(await textsOf(reads.first(divided, [1], never()))).toEqual(['1']);
      }
      await expect(reads.first(preparedStatement('selekt'), [], never())).rejects.toThrow(
        /syntax error/,
      );
      expect(await textsOf(reads.first(preparedStatement('select 1'), [], never()))).toEqual(['1']);
    });
  });
}
