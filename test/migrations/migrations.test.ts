import { tablesOf as applicationTables } from 'relata/app';
import { application } from '../../src/app.js';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { Post, Profile, User } from '../../src/models/index.js';
import {
  createMigration,
  hasDrifted,
} from '../../packages/relata/src/database/migrations/migration-files.js';
import { createOrm, type Orm } from '../../packages/relata/src/database/orm.js';
import { openSession, withSession } from '../../packages/relata/src/request/session.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { describeDatabases } from 'relata/testing';
import { describeEachDatabase, DIALECTS, TestDatabase } from '../databases.js';
import { newPost, newUser } from '../rows.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

const TABLES = applicationTables(application);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Snapshot {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: Record<string, { nullable: boolean; enumItems: string[] }>;
    readonly checks: { expression: string; definition: string }[];
  }[];
}

async function tablesOf(orm: Orm, dialect: string): Promise<readonly string[]> {
  const rows = await openSession(orm).execute<readonly { name: string }[]>(
    dialect === 'sqlite'
      ? `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
      : `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  return rows.map(({ name }) => name).sort();
}

describeEachDatabase(
  'migrations',
  (database) => {
    it('go up, down and up again, and lead to the models', async () => {
      const { orm, dialect } = database;
      const names = (await orm.migrator.getPending()).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      await orm.migrator.up();
      expect(await orm.migrator.getPending()).toEqual([]);
      expect((await orm.migrator.getExecuted()).map(({ name }) => name)).toEqual(names);
      expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
      const tables = await tablesOf(orm, dialect);
      expect(tables).toEqual(
        expect.arrayContaining(['rbac_role_permission', 'user_tags', 'users']),
      );

      await orm.migrator.down({ to: 0 });
      expect(await tablesOf(orm, dialect)).toEqual(['mikro_orm_migrations']);
      await orm.migrator.up({ to: names[0] ?? '' });
      await orm.migrator.down();
      await orm.migrator.up();
      expect(await tablesOf(orm, dialect)).toEqual(tables);
      expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
      await orm.migrator.down({ to: 0 });
    });
  },
  { migrated: false },
);

describeDatabases(
  'a database with values that do not fit',
  [new TestDatabase('sqlite', { migrated: false })],
  (database) => {
    it('is left as it is by the migration that brings CHECKs, until they are corrected', async () => {
      const { orm } = database;
      const pending = await orm.migrator.getPending();
      const at = pending.findIndex(({ name }) => name.endsWith('_check_integers'));
      await orm.migrator.up({ to: pending[at - 1]?.name ?? '' });
      const insert = `insert into tags (name, name_key, version) values ('a', 'a', 1.5)`;
      await openSession(orm).execute(insert);
      await expect(orm.migrator.up()).rejects.toThrow(
        /^Nothing was migrated: a row of tags has a value that does not fit its column \(CHECK version\)/,
      );
      const tags = 'select version from tags';
      expect(await openSession(orm).execute(tags)).toEqual([{ version: 1.5 }]);
      expect(await orm.migrator.getPending()).toHaveLength(pending.length - at);
      await openSession(orm).execute('update tags set version = 1');
      await orm.migrator.up();
      const set = openSession(orm).execute('update tags set version = 1.5');
      await expect(set).rejects.toThrow('CHECK');
      expect(await openSession(orm).execute(tags)).toEqual([{ version: 1 }]);
    });
  },
);

describe('the migration files', () => {
  it.each(DIALECTS)('have not drifted from the models (%s)', async (dialect) => {
    const url = dialect === 'sqlite' ? 'sqlite::memory:' : 'postgres://nowhere.invalid/relata';
    const orm = await createOrm(loadSettings({ ...LANE, DATABASE_URL: url }).database, TABLES);
    expect(await hasDrifted(orm)).toBe(false);
    await orm.close(true);
  });

  it('are called the same for both dialects', async () => {
    const files = await Promise.all(
      DIALECTS.map((dialect) => readdir(`${ROOT}migrations/${dialect}`)),
    );
    expect(files[0]).toEqual(files[1]);
  });
});

// Yesterday's models had no Gender.OTHER, a Profession.ROBOT, and users without a password: made
// from today's files by editing them and their snapshot.
describeEachDatabase(
  'a migration from changed models',
  (database) => {
    const folder = `${ROOT}.cache/test-migrations-${randomUUID()}`;
    let created: string | null;

    beforeAll(async () => {
      await mkdir(folder, { recursive: true });
      await cp(`${ROOT}migrations/${database.dialect}`, folder, { recursive: true });
      for (const file of await readdir(folder)) {
        const text = await readFile(`${folder}/${file}`, 'utf8');
        await writeFile(
          `${folder}/${file}`,
          file.endsWith('.ts') ? ofYesterday(text) : snapshotOfYesterday(text),
        );
      }
      const migrations = database.orm.config.get('migrations');
      migrations.path = folder;
      migrations.pathTs = folder;
      await database.orm.migrator.up();
      expect(await hasDrifted(database.orm)).toBe(true);
      created = await createMigration(database.orm, 'change_enums');
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const gender = (id: number, value: string): Promise<unknown> =>
      openSession(database.orm).execute(
        `update profiles set gender = '${value}' where user_id = ${String(id)}`,
      );
    const profession = (id: number, value: string): Promise<unknown> =>
      openSession(database.orm).execute(
        `update profiles set profession = '${value}' where user_id = ${String(id)}`,
      );

    it('adds and removes enum values, up and down, and loses no row', async () => {
      const { orm } = database;
      expect(created).toMatch(/_change_enums\.ts$/);
      expect(await hasDrifted(orm)).toBe(false);
      const id = await withSession(database, async (em) => {
        const user = newUser(em);
        newPost(em, user);
        em.create(Profile, { user, firstName: 'A', gender: 'MALE' });
        await em.flush();
        return user.id;
      });
      const last = await withSession(database, async (em) => {
        const user = newUser(em);
        await em.flush();
        await em.remove(user).flush();
        return user.id;
      });
      await expect(gender(id, 'OTHER')).rejects.toThrow(/check/i);
      await profession(id, 'ROBOT');

      // A value in use cannot be removed: nothing happens.
      await expect(orm.migrator.up()).rejects.toThrow(/check/i);
      await profession(id, 'WRITER');
      await orm.migrator.up();
      expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
      await gender(id, 'OTHER');
      await expect(profession(id, 'ROBOT')).rejects.toThrow(/check/i);

      await expect(orm.migrator.down()).rejects.toThrow(/check/i);
      await gender(id, 'FEMALE');
      await orm.migrator.down();
      await expect(gender(id, 'OTHER')).rejects.toThrow(/check/i);
      await profession(id, 'ROBOT');
      await profession(id, 'WRITER');
      await orm.migrator.up();

      // Users were rebuilt on SQLite, where dropping the old table would delete what belongs to them.
      const em = openSession(orm);
      expect(await em.count(User)).toBe(1);
      expect(await em.count(Post)).toBe(1);
      expect(await em.count(Profile)).toBe(1);
      const next = newUser(em);
      await em.flush();
      expect(next.id).toBeGreaterThan(last);
      await expect(
        em.execute(`insert into posts (title, content, author_id) values ('', '', 999)`),
      ).rejects.toThrow(/foreign key/i);
    });
  },
  { migrated: false },
);

function ofYesterday(text: string): string {
  return text
    .replaceAll(`'MALE', 'OTHER'`, `'MALE'`)
    .replaceAll(`'UNEMPLOYED')`, `'UNEMPLOYED', 'ROBOT')`)
    .replace(/(.password_hash\\?. [^,]*?) not null/, '$1 null');
}

function snapshotOfYesterday(text: string): string {
  const snapshot = JSON.parse(text) as Snapshot;
  for (const { name, columns, checks } of snapshot.tables) {
    const { password_hash: password, gender, profession } = columns;
    if (name === 'users' && password !== undefined) {
      password.nullable = true;
    }
    if (name === 'profiles' && gender !== undefined && profession !== undefined) {
      gender.enumItems = gender.enumItems.filter((item) => item !== 'OTHER');
      profession.enumItems.push('ROBOT');
      for (const check of checks) {
        check.expression = ofYesterday(check.expression);
        check.definition = ofYesterday(check.definition);
      }
    }
  }
  return JSON.stringify(snapshot);
}
