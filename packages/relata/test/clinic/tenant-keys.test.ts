import { sql } from 'kysely';
import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { clinic } from './clinic.js';
import { seedClinics } from './seeds.js';

describeEachDatabase('foreign keys between rows of tenants', { application: clinic }, (app) => {
  beforeEach(() => seedClinics(app));

  const run = (statement: string): Promise<unknown> =>
    withSession(app.app, (em) => sql.raw(statement).execute(em.getKysely()));

  it.each([
    'update patients set doctor_id = 2 where id = 1',
    'update doctors set head_id = 2 where id = 1',
    'update cards set patient_id = 2 where id = 1',
    'update visits set doctor_id = 2 where day = 1 and clinic_id = 1',
    `update doctors set clinic_id = 2, licence = 'M' where id = 1`,
  ])('refuse a row of another tenant: %s', async (statement) => {
    await run('delete from cards where id = 2');
    await expect(run(statement)).rejects.toThrow(/foreign key/i);
  });

  it('take a reference away, and not the tenant, where the row goes', async () => {
    await run('update doctors set head_id = 1 where id = 1');
    await run(`insert into doctors (id, created_at, updated_at, version, clinic_id, licence, head_id)
      select 9, created_at, updated_at, 1, 1, 'M', 1 from doctors where id = 1`);
    await run('delete from visits');
    await run('delete from cards');
    await run('delete from patients');
    await run('delete from doctors where id = 1');
    const rows = await withSession(app.app, (em) =>
      em.execute('select id, clinic_id, head_id from doctors order by id'),
    );
    expect(rows).toEqual([
      { id: 2, clinic_id: 2, head_id: null },
      { id: 9, clinic_id: 1, head_id: null },
    ]);
  });

  it('take rows along', async () => {
    await run('delete from doctors where id = 1');
    const rows = await withSession(app.app, (em) => em.execute('select id from patients'));
    expect(rows).toEqual([{ id: 2 }]);
  });
});
