import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Property } from '@mikro-orm/decorators/legacy';
import { pino } from 'pino';
import { Access } from '../../src/access/access.js';
import { allOf, anyOf, can, everyone, not, type Rule, via } from '../../src/access/rules.js';
import { type Application, tablesOf } from '../../src/application.js';
import { createMigrations } from '../../src/cli/create-migrations.js';
import { checkMigrations } from '../../src/cli/migration-drift.js';
import { createApp } from '../../src/create-app.js';
import { createOrm, type Orm } from '../../src/database/orm.js';
import { BaseModel } from '../../src/model/base-model.js';
import { BelongsTo, Model } from '../../src/model/decorators.js';
import { openSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { type Club, clubOf } from '../club/club.js';

const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));
const OF_CLUB = ['member:create', 'member:delete', 'member:update'];
const OF_POSTS = ['post:create', 'post:delete', 'post:update'];
const ALL_OF_CLUB = [...OF_CLUB, ...OF_POSTS];

/** A club that keeps its migrations, and a hall, of which policies ask for more. */
function clubWithHall(
  kind: string,
  migrations: string,
): { club: Club; first: Application; withHall: Application; ask: (read: Rule) => void } {
  const club = clubOf(kind);
  class Hall extends BaseModel {}
  const ask = (read: Rule): void => {
    Access({ read, create: can('hall:create') })(Hall);
  };
  BelongsTo(() => club.Member as never, { nullable: true, description: 'Who has the key.' })(
    Hall.prototype,
    'keeper',
  );
  ask(everyone);
  Model({ description: 'A hall.', table: 'halls' })(Hall);
  const first = { ...club.application, migrations };
  return { club, first, withHall: { ...first, models: [...first.models, Hall] }, ask };
}

/** What `relata migration:check` comes to, and says. */
async function check(application: Application): Promise<[code: number, said: string]> {
  let said = '';
  const stream = { write: (text: string) => ((said += text), true) };
  const code = await checkMigrations(application, {
    stdout: stream as never,
    stderr: stream as never,
  });
  return [code, said];
}

/** The permissions there are, and those of each role. */
async function permissionsIn(orm: Orm): Promise<Readonly<Record<string, readonly string[]>>> {
  const em = openSession(orm);
  const named = await em.execute<readonly { name: string }[]>('select name from "rights"');
  const given = await em.execute<readonly { role: string; name: string }[]>(
    `select posts.name as role, r.name from post_rights join posts on posts.id = post_id join "rights" r on r.id = right_id`,
  );
  const roles = Map.groupBy(given, ({ role }) => role);
  return {
    all: named.map(({ name }) => name).sort(),
    ...Object.fromEntries(
      [...roles].map(([role, rows]) => [role, rows.map(({ name }) => name).sort()]),
    ),
  };
}

/** What an application says in its log when it is made ready. */
async function warningsOf(application: Application, database: TestDatabase): Promise<unknown[]> {
  const lines: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => lines.push(JSON.parse(line) as never) };
  const app = await createApp(application, database.settings, {
    logger: pino({ level: 'warn' }, stream),
  });
  try {
    await app.prepare();
  } finally {
    await app.stop();
  }
  return lines.map(({ permissions, msg }) => [permissions, msg]);
}

