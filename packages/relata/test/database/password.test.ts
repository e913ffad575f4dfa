import { TABLES } from '../support/application.js';
import { setTimeout as sleep } from 'node:timers/promises';

import { Cancellation } from '../../src/cancellation/cancellation.js';
import { createOrm, type Orm } from '../../src/database/orm.js';
import { preparedStatement } from '../../src/database/statements/prepared-statement.js';
import { rowReadsOf } from '../../src/database/row-reads-of.js';
import { openSession } from '../../src/request/session.js';
import { loadSettings } from '../../src/settings.js';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/testing/embedded-postgres.js';
import { LANE } from '../../src/testing/lane.js';

const PASSWORD = 'p@ss: word';

// A server of its own: the one of the other tests asks nobody for a password.
describe('a PostgreSQL that asks for a password', () => {
  let server: EmbeddedPostgres;

  const ormWith = (
    password: string,
    lane: Readonly<Record<string, string>> = LANE,
  ): Promise<Orm> => {
    const url = new URL(server.url);
    url.password = encodeURIComponent(password);
    const { database } = loadSettings({ ...lane, NODE_ENV: 'test', DATABASE_URL: url.href });
    return createOrm(database, TABLES);
  };

  beforeAll(async () => {
    server = await startEmbeddedPostgres();
    const orm = await ormWith('');
    const em = openSession(orm);
    const [file] = await em.execute<{ hba_file: string }[]>('show hba_file');
    await em.execute(`alter role relata password '${PASSWORD}'`);
    await em.execute(
      `copy (select 'host all all all scram-sha-256') to '${String(file?.hba_file)}'`,
    );
    await em.execute('select pg_reload_conf()');
    await orm.close(true);
    await sleep(200);
  });

  /** How many statements sleep. */
  const sleeping = async (orm: Orm): Promise<number> => {
    const rows = await openSession(orm).execute<readonly unknown[]>(
      `select 1 from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'`,
    );
    return rows.length;
  };

  afterAll(() => server.stop());

  it('is given that of DATABASE_URL', async () => {
    const orm = await ormWith(PASSWORD);
    expect(await openSession(orm).execute('select 1 as one')).toEqual([{ one: 1 }]);
    await orm.close(true);
  });

  it('refuses another', async () => {
    const orm = await ormWith('another');
    await expect(openSession(orm).execute('select 1')).rejects.toThrow(
      'password authentication failed',
    );
    await orm.close(true);
  });

  it.each(['on', 'off'])(
    'is given it by whoever cancels a statement, FAST_PATH=%s',
    async (lane) => {
      const orm = await ormWith(PASSWORD, { FAST_PATH: lane });
      const cancellation = new Cancellation();
      const slow = preparedStatement('select pg_sleep(600)::text');
      const read = rowReadsOf(orm, lane === 'on').first(slow, [], cancellation);
      while ((await sleeping(orm)) === 0) {
        await sleep(20);
      }
      cancellation.end(new Error('given up'));
      await expect(read).rejects.toThrow('given up');
      while ((await sleeping(orm)) > 0) {
        await sleep(20);
      }
      await orm.close(true);
    },
  );
});
