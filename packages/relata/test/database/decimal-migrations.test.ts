import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Property } from '@mikro-orm/decorators/legacy';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { createMigration, hasDrifted } from '../../src/database/migrations/migration-files.js';
import { createOrm, type Models, type Orm } from '../../src/database/orm.js';
import { BaseModel } from '../../src/model/base-model.js';
import { Model } from '../../src/model/decorators.js';
import { openSession, withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';

const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));
const INTEGER = { type: 'integer' };
const TWO = { type: 'decimal', precision: 10, scale: 2 };
const THREE = { type: 'decimal', precision: 10, scale: 3 };
const REFUSED = 'goods.price would lose decimal places, or their meaning: keep its type';

/** A table of one version of an application. */
function goods(price: object): Models[number] {
  class Goods extends BaseModel {}
  Property(price as never)(Goods.prototype, 'price');
  Property({ type: 'integer', nullable: true })(Goods.prototype, 'more');
  Access({ read: everyone })(Goods);
  Model({ description: 'Goods.', table: 'goods' })(Goods);
  return Goods;
}

describeDatabases(
  'the migration of decimals',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [] }, dialect, { migrated: false })),
  (database) => {
    const folder = `${CACHE}test-decimals-${randomUUID()}`;
    const open: Orm[] = [];
    const version = async (price: object): Promise<Orm> => {
      const orm = await createOrm(database.settings.database, {
        models: [goods(price)],
        migrations: folder,
      });
      open.push(orm);
      return orm;
    };
    const prices = async (orm: Orm): Promise<readonly unknown[]> => {
      const [model = BaseModel] = [...orm.getMetadata().getAll().values()].flatMap((meta) =>
        meta.tableName === 'goods' ? [meta.class] : [],
      );
      const rows = await openSession(orm).find(
        model as never,
        {},
        { orderBy: { id: 'asc' } as never },
      );
      return rows.map((row) => (row as { readonly price?: unknown }).price);
    };
    const insert = async (orm: Orm, price: string): Promise<void> => {
      await withSession({ orm }, async (em) => {
        await em.execute(
          `insert into goods (price, created_at, updated_at) values (${price}, ${database.dialect === 'sqlite' ? '0, 0' : 'now(), now()'})`,
        );
      });
    };
    afterEach(async () => {
      await Promise.all(open.splice(0).map((orm) => orm.close(true)));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('of integers keeps the numbers', async () => {
      const before = await version(INTEGER);
      await createMigration(before, 'make');
      await before.migrator.up();
      await insert(before, '12');
      await insert(before, '-7');
      const after = await version(TWO);
      expect(await hasDrifted(after)).toBe(true);
      await createMigration(after, 'to_decimals');
      await after.migrator.up();
      expect(await hasDrifted(after)).toBe(false);
      expect(await prices(after)).toEqual(['12.00', '-7.00']);
    });

    it('to more places keeps the numbers, there and back', async () => {
      const before = await version(TWO);
      const after = await version(THREE);
      await insert(before, database.dialect === 'sqlite' ? '-1005' : '-10.05');
      expect(await hasDrifted(before)).toBe(false);
      expect(await hasDrifted(after)).toBe(true);
      const file = await createMigration(after, 'more_places');
      const text = await readFile(`${folder}/${database.dialect}/${String(file)}`, 'utf8');
      expect(text).toContain('decimal places');
      await after.migrator.up();
      expect(await hasDrifted(after)).toBe(false);
      expect(await prices(after)).toEqual(['12.000', '-7.000', '-10.050']);
      await after.migrator.down();
      expect(await prices(before)).toEqual(['12.00', '-7.00', '-10.05']);
      await after.migrator.up();
      await insert(after, database.dialect === 'sqlite' ? '1' : '0.001');
      await expect(after.migrator.down()).rejects.toThrow(
        /malformed JSON|would lose decimal places/,
      );
      expect(await prices(after)).toEqual(['12.000', '-7.000', '-10.050', '0.001']);
    });

    it('to more digits is no change of the numbers, and they must fit', async () => {
      const wide = await version({ ...THREE, precision: 12 });
      expect(await hasDrifted(wide)).toBe(true);
      await createMigration(wide, 'more_digits');
      await wide.migrator.up();
      await insert(wide, database.dialect === 'sqlite' ? '999999999999' : '999999999.999');
      expect(await prices(wide)).toContain('999999999.999');
      await expect(wide.migrator.down()).rejects.toThrow(/CHECK|overflow/);
      expect(await prices(wide)).toContain('999999999.999');
    });

    it.each([
      ['fewer places', { type: 'decimal', precision: 12, scale: 2 }],
      ['integers', INTEGER],
      ['bigints', { type: 'bigint' }],
      ['texts', { type: 'text' }],
      ['floats', { type: 'double' }],
    ])('to %s is refused', async (_what, price) => {
      await expect(createMigration(await version(price), 'fewer')).rejects.toThrow(REFUSED);
    });
  },
);
