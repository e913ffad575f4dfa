import { TestApi } from '../../../support/api.js';
import { TestDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, type Payloads } from '../../../support/writing.js';
import { ADMIN } from '../../../support/viewers.js';

const ROLE = 'relata_guarded';
const PASSWORD = 'for one test';

describe('row-level security of PostgreSQL', () => {
  const database = new TestDatabase('postgresql');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    const em = database.orm.em.fork();
    await em.execute(`
      create role ${ROLE} login password '${PASSWORD}';
      grant all on all tables in schema public to ${ROLE};
      grant all on all sequences in schema public to ${ROLE};
      revoke insert on rbac_roles from ${ROLE};
      alter table tags enable row level security;
      create policy sees on tags for select using (true);
      create policy removes on tags for delete using (true);
      create policy makes on tags for insert with check (name not like 'secret%');
      create policy changes on tags for update using (true) with check (name not like 'secret%')`);
    const url = new URL(database.url);
    url.username = ROLE;
    url.password = PASSWORD;
    api = await TestApi.start(database, { env: { DATABASE_URL: url.href } });
    await api.data('mutation { createTag(input: { name: "open" }) { errors { code } } }', {
      viewer: ADMIN,
    });
  });
  afterAll(async () => {
    await api.stop();
    const em = database.orm.em.fork();
    await em.execute(`drop owned by ${ROLE}; drop role ${ROLE}`);
    await database.close();
  });

  const contents = async (): Promise<unknown> => {
    const em = database.orm.em.fork();
    return [
      await em.execute('select name from tags order by id'),
      await em.execute('select title from posts'),
    ];
  };

  it.each([
    ['createTag(input: { name: "secret" })', 'input'],
    ['createTags(inputs: [{ name: "a" }, { name: "secret" }])', 'inputs'],
    ['updateTag(id: 1, input: { name: "secret" })', 'input'],
    ['updateTags(where: { name: { eq: "open" } }, input: { name: "secret" })', 'input'],
    ['upsertTag(by: { name: "secret" }, create: { name: "secret" }, update: {})', 'create'],
    [
      'upsertTag(by: { name: "open" }, create: { name: "open" }, update: { name: "secret" })',
      'update',
    ],
    [
      `createPost(input: { title: "t", content: "c", tags: { create: [{ name: "secret" }] } })`,
      'input',
    ],
    [
      `createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [
        { where: { name: "secret" }, create: { name: "secret" } }] } })`,
      'input',
    ],
  ])('is told of what it refuses: %s', async (field, path) => {
    const before = await contents();
    for (const headers of [{}, { 'x-dry-run': 'true' }]) {
      const { text, body, status } = await api.ask(
        `mutation { createTag(input: { name: "before" }) { errors { code } } it: ${field} { ${ERRORS} } }`,
        { viewer: ADMIN, headers },
      );
      expect([status, body.errors, text.includes('policy')]).toEqual([200, undefined, false]);
      const { it } = body.data as unknown as Payloads;
      expect(faultsOf(it)).toEqual([['FORBIDDEN', path]]);
      expect(await contents()).toEqual(before);
    }
  });

  it('lets the rows beside go on where they may', async () => {
    const { it } = await api.data<Payloads>(
      `mutation { it: createTags(errorPolicy: CONTINUE, inputs: [{ name: "one" }, { name: "secret" }, { name: "two" }])
        { affectedCount ${ERRORS} } }`,
      { viewer: ADMIN },
    );
    expect([it?.['affectedCount'], faultsOf(it)]).toEqual([2, [['FORBIDDEN', 'inputs.1']]]);
  });

  it('is not meant by a privilege that nobody granted: that is a fault of the server', async () => {
    const { body } = await api.ask(
      'mutation { createRole(input: { name: "r" }) { errors { code } } }',
      {
        viewer: ADMIN,
      },
    );
    expect(body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'INTERNAL_SERVER_ERROR',
    ]);
  });
});
