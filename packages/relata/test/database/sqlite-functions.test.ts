import { sql } from 'kysely';
import { openSession } from '../../src/request/session.js';
import { testDatabases } from '../support/databases.js';

const databases = testDatabases({ migrated: false });
const [sqlite, postgres] = databases;
beforeAll(() => Promise.all(databases.map((database) => database.open())));
afterAll(() => Promise.all(databases.map((database) => database.close())));

async function onSqlite(query: ReturnType<typeof sql<{ value: unknown }>>): Promise<unknown> {
  const em = openSession(sqlite?.orm as never);
  return (await query.execute(em.getKysely({ type: 'read' }))).rows[0]?.value;
}

async function onPostgres(query: ReturnType<typeof sql<{ value: unknown }>>): Promise<unknown> {
  const em = openSession(postgres?.orm as never);
  return (await query.execute(em.getKysely())).rows[0]?.value;
}

describe('relata_lower', () => {
  it.each(['ÄÖÜ', 'İstanbul', 'ΟΔΥΣΣΕΥΣ Σ', 'ẞ', 'ǅ', 'ⅧK', '\u{10400}', '', 'x1'])(
    'is the lower case of PostgreSQL for %j',
    async (text) => {
      const lower = await onSqlite(sql`select relata_lower(${text}) as value`);
      expect(lower).toBe(text.toLowerCase());
      expect(lower).toBe(await onPostgres(sql`select lower(${text} collate "und-x-icu") as value`));
    },
  );

  it('is null for null', async () => {
    expect(await onSqlite(sql`select relata_lower(null) as value`)).toBeNull();
  });
});

describe('relata_json_get', () => {
  const document =
    '{"":1,"10":"x","9":null,"__proto__":2,"a":{"0":true,"b":[10,{"c":"ü"},[]]},"n":1.5}';
  const paths = [
    [],
    [''],
    ['10'],
    ['9'],
    ['9', 'x'],
    ['a'],
    ['a', 'b'],
    ['a', 'b', '0'],
    ['a', 'b', '1', 'c'],
    ['a', 'b', '2'],
    ['a', 'b', '2', '0'],
    ['a', 'b', '3'],
    ['a', 'b', 'c'],
    ['a', '0'],
    ['n'],
    ['n', '0'],
    ['none'],
    ['__proto__'],
    ['constructor'],
    ['a', 'b', 'length'],
    ['a', 'b', '0x1'],
    ['a', 'b', ''],
  ];

  it.each(paths.map((path) => [path]))('finds what #> of PostgreSQL finds at %j', async (path) => {
    const found = await onSqlite(
      sql`select relata_json_get(${document}, ${JSON.stringify(path)}) as value`,
    );
    const list = sql`array[${sql.join(path.length === 0 ? [sql`null`] : path.map((step) => sql`${step}`))}]::text[]`;
    const there = path.length === 0 ? sql`'{}'::text[]` : list;
    expect(found).toEqual(
      await onPostgres(sql`select (${document}::json #> ${there})::text as value`),
    );
  });

  it('finds nothing in null, in what is no JSON, or by what is no path', async () => {
    for (const [text, path] of [
      [null, '[]'],
      ['{', '[]'],
      ['{}', null],
      ['{}', '{}'],
      ['[1]', '[0]'],
    ]) {
      expect(await onSqlite(sql`select relata_json_get(${text}, ${path}) as value`)).toBeNull();
    }
  });
});

describe('relata_integers', () => {
  it.each(['[]', '[0,-1,2147483647,-2147483648]', 'null'])('writes %s as it is', async (list) => {
    expect(await onSqlite(sql`select relata_integers(${list}) as value`)).toBe(list);
  });

  it.each(['[1.5]', '[2147483648]', '["1"]', '[null]', '[true]', '{}', '1'])(
    'refuses %s, which other means may have brought in',
    async (list) => {
      await expect(onSqlite(sql`select relata_integers(${list}) as value`)).rejects.toThrow(
        'that the column should not have',
      );
    },
  );
});
