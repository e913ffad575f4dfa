import { sql } from 'kysely';
import type { Invariant } from '../../src/reading/engine.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { ERRORS, faultsOf, type Payloads } from '../support/writing.js';
import { ADMIN } from '../support/viewers.js';

let asked = 0;

/** One of the tags has a certain name. */
const KEPT: Invariant = {
  watches: { Tag: ['name'] },
  message: 'one tag must be named kept',
  holds: async ({ em }) => {
    asked += 1;
    const statement = sql`select 1 from tags where name = 'kept'`.compile(em.getKysely());
    return (await em.getKysely().executeQuery(statement)).rows.length > 0;
  },
};

describeEachDatabase('an invariant', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, {
      decorateEngine: (engine) => ({ ...engine, invariants: [KEPT] }),
    });
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    const em = database.orm.em.fork();
    await em.execute('delete from tags');
    await em.execute(
      `insert into tags (id, name, name_key) values (1, 'one', 'one'), (2, 'two', 'two')`,
    );
    asked = 0;
  });

  const names = async (): Promise<readonly string[]> =>
    (
      await database.orm.em.fork().execute<{ name: string }[]>('select name from tags order by id')
    ).map(({ name }) => name);
  const rename = (key: number, name: string): string =>
    `updateTag(id: ${String(key)}, input: { name: "${name}" }) { ${ERRORS} }`;
  const write = (fields: string): Promise<Payloads> =>
    api.data<Payloads>(`mutation { ${fields} }`, { viewer: ADMIN });

  it('that did not hold before need not hold after', async () => {
    expect(faultsOf((await write(`it: ${rename(1, 'other')}`))['it'])).toEqual([]);
    expect(await names()).toEqual(['other', 'two']);
  });

  it('that one field mends is nothing for a later one to end', async () => {
    const data = await write(`mends: ${rename(1, 'kept')} ends: ${rename(1, 'other')}`);
    expect(faultsOf(data['ends'])).toEqual([['FORBIDDEN', '']]);
    expect(faultsOf(data['mends'])).toEqual([['ROLLED_BACK', '']]);
    expect(await names()).toEqual(['one', 'two']);
  });

  it('that one field ends a later one may mend', async () => {
    await write(`it: ${rename(1, 'kept')}`);
    const data = await write(`ends: ${rename(1, 'other')} mends: ${rename(2, 'kept')}`);
    expect([data['ends'], data['mends']].map(faultsOf)).toEqual([[], []]);
    expect(await names()).toEqual(['other', 'kept']);
  });

  it('is asked about before and after a field that changes what it watches, and no other', async () => {
    await write(`it: ${rename(1, 'kept')}`);
    asked = 0;
    await write(`
      changes: ${rename(2, 'other')}
      makes: createTag(input: { name: "new" }) { ${ERRORS} }
      reads: updateTags(where: { name: { eq: "nobody" } }, input: { name: "n" }) { ${ERRORS} }`);
    expect(asked).toBe(2);
  });
});
