import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Opt } from '@mikro-orm/core';
import { Check, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import type { Application } from '../../src/application.js';
import { createMigrations } from '../../src/cli/create-migrations.js';
import { createMigration, hasDrifted } from '../../src/database/migrations/migration-files.js';
import { createOrm, type Models, type Orm } from '../../src/database/orm.js';
import { BaseModel } from '../../src/model/base-model.js';
import { EnumColumn } from '../../src/model/column-decorators.js';
import { Model } from '../../src/model/decorators.js';
import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { Place } from '../kinds/depot-address.js';
import { Animal } from '../zoo/animal.js';
import { zoo } from '../zoo/zoo.js';

const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));
const UUID = '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12';
const Size = { SMALL: 'small', LARGE: "it's large" } as const;

/** How a property is written. */
type Written = (prototype: object) => void;
const written =
  (options: object): Written =>
  (prototype) => {
    Property(options as never)(prototype, 'x');
  };
const sizes =
  (isList: boolean): Written =>
  (prototype) => {
    EnumColumn(() => Size, { array: isList })(prototype, 'x');
  };

/** A table of one version of an application. */
function things(write: Written): Models[number] {
  class Thing extends BaseModel {}
  write(Thing.prototype);
  Access({ read: everyone })(Thing);
  Model({ description: 'A thing.', table: 'things' })(Thing);
  return Thing;
}

/** A table whose key is of two columns. */
function pairs(write: Written): Models[number] {
  class Pair {
    id!: Opt<string>;
  }
  PrimaryKey({ type: 'integer' })(Pair.prototype, 'a');
  PrimaryKey({ type: 'integer' })(Pair.prototype, 'b');
  write(Pair.prototype);
  Access({ read: everyone })(Pair);
  Model({ description: 'A pair.', table: 'pairs' })(Pair);
  return Pair;
}

/** Columns that become another kind with the values they have: those, and the same as the new kind has them. */
const KEPT: Readonly<Record<string, readonly [Written, Written, unknown, unknown]>> = {
  'small integers to integers': [
    written({ type: 'smallint' }),
    written({ type: 'integer' }),
    -7,
    -7,
  ],
  'integers to those of 64 bits': [
    written({ type: 'integer' }),
    written({ type: 'bigint' }),
    -7,
    -7n,
  ],
  'integers to numbers': [written({ type: 'integer' }), written({ type: 'double' }), -7, -7],
  'UUIDs to texts': [written({ type: 'uuid' }), written({ type: 'text' }), UUID, UUID],
  'texts to UUIDs': [written({ type: 'text' }), written({ type: 'uuid' }), UUID, UUID],
  'enums to texts': [sizes(false), written({ type: 'text' }), "it's large", "it's large"],
  'texts to enums': [written({ type: 'text' }), sizes(false), "it's large", "it's large"],
  'lists of enum values to those of texts': [
    sizes(true),
    written({ type: 'string[]' }),
    ['small', "it's large"],
    ['small', "it's large"],
  ],
  'lists of texts to those of enum values': [
    written({ type: 'string[]' }),
    sizes(true),
    ['small'],
    ['small'],
  ],
  'JSON to documents of a class': [
    written({ type: 'json' }),
    written({ type: 'json', jsonOf: () => Animal }),
    { a: [1] },
    { a: [1] },
  ],
};

/** No column but those of every row. */
const NOTHING: Written = () => undefined;

