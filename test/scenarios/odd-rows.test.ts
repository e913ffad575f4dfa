import { sql } from 'kysely';
import { TestApi } from '../support/api.js';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';

/** Values that no client can write, as SQL: by dialect, where both have them. */
const ODD: Readonly<Record<TestDatabase['dialect'], Readonly<Record<string, string>>>> = {
  sqlite: {
    'a moment there is no date for': 'created_at = 8640000000000001',
    'a moment as text': "created_at = '2026-01-02 03:04:05'",
    'a moment as no text of a date': "created_at = 'soon'",
    'a year of five digits': 'created_at = 253402300800000',
    'a year before Christ': 'created_at = -62198755200000',
    'a number that is no Int': 'version = 3000000000',
    'a number as text': "version = 'many'",
    'bytes as text': "name = x'00ff'",
  },
  postgresql: {
    'a moment there is no date for': "created_at = 'infinity'",
    'a year of five digits': "created_at = '10000-01-01T00:00:00Z'",
    'a year before Christ': "created_at = '0044-03-15 12:00:00Z BC'",
  },
};

describeEachDatabase('rows brought in by other means', (database) => {
  let compiled: TestApi;
  let reference: TestApi;
  beforeAll(async () => {
    compiled = await TestApi.start(database);
    reference = await TestApi.start(database, { env: { READER: 'reference' } });
  });
  afterAll(async () => {
    await compiled.stop();
    await reference.stop();
  });

  afterEach(() => run('delete from tags'));

  function run(text: string): Promise<unknown> {
    return sql.raw(text).execute(compiled.app.orm.em.fork().getKysely());
  }

  it.each(Object.entries(ODD[database.dialect]))(
    'are answered alike by both readers: %s',
    async (_, set) => {
      await run(`insert into tags (name, name_key) values ('plain', 'plain'), ('odd', 'odd')`);
      await run(`update tags set ${set} where name_key = 'odd'`);
      for (const query of [
        '{ tags { nodes { name version createdAt } } }',
        '{ tags(orderBy: [{ name: DESC }]) { edges { node { createdAt } } } }',
        '{ tags(orderBy: [{ createdAt: ASC }]) { nodes { id } } }',
      ]) {
        // Which request it was differs.
        const [answer, expected] = (
          await Promise.all([compiled.ask(query), reference.ask(query)])
        ).map(({ status, text }) => ({
          status,
          text: text.replace(/"requestId":"[^"]*"/g, '"requestId"'),
        }));
        expect(answer).toEqual(expected);
      }
    },
  );
});
