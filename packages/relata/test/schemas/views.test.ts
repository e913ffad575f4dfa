import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { createMigration, hasDrifted } from '../../src/database/migrations/migration-files.js';
import { createOrm, type Models, type Orm } from '../../src/database/orm.js';
import { ViewModel } from '../../src/model/view-model.js';
import {
  describeDatabases,
  describeEachDatabase,
} from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';
import { refusal } from '../support/refusal.js';
import { bookWith, library, LonelyShelf, Shelf, ShelfTotal } from './library.js';

const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));

describeEachDatabase('views', { application: library }, (app) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(app.database);
    const { a } = await app.data<{ a: { errors: unknown } }>(
      `mutation { a: createShelfs(inputs: [${['x', 'y', 'z']
        .map(
          (name, books) =>
            `{ name: "${name}", books: { create: [${Array(books + 1)
              .fill(`{ title: "${name}" }`)
              .join()}] } }`,
        )
        .join()}]) { errors { code path } } }`,
      { viewer: { userId: 1, permissions: [] } },
    );
    expect(a).toEqual({ errors: [] });
    if (app.database.dialect === 'postgresql') {
      await readers.run('refresh materialized view shelf_totals');
    }
  });

  it('are read like tables: filters, orders, policies, relations both ways', async () => {
    expect(
      await readers.data(`{
        all: shelfTotals { totalCount nodes { id books shelf { name totals { nodes { books } } } } aggregate { sum { books } } }
        some: shelfTotals(where: { shelf: { name: { eq: "x" } }, books: { lt: 3 } }, orderBy: [{ lastTitle: ASC }]) { nodes { lastTitle } }
        one: shelfTotal(id: 2) { books }
        hidden: shelfTotal(id: 3) { books }
        lonelyShelves { nodes { lastTitle } }
        shelfs(where: { totals: { some: { books: { eq: 2 } } } }) { nodes { name totals { totalCount } } }
      }`),
    ).toEqual({
      all: {
        totalCount: 2,
        nodes: [
          { id: 'shelfTotal_2', books: 2, shelf: { name: 'y', totals: { nodes: [{ books: 2 }] } } },
          { id: 'shelfTotal_1', books: 1, shelf: { name: 'x', totals: { nodes: [{ books: 1 }] } } },
        ],
        aggregate: { sum: { books: '3' } },
      },
      some: { nodes: [{ lastTitle: 'x' }] },
      one: { books: 2 },
      hidden: null,
      lonelyShelves: { nodes: [{ lastTitle: 'x' }] },
      shelfs: { nodes: [{ name: 'y', totals: { totalCount: 1 } }] },
    });
  });

  it('stand in no mutation and in no input', async () => {
    const { mutation, input } = await app.data<
      Record<string, { fields?: { name: string }[]; inputFields?: { name: string }[] }>
    >(
      `{ mutation: __type(name: "Mutation") { fields { name } } input: __type(name: "ShelfCreateInput") { inputFields { name } } }`,
    );
    expect(mutation?.fields?.filter(({ name }) => /ShelfTotal|Lonely/.test(name))).toEqual([]);
    expect(input?.inputFields?.map(({ name }) => name).sort()).toEqual(['books', 'name']);
  });

  it('are kept as rows where the model says so and the database can', async () => {
    const [found] = await app.app.orm.em
      .fork()
      .execute<{ kind: string }[]>(
        app.database.dialect === 'sqlite'
          ? `select type as kind from sqlite_schema where name = 'shelf_totals'`
          : `select relkind::text as kind from pg_class where relname = 'shelf_totals'`,
      );
    expect(found?.kind).toBe(app.database.dialect === 'sqlite' ? 'view' : 'm');
  });

  it('that somebody may write stop the start', async () => {
    class Odd {
      id!: number;
    }
    Access<Odd>({ read: everyone, delete: everyone })(Odd);
    ViewModel({ description: 'Odd.', expression: 'select 1 as id' })(Odd);
    PrimaryKey({ type: 'integer', autoincrement: true })(Odd.prototype, 'id');
    expect(await refusal(Odd, app.database.url)).toContain(
      'Made is a view, whose rows nobody writes',
    );
  });
});

describeDatabases(
  'migrations',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [] }, dialect, { migrated: false })),
  (database) => {
    const folder = `${CACHE}test-views-${randomUUID()}`;
    const open: Orm[] = [];
    const version = async (models: Models): Promise<Orm> => {
      const orm = await createOrm(database.settings.database, { models, migrations: folder });
      open.push(orm);
      return orm;
    };
    afterAll(async () => {
      await Promise.all(open.splice(0).map((orm) => orm.close(true)));
      await rm(folder, { recursive: true, force: true });
    });
    const totals = async (orm: Orm): Promise<unknown> =>
      await orm.em.fork().execute('select amount as books, last_title from shelf_totals');

    const lonely = async (orm: Orm): Promise<unknown> =>
      await orm.em.fork().execute('select id from lonely_shelves');

    it('make and drop views, and make those anew that read what they change', async () => {
      const first = await version([Shelf, bookWith({ type: 'integer' }), ShelfTotal, LonelyShelf]);
      expect(await hasDrifted(first)).toBe(true);
      await createMigration(first, 'first');
      await first.migrator.up();
      expect(await hasDrifted(first)).toBe(false);
      await first.em.fork().execute(`insert into shelfs (id, name) values (1, 'a')`);
      await first.em.fork().execute(`insert into books (title, shelf_id) values ('t', 1)`);

      const steps: readonly (readonly [string, Models])[] = [
        ['wider', [Shelf, bookWith({ type: 'bigint' }), ShelfTotal, LonelyShelf]],
        ['without_pages', [Shelf, bookWith(null), ShelfTotal, LonelyShelf]],
        ['without_lonely', [Shelf, bookWith(null), ShelfTotal]],
        ['without_views', [Shelf, bookWith(null)]],
      ];
      let last = first;
      for (const [name, models] of steps) {
        last = await version(models);
        expect(await createMigration(last, name)).not.toBeNull();
        await last.migrator.up();
        expect(await hasDrifted(last)).toBe(false);
        if (name !== 'without_views') {
          expect(await totals(last)).toEqual([{ books: 1, last_title: 't' }]);
        }
        if (['wider', 'without_pages'].includes(name)) {
          expect(await lonely(last)).toEqual([{ id: 1 }]);
        }
      }
      for (const name of steps.map(([each]) => each)) {
        await last.migrator.down();
        expect([name, await totals(last)]).toEqual([name, [{ books: 1, last_title: 't' }]]);
      }
      expect(await lonely(last)).toEqual([{ id: 1 }]);
      await last.migrator.down();
      await expect(totals(last)).rejects.toThrow(/shelf_totals/);
      await last.migrator.up();
      expect(await totals(last).catch(() => 'gone')).toBe('gone');
    });
  },
);
