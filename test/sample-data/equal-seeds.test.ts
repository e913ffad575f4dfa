import type { SqlEntityManager } from '@mikro-orm/sql';
import { fillSampleData } from '../../src/sample-data/sample-data.js';
import { seedDatabase } from '../../src/sample-data/seed-database.js';
import { withSession } from '../../packages/relata/src/request/session.js';
import { DIALECTS, TestDatabase } from '../databases.js';

const COUNTS = { seed: 3, users: 20, posts: 30, tags: 200, force: false };
const FILLS: Readonly<Record<string, (database: TestDatabase) => Promise<unknown>>> = {
  'generated rows': (database) => seedDatabase(database.orm, COUNTS),
  'the sample data': (database) => fillSampleData(database.orm, true),
};

describe.each(DIALECTS)('what is filled in twice (%s)', (dialect) => {
  it.each(Object.keys(FILLS))('is the same to the last date: %s', async (name) => {
    const databases = [new TestDatabase(dialect), new TestDatabase(dialect)] as const;
    await Promise.all(databases.map((database) => database.open()));
    try {
      const [first, second] = databases;
      await FILLS[name]?.(first);
      await FILLS[name]?.(second);
      const tables = await rowsOf(first);
      expect(Object.values(tables).filter((rows) => rows.length > 0).length).toBeGreaterThan(8);
      expect(await rowsOf(second)).toEqual(tables);
    } finally {
      await Promise.all(databases.map((database) => database.close()));
    }
  });
});

/** Every row of every table that the models know, as the database has it. */
async function rowsOf({ orm }: TestDatabase): Promise<Readonly<Record<string, readonly object[]>>> {
  return await withSession({ orm }, async (em: SqlEntityManager) => {
    const tables: Record<string, readonly object[]> = {};
    for (const { tableName } of em.getMetadata().getAll().values()) {
      tables[tableName] = await em.execute(`select * from ${tableName} order by 1, 2`);
    }
    return tables;
  });
}