/** Columns that are added to a table with rows, and what these hold then. */
const ADDED: Readonly<Record<string, readonly [Written, unknown]>> = {
  'an integer': [written({ type: 'integer', default: 7 }), 7],
  'a small integer': [written({ type: 'smallint', default: 7 }), 7],
  'an integer of 64 bits': [written({ type: 'bigint', default: 2n ** 62n }), 2n ** 62n],
  'a decimal': [written({ type: 'decimal', precision: 10, scale: 2, default: '0.10' }), '0.10'],
  'a number': [written({ type: 'double', default: 0.1 }), 0.1],
  'a boolean': [written({ type: 'boolean', default: true }), true],
  'a text': [written({ type: 'text', default: "it's" }), "it's"],
  'a date': [written({ type: 'date', default: '2024-02-29' }), '2024-02-29'],
  'a UUID': [written({ type: 'uuid', default: UUID }), UUID],
  'a list of texts': [written({ type: 'string[]', default: ['a, b'] }), ['a, b']],
  'an enum': [
    (prototype) => {
      EnumColumn(() => Size, { default: Size.LARGE })(prototype, 'x');
    },
    Size.LARGE,
  ],
  'a column that may be empty': [written({ type: 'integer', nullable: true, default: 7 }), 7],
};

/** Those that would lose values, or say something else by them. */
const REFUSED: Readonly<Record<string, readonly [Written, Written]>> = {
  'numbers to integers': [written({ type: 'double' }), written({ type: 'integer' })],
  'UUIDs to dates': [written({ type: 'uuid' }), written({ type: 'date' })],
  'times to texts': [written({ type: 'time' }), written({ type: 'text' })],
  'texts to integers': [written({ type: 'text' }), written({ type: 'integer' })],
  'durations to integers': [written({ type: 'duration' }), written({ type: 'integer' })],
  'bytes to texts': [written({ type: 'blob' }), written({ type: 'text' })],
  'lists of enum values to JSON': [sizes(true), written({ type: 'json' })],
};

/** Those that one of the databases keeps in one way: the other refuses them, and files are made for both. */
const REFUSED_BY_POSTGRESQL: Readonly<Record<string, readonly [Written, Written]>> = {
  'integers to date-times': [written({ type: 'integer' }), written({ type: 'datetime' })],
  'integers to small ones': [written({ type: 'integer' }), written({ type: 'smallint' })],
  'booleans to integers': [written({ type: 'boolean' }), written({ type: 'integer' })],
  'lists of integers to those of texts': [
    written({ type: 'int[]' }),
    written({ type: 'string[]' }),
  ],
  'texts to JSON': [written({ type: 'text' }), written({ type: 'json' })],
};

