import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { createMigration, hasDrifted } from '../../src/database/migrations/migration-files.js';
import { createOrm } from '../../src/database/orm.js';
import { withSession } from '../../src/request/session.js';
import {
  describeDatabases,
  describeEachDatabase,
} from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { harbour } from '../harbour/harbour.js';
import { office } from './office.js';

const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describeEachDatabase('keys that nobody gives', { application: harbour }, (app) => {
  const insert = async (name: string): Promise<void> => {
    await withSession(app.app, async (em) => {
      await sql`insert into ships (name) values (${name})`.execute(em.getKysely());
    });
  };

  it('are made of UUIDs by PostgreSQL in plain SQL; SQLite has nothing that makes them', async () => {
    if (app.database.dialect === 'sqlite') {
      await expect(insert('Plain')).rejects.toThrow(/NOT NULL constraint failed: ships.id/);
      return;
    }
    await insert('Plain');
    await insert('Plainer');
    const { ships } = await app.data<{ ships: { nodes: { id: string; name: string }[] } }>(
      '{ ships(orderBy: [{ name: ASC }]) { nodes { id name } } }',
    );
    expect(ships.nodes.map(({ name }) => name)).toEqual(['Plain', 'Plainer']);
    const keys = ships.nodes.map(({ id }) => id.replace('ship_', ''));
    expect(new Set(keys).size).toBe(2);
    keys.forEach((key) => {
      expect(key).toMatch(VERSION_4);
    });
    const [first] = ships.nodes;
    expect(await app.data(`{ node(id: "${first?.id ?? ''}") { id } }`)).toEqual({
      node: { id: first?.id },
    });
  });

  it('are of version 7 where the API writes, which tells the time', async () => {
    const before = Date.now();
    const { createShips } = await app.data<{ createShips: { ships: { id: string }[] } }>(
      'mutation { createShips(inputs: [{ name: "One" }, { name: "Two" }]) { ships { id } errors { code } } }',
    );
    const keys = createShips.ships.map(({ id }) => id.replace('ship_', ''));
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key[14]).toBe('7');
      const made = parseInt(key.replaceAll('-', '').slice(0, 12), 16);
      expect(made).toBeGreaterThanOrEqual(before);
      expect(made).toBeLessThanOrEqual(Date.now());
    }
  });
});

describeDatabases(
  'tables with keys of every kind, and what refers to them',
  dialectsOfRun().map((dialect) => new TestDatabase(office, dialect, { migrated: false })),
  (database) => {
    const folder = `${CACHE}test-keys-${randomUUID()}`;
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('are made by a migration that leads to the models', async () => {
      const tables = { models: office.models, migrations: folder };
      const orm = await createOrm(database.settings.database, tables);
      try {
        expect(await hasDrifted(orm)).toBe(true);
        await createMigration(orm, 'make');
        expect(await hasDrifted(orm)).toBe(false);
        await orm.migrator.up();
        // SQLite's checks are never what is read of a database.
        if (database.dialect === 'postgresql') {
          expect(await orm.schema.getUpdateSchemaSQL()).toBe('');
        }
        await orm.migrator.down();
      } finally {
        await orm.close(true);
      }
    });
  },
);
