import { readFileSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { SqliteSessionConnection } from '../../src/database/sqlite/sqlite-driver.js';
import { Accounts, PASSWORD } from '../support/accounts.js';
import { answerOf, type Answer } from '../server/harness.js';
import { TestDatabase } from '../support/databases.js';

const WRITE = `mutation ($content: String!) {
  createPost(input: { title: "Much", content: $content }) { post { id } errors { code } }
}`;

const UNAVAILABLE = {
  errors: [
    expect.objectContaining({
      message: 'The database is not available, try again',
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    }),
  ],
};

describe.each(['compiled', 'reference'])(
  'a database that takes no writes (%s reader)',
  (reader) => {
    const sqlite = new TestDatabase('sqlite', { seeded: true });
    const postgresql = new TestDatabase('postgresql', { seeded: true });
    const open: Accounts[] = [];
    beforeAll(() => Promise.all([sqlite.open(), postgresql.open()]));
    afterEach(async () => {
      await Promise.all(open.splice(0).map(({ app }) => app.stop()));
    });
    afterAll(() => Promise.all([sqlite.close(), postgresql.close()]));

    const start = async (database: TestDatabase): Promise<Accounts> => {
      const accounts = await Accounts.start(database, { READER: reader });
      open.push(accounts);
      return accounts;
    };
    const readiness = async ({ app }: Accounts): Promise<Pick<Answer, 'status' | 'body'>> => {
      const { status, body } = await answerOf(
        await fetch(`${app.server.fastify.listeningOrigin}/readyz`),
      );
      return { status, body };
    };
    /** Asks until it says so: connections that were ended are told apart from good ones by their first use. */
    const becomes = async (accounts: Accounts, expected: object): Promise<void> => {
      let said = await readiness(accounts);
      for (
        let attempt = 0;
        attempt < 20 && JSON.stringify(said.body) !== JSON.stringify(expected);
        attempt += 1
      ) {
        said = await readiness(accounts);
      }
      expect(said.body).toEqual(expected);
    };
    const READY = { status: 200, body: { status: 'ready' } };

    it('answers 503 while a SQLite file may not grow, and is well again by itself', async () => {
      const accounts = await start(sqlite);
      const { accessToken } = await accounts.signUp(`full${reader}`);
      const write = () =>
        accounts.as(accessToken, WRITE, { variables: { content: 'x'.repeat(60_000) } });
      const writer = await writerOf(accounts);
      const most = Number(writer.pragma('max_page_count', { simple: true }));
      expect(await readiness(accounts)).toEqual(READY);
      // What is probed goes to the disk, not only to memory.
      const { size } = statSync(`${sqlite.url.slice('sqlite:'.length)}-wal`);
      expect(size).toBeGreaterThan(256 * 1024);
      writer.pragma(`max_page_count = ${String(writer.pragma('page_count', { simple: true }))}`);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const { status, headers, body } = await write();
        expect(status).toBe(503);
        expect(headers.get('retry-after')).toBe('1');
        expect(body).toEqual(UNAVAILABLE);
      }
      expect(await readiness(accounts)).toEqual({ status: 503, body: { status: 'disk full' } });
      expect((await accounts.api.ask('{ posts { totalCount } }')).body).toEqual({
        data: { posts: { totalCount: 0 } },
      });
      writer.pragma(`max_page_count = ${String(most)}`);
      expect(await readiness(accounts)).toEqual(READY);
      const { status, text } = await write();
      expect([status, text]).toEqual([200, expect.stringContaining('"errors":[]')]);
      // What the probe wrote was rolled back.
      const names = await accounts.sql('select name from mikro_orm_migrations');
      expect(names).toEqual([{ name: 'TablesOfModels' }]);
    });

    it('answers 503 to writes and sign-ins on a SQLite file that became read-only', async () => {
      const accounts = await start(sqlite);
      await accounts.signUp(`readonly${reader}`);
      const writer = await writerOf(accounts);
      writer.pragma('query_only = on');
      const refused = await accounts.signIn(`readonly${reader}`);
      expect([refused.status, refused.body]).toEqual([503, UNAVAILABLE]);
      writer.pragma('query_only = off');
      expect((await accounts.signIn(`readonly${reader}`, PASSWORD)).status).toBe(200);
    });

    it('is ready while another process writes to the SQLite file', async () => {
      const accounts = await start(sqlite);
      expect(await readiness(accounts)).toEqual(READY);
      const other = new Database(sqlite.url.slice('sqlite:'.length));
      other.exec('begin immediate');
      expect(await readiness(accounts)).toEqual(READY);
      other.close();
    });

    it('answers 503 to reads of a damaged table of a SQLite file', async () => {
      const damaged = new TestDatabase('sqlite', { seeded: true });
      await damaged.open();
      const path = damaged.url.slice('sqlite:'.length);
      const native = new Database(path);
      const page = Number(
        native.prepare("select rootpage from sqlite_schema where name = 'tags'").pluck().get(),
      );
      const size = Number(native.pragma('page_size', { simple: true }));
      native.close();
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xa5, (page - 1) * size, page * size));
      const accounts = await start(damaged);
      const { status, body } = await accounts.api.ask('{ tags { nodes { name } } }');
      expect([status, body]).toEqual([503, UNAVAILABLE]);
      expect((await accounts.api.ask('{ posts { totalCount } }')).status).toBe(200);
      await Promise.all(open.splice(0).map(({ app }) => app.stop()));
      await damaged.close();
    });

    it('answers 503 on a PostgreSQL that is read-only, and is not ready', async () => {
      const accounts = await start(postgresql);
      const { accessToken } = await accounts.signUp(`standby${reader}`);
      const name = new URL(postgresql.url).pathname.slice(1);
      const readOnly = async (setting: string): Promise<void> => {
        await postgresql.orm.em
          .fork()
          .execute(`alter database "${name}" set default_transaction_read_only = ${setting}`);
        await postgresql.orm.em
          .fork()
          .execute(
            'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
          );
      };
      await readOnly('on');
      await becomes(accounts, { status: 'database read-only' });
      const written = await accounts.as(accessToken, WRITE, { variables: { content: 'x' } });
      expect([written.status, written.body]).toEqual([503, UNAVAILABLE]);
      const refused = await accounts.signIn(`standby${reader}`);
      expect([refused.status, refused.body]).toEqual([503, UNAVAILABLE]);
      expect((await accounts.api.ask('{ posts { totalCount } }')).status).toBe(200);
      // The session that says so is not told itself that it may not write.
      await postgresql.orm.em.fork().execute('set default_transaction_read_only = off');
      await readOnly('off');
      await becomes(accounts, { status: 'ready' });
      expect((await accounts.signIn(`standby${reader}`)).status).toBe(200);
    });
  },
);

/** The connection that writes, itself. */
function writerOf({ app }: Accounts): Promise<Database.Database> {
  const connection = app.orm.em.getConnection('write');
  if (!(connection instanceof SqliteSessionConnection)) {
    throw new TypeError('This is not SQLite');
  }
  return connection.getNativeClient();
}
