import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createMigration, hasDrifted } from '../../src/database/migrations/migration-files.js';
import { createOrm, type Models, type Orm } from '../../src/database/orm.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { Card, Clinic, clinic, Country, Doctor, Label, Patient, Visit } from './clinic.js';

const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));

describeDatabases(
  'migrations of models with tenants',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [] }, dialect, { migrated: false })),
  (database) => {
    const folder = `${CACHE}tenants-${randomUUID()}`;
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

    it('make and drop them, all at once and one after the other', async () => {
      const steps: readonly (readonly [string, Models])[] = [
        ['one', [Clinic, Country, Label]],
        ['rest', [Clinic, Country, Label, Doctor, Patient, Card, Visit]],
      ];
      for (const [name, models] of steps) {
        const orm = await version(models);
        expect(await hasDrifted(orm)).toBe(true);
        expect(await createMigration(orm, name)).not.toBeNull();
        await orm.migrator.up();
        expect(await hasDrifted(orm)).toBe(false);
      }
      const last = await version(clinic.models);
      const em = last.em.fork();
      const insert = (table: string, columns: object): Promise<unknown> =>
        em.execute(
          `insert into ${table} (${Object.keys(columns).join()}) values (${Object.values(columns).join()})`,
        );
      await insert('clinics', { id: 1, name: `'a'` });
      await insert('clinics', { id: 2, name: `'b'` });
      await insert('doctors', { id: 1, clinic_id: 1, licence: `'L'` });
      await expect(
        insert('doctors', { id: 2, clinic_id: 2, licence: `'L'`, head_id: 1 }),
      ).rejects.toThrow(/foreign key/i);
      await insert('doctors', { id: 2, clinic_id: 2, licence: `'L'` });
      await expect(insert('doctors', { clinic_id: 2, licence: `'L'` })).rejects.toThrow(/unique/i);
      await last.migrator.down();
      await last.migrator.down();
      await last.migrator.up();
      expect(await em.execute('select * from visits')).toEqual([]);
    });
  },
);