describeDatabases(
  'the migration of kinds',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [] }, dialect, { migrated: false })),
  (database) => {
    let folder = '';
    const open: Orm[] = [];
    const version = async (models: Models): Promise<Orm> => {
      const orm = await createOrm(database.settings.database, { models, migrations: folder });
      open.push(orm);
      return orm;
    };
    const migrate = async (orm: Orm, name: string): Promise<void> => {
      await createMigration(orm, name);
      await orm.migrator.up();
    };
    beforeEach(() => {
      folder = `${CACHE}test-kinds-${randomUUID()}`;
    });
    afterEach(async () => {
      await open[0]?.schema.drop({ dropMigrationsTable: true, dropForeignKeys: true });
      await Promise.all(open.splice(0).map((orm) => orm.close(true)));
      await rm(folder, { recursive: true, force: true });
    });
    const value = async (orm: Orm): Promise<unknown> => {
      const [meta] = [...orm.getMetadata().getAll().values()].filter(
        ({ tableName }) => tableName === 'things',
      );
      return await withSession({ orm }, async (em) => {
        const [row] = await em.find(meta?.class as never, {});
        return (row as { readonly x?: unknown } | undefined)?.x;
      });
    };
    const insert = async (orm: Orm, x: unknown): Promise<void> => {
      const [model] = [...orm.getMetadata().getAll().values()].flatMap((meta) =>
        meta.tableName === 'things' ? [meta.class] : [],
      );
      await withSession({ orm }, async (em) => {
        await em.insert(model as never, { x } as never);
      });
    };

    it('makes a column of each, and unmakes it', async () => {
      const orm = await version([...zoo.models, Place]);
      expect(await hasDrifted(orm)).toBe(true);
      await migrate(orm, 'make');
      expect(await hasDrifted(orm)).toBe(false);
      await orm.migrator.down();
      const left = await orm.em
        .fork()
        .execute<{ readonly name: string }[]>(
          database.dialect === 'sqlite'
            ? `select name from sqlite_schema where type = 'table' and name not like 'sqlite%'`
            : `select tablename as name from pg_tables where schemaname = 'public'`,
        );
      expect(left.map(({ name }) => name)).toEqual(['mikro_orm_migrations']);
      await orm.migrator.up();
      expect(await hasDrifted(orm)).toBe(false);
    });

    it.each(Object.entries(KEPT))(
      '%s keeps the values',
      async (_what, [from, to, before, after]) => {
        const first = await version([things(from)]);
        await migrate(first, 'make');
        await insert(first, before);
        const second = await version([things(to)]);
        // Where both are kept in one way there is nothing to do.
        const isChange = await hasDrifted(second);
        expect((await createMigration(second, 'change')) !== null).toBe(isChange);
        await second.migrator.up();
        expect(await hasDrifted(second)).toBe(false);
        expect(await value(second)).toEqual(after);
        if (isChange) {
          await second.migrator.down();
        }
        expect(await value(first)).toEqual(before);
      },
    );

    it.each([
      ['an integer', { type: 'integer' }, 7, 8],
      ['an integer of 64 bits', { type: 'bigint' }, 7n, 8n],
      ['a number', { type: 'double' }, 7, 8],
      ['a decimal', { type: 'decimal', precision: 10, scale: 2 }, '7.00', '8.00'],
    ])(
      'keeps to the CHECK of a model beside its own: %s',
      async (_what, options, fits, misfits) => {
        const write: Written = (prototype) => {
          written(options)(prototype);
          Check<{ x: unknown }>({ expression: 'x in (7, 700)' })(prototype as never, 'x');
        };
        const orm = await version([things(write)]);
        await migrate(orm, 'make');
        expect(await hasDrifted(orm)).toBe(false);
        await insert(orm, fits);
        await expect(insert(orm, misfits)).rejects.toThrow(/check/i);
        expect(await value(orm)).toEqual(fits);
        const odd = orm.em.fork().execute(`update things set x = 'a'`);
        await expect(odd).rejects.toThrow(/check|invalid input/i);
      },
    );

    it.each(Object.entries(ADDED))(
      'gives the rows that are there the default of a new column: %s',
      async (_what, [write, expected]) => {
        const first = await version([things(NOTHING)]);
        await migrate(first, 'make');
        await first.em.fork().execute('insert into things default values');
        const second = await version([things(write)]);
        await migrate(second, 'add');
        expect(await hasDrifted(second)).toBe(false);
        expect(await value(second)).toEqual(expected);
        await second.migrator.down();
        expect(await value(first)).toBeUndefined();
      },
    );

    it.each([
      ['enums', written({ type: 'text' }), sizes(false), 'other'],
      ['lists of enum values', written({ type: 'string[]' }), sizes(true), ['other']],
      ['UUIDs', written({ type: 'text' }), written({ type: 'uuid' }), 'other'],
    ])('to %s fails on what is none, and changes nothing', async (_what, from, to, before) => {
      const first = await version([things(from)]);
      await migrate(first, 'make');
      await insert(first, before);
      const second = await version([things(to)]);
      await createMigration(second, 'change');
      await expect(second.migrator.up()).rejects.toThrow(/check|invalid input/i);
      expect(await value(first)).toEqual(before);
    });

    it.each([
      ['by itself', written({ type: 'integer' })],
      ['while another changes', written({ type: 'bigint' })],
    ])('gets a column with a CHECK and a default, and loses it: %s', async (_what, to) => {
      const before: Written = (prototype) => {
        written({ type: 'integer' })(prototype);
        Property({ type: 'integer', default: 3 })(prototype, 'gone');
      };
      const first = await version([things(before)]);
      await migrate(first, 'make');
      await insert(first, 7);
      const added: Written = (prototype) => {
        to(prototype);
        Property({ type: 'integer', default: 5 })(prototype, 'y');
        Property({ type: 'datetime', nullable: true })(prototype, 'z');
      };
      const second = await version([things(added)]);
      await migrate(second, 'add');
      expect(await hasDrifted(second)).toBe(false);
      const rows = (columns: string): Promise<unknown> =>
        second.em.fork().execute(`select ${columns} from things`);
      expect(await rows('y, z')).toEqual([{ y: 5, z: null }]);
      await expect(second.em.fork().execute('update things set y = 3000000000')).rejects.toThrow(
        /CHECK|range/,
      );
      await second.migrator.down();
      expect(await rows('cast(x as integer) as x, gone')).toEqual([{ x: 7, gone: 3 }]);
      await expect(rows('y')).rejects.toThrow(/y/);
    });

    it('changes a table whose key is of several columns, and changes it back', async () => {
      await migrate(await version([pairs(written({ type: 'integer' }))]), 'make');
      const second = await version([pairs(written({ type: 'bigint' }))]);
      await migrate(second, 'change');
      await second.em.fork().execute('insert into pairs (a, b, x) values (1, 2, 3)');
      await second.migrator.down();
      expect(await second.em.fork().execute('select * from pairs')).toMatchObject([{ a: 1, b: 2 }]);
    });

    if (database.dialect === 'sqlite') {
      it('says which table has a value that does not fit its column, and keeps all', async () => {
        const first = await version([things(written({ type: 'integer' }))]);
        await migrate(first, 'make');
        await first.em.fork().execute('pragma ignore_check_constraints = on');
        await insert(first, 1);
        await first.em.fork().execute('update things set x = 1.5');
        await first.em.fork().execute('pragma ignore_check_constraints = off');
        const second = await version([things(written({ type: 'bigint' }))]);
        await createMigration(second, 'change');
        await expect(second.migrator.up()).rejects.toThrow(
          'Nothing was migrated: a row of things has a value that does not fit its column (CHECK x). Correct it',
        );
        const all = await first.em.fork().execute('select x from things');
        expect(all).toEqual([{ x: 1.5 }]);
      });
    }

    const refused = {
      ...REFUSED,
      ...(database.dialect === 'postgresql' && REFUSED_BY_POSTGRESQL),
    };
    it.each(Object.entries(refused))(
      '%s is refused, and no file is written',
      async (_what, [from, to]) => {
        await createMigration(await version([things(from)]), 'make');
        const snapshot = `${folder}/${database.dialect}/.snapshot.json`;
        const before = await readFile(snapshot, 'utf8');
        await expect(createMigration(await version([things(to)]), 'change')).rejects.toThrow(
          /^things\.x is of kind \w+, and would be of kind \w+: values would be lost/,
        );
        expect(await readFile(snapshot, 'utf8')).toBe(before);
      },
    );
  },
);

describe('the migrations of both databases', () => {
  const folder = `${CACHE}test-kinds-${randomUUID()}`;
  const application = (write: Written): Application => ({
    models: [things(write)],
    migrations: folder,
  });
  const files = async (): Promise<readonly string[]> =>
    (await readdir(folder, { recursive: true })).toSorted();
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(REFUSED_BY_POSTGRESQL))(
    'are written for neither where one refuses: %s',
    async (_what, [from, to]) => {
      await rm(folder, { recursive: true, force: true });
      const made = await createMigrations(application(from), 'make');
      expect(made.map(({ dialect, path }) => [dialect, path !== null])).toEqual([
        ['sqlite', true],
        ['postgresql', true],
      ]);
      const before = await files();
      // Of which SQLite, too, would have something to write.
      const more: Written = (prototype) => {
        to(prototype);
        Property({ type: 'integer', nullable: true })(prototype, 'y');
      };
      await expect(createMigrations(application(more), 'change')).rejects.toThrow(
        /^things\.x is of/,
      );
      expect(await files()).toEqual(before);
    },
  );
});