describe.each(['int', 'uuid', 'bigint'])('permissions whose key is of the kind %s', (kind) => {
  const databases = dialectsOfRun().map(
    (dialect) => new TestDatabase(clubOf(kind).application, dialect, { migrated: false }),
  );
  describeDatabases('are made by migrations', databases, (database) => {
    const folder = `${CACHE}test-permissions-${randomUUID()}`;
    const open: Orm[] = [];
    const ormOf = async (application: Application): Promise<Orm> => {
      const orm = await createOrm(database.settings.database, tablesOf(application));
      open.push(orm);
      return orm;
    };
    afterAll(async () => {
      await Promise.all(open.map((orm) => orm.close(true)));
      rmSync(folder, { recursive: true, force: true });
    });

    it('with the tables, then with others, then alone, and taken away on the way back', async () => {
      const { first, withHall, ask } = clubWithHall(kind, folder);
      await createMigrations(first, 'make');
      expect(await check(first)).toEqual([0, expect.stringContaining('postgresql')]);
      expect(await createMigrations(first, 'again')).toEqual([
        { dialect: 'sqlite', path: null },
        { dialect: 'postgresql', path: null },
      ]);
      const orm = await ormOf(first);
      await orm.migrator.up();
      expect(await permissionsIn(orm)).toEqual({ all: ALL_OF_CLUB });

      const id = kind === 'uuid' ? `'${randomUUID()}'` : '7';
      const em = openSession(orm);
      await em.execute(`insert into posts (id, name) values (${id}, 'chair')`);
      const other = kind === 'uuid' ? `'${randomUUID()}'` : '8';
      await em.execute(`insert into posts (id, name) values (${other}, 'guest')`);
      expect(await warningsOf(first, database)).toEqual([]);

      await createMigrations(withHall, 'add_hall');
      const hall = await ormOf(withHall);
      await hall.migrator.up();
      const granted = ['hall:create'];
      const all = [...granted, ...ALL_OF_CLUB];
      expect(await permissionsIn(hall)).toEqual({ all, chair: granted });

      // Named within others, on the way to other rows, and where it says who may not.
      ask(anyOf(allOf(can('hall:read'), not(can("hall's:bar"))), via('keeper', can('key:read'))));
      const more = ["hall's:bar", 'hall:read', 'key:read'];
      expect(await check(withHall)).toEqual([
        1,
        expect.stringContaining(`policies ask for (${more.join(', ')}): npm run`),
      ]);
      expect(await warningsOf(withHall, database)).toEqual([
        [
          more,
          `the database lacks permissions that policies ask for (${more.join(', ')}): npm run migration:create writes them`,
        ],
      ]);
      const made = await createMigrations(withHall, 'rows_alone');
      expect(made.map(({ path }) => path?.endsWith('_rows_alone.ts'))).toEqual([true, true]);
      expect(readFileSync(made[0]?.path ?? '', 'utf8')).not.toMatch(/create table|select 1'?;?`/);
      expect((await check(withHall))[0]).toBe(0);
      expect(await createMigrations(withHall, 'again')).toMatchObject([
        { path: null },
        { path: null },
      ]);
      // One that was made by hand before, and given to others.
      await em.execute(
        `insert into "rights" (id, name) values (${kind === 'uuid' ? `'${randomUUID()}'` : '99'}, 'key:read')`,
      );
      await em.execute(
        `insert into post_rights (post_id, right_id) select p.id, r.id from posts p, "rights" r where p.name = 'guest' and r.name = 'key:read'`,
      );
      const last = await ormOf(withHall);
      await last.migrator.up();
      const everything = [...all, ...more].sort();
      expect(await permissionsIn(last)).toEqual({
        all: everything,
        chair: [...granted, ...more].sort(),
        guest: ['key:read'],
      });
      expect(await warningsOf(withHall, database)).toEqual([]);

      await last.migrator.down();
      expect(await permissionsIn(last)).toEqual({ all, chair: granted });
      await last.migrator.down();
      expect(await permissionsIn(last)).toEqual({ all: ALL_OF_CLUB });
      await last.migrator.up();
      expect(await permissionsIn(last)).toMatchObject({ all: everything });
    });
  });
});

describe('a migration of permissions', () => {
  let folder = '';
  beforeEach(() => {
    folder = `${CACHE}test-permissions-${randomUUID()}`;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const texts = (made: readonly { readonly path: string | null }[]): readonly string[] =>
    made.map(({ path }) => readFileSync(path ?? '', 'utf8'));

  it('is written by hand where a permission is more than its name', async () => {
    // Keys that the class makes.
    const { first } = clubWithHall('string', folder);
    const made = await createMigrations(first, 'make');
    for (const text of texts(made)) {
      expect(text).toContain('create table');
      expect(text).not.toContain('member:create');
    }
    const [code, said] = await check(first);
    expect(code).toBe(1);
    expect(said).toContain(
      `The postgresql migrations do not make permissions that policies ask for (${ALL_OF_CLUB.join(', ')}): a permission has more than a name there, write a migration by hand`,
    );
    for (const dialect of ['sqlite', 'postgresql']) {
      writeFileSync(
        join(folder, dialect, 'Migration20991231000000_rights.ts'),
        `export const RIGHTS = ['${OF_CLUB.join(`', '`)}', "${OF_POSTS.join('", "')}"];`,
      );
    }
    expect((await check(first))[0]).toBe(0);
  });

  it('makes none that stands in one of the dialect, whoever wrote that', async () => {
    const { first } = clubWithHall('int', folder);
    mkdirSync(join(folder, 'sqlite'), { recursive: true });
    writeFileSync(
      join(folder, 'sqlite', 'Migration20200101000000_rights.ts'),
      "export const RIGHTS = ['member:create'];",
    );
    const [sqlite = '', postgresql = ''] = texts(await createMigrations(first, 'make'));
    expect(sqlite).toContain('member:update');
    expect(sqlite).not.toContain('member:create');
    expect(postgresql).toContain('member:create');
  });

  it('says what names are compared by, where their case does not matter', async () => {
    const { application, Right } = clubOf('int', undefined, true);
    Access({ read: can('Right:Read') })(Right);
    const [sqlite = ''] = texts(
      await createMigrations({ ...application, migrations: folder }, 'make'),
    );
    expect(sqlite).toContain(
      `insert into \\\`rights\\\` (\\\`name\\\`, \\\`name_key\\\`) values ('Right:Read', 'right:read'), ('member:create', 'member:create'), (`,
    );
  });

  it('is not written where nothing in the database is a permission', async () => {
    class Note extends BaseModel {
      text?: string;
    }
    Property({ type: 'text' })(Note.prototype, 'text');
    Access({ read: can('note:read') })(Note);
    Model({ description: 'A note.', table: 'notes' })(Note);
    const application = { models: [Note], migrations: folder, auth: () => ({ userId: 1 }) };
    for (const text of texts(await createMigrations(application, 'make'))) {
      expect(text).not.toContain('note:read');
    }
    expect((await check(application))[0]).toBe(0);
  });
});
