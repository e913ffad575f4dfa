import { models } from '../../../blog/models/index.js';
import { TestApi } from '../../../support/api.js';
import { Remark } from '../../../support/models/remark.js';
import { describeEachDatabase } from '../../../support/databases.js';
import { fillUsers } from '../../../support/fixtures.js';
import { CHEAP_PASSWORDS } from '../../../support/viewers.js';
import { ADMIN, ERRORS, type Payloads } from '../../../support/writing.js';

const MODELS = [...models, Remark] as const;
const VIEWER = { ...ADMIN, permissions: [...(ADMIN.permissions ?? []), 'remark:update'] };

describeEachDatabase(
  'a child that set replaces and connectOrCreate finds',
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      api = await TestApi.start(database, { env: CHEAP_PASSWORDS, models: MODELS });
      await fillUsers(api.app.orm, { users: 3, posts: 2 });
    });
    afterAll(() => api.stop());

    const sql = async (statement: string): Promise<readonly Record<string, unknown>[]> =>
      await database.orm.em.fork().execute(statement);

    beforeEach(async () => {
      const { tableName } = database.orm.getMetadata().get(Remark);
      await sql(`delete from ${tableName}`);
      await sql(`insert into ${tableName}
        (id, body, ticket, ticket_key, post_id, author_id, reviewer_id) values
        (101, 'one', 'one', 'one', 1, 1, 2), (102, 'two', 'two', 'two', 1, 1, 2), (103, 'three', 'three', 'three', 2, 1, 3)`);
    });

    const found = (ticket: string): string =>
      `connectOrCreate: [{ where: { ticket: "${ticket}" }, create: { body: "new", ticket: "${ticket}", post: { connect: 1 } } }]`;

    /** What a user reviews after an update: tickets with the version of the remark. */
    async function reviewed(reviews: string): Promise<unknown> {
      const before = await sql('select version from users where id = 2');
      const { updateUser } = await api.data<Payloads>(
        `mutation { updateUser(id: 2, input: { reviews: { ${reviews} } }) {
          user { version reviews(orderBy: [{ body: ASC }]) { nodes { body version } } } ${ERRORS} } }`,
        { viewer: VIEWER },
      );
      expect(updateUser?.errors).toEqual([]);
      const { version, reviews: page } = updateUser?.['user'] as {
        version: number;
        reviews: { nodes: readonly { body: string; version: number }[] };
      };
      const rows = page.nodes.map((node) => `${node.body} ${String(node.version)}`);
      return { rows, raised: version - Number(before[0]?.['version']) };
    }

    it('stays, and the others leave', async () => {
      expect(await reviewed(`set: [], ${found('ONE')}`)).toEqual({ rows: ['one 1'], raised: 1 });
    });

    it('stays, and nothing changes where there are no others', async () => {
      expect(await reviewed(`set: [102], ${found('One')}`)).toEqual({
        rows: ['one 1', 'two 1'],
        raised: 0,
      });
    });

    it('comes from another parent, or is made', async () => {
      expect(await reviewed(`set: [101], ${found('three')}`)).toEqual({
        rows: ['one 1', 'three 2'],
        raised: 1,
      });
      expect(await reviewed(`set: [101], ${found('four')}`)).toEqual({
        rows: ['new 1', 'one 1'],
        raised: 1,
      });
    });
  },
  { models: MODELS },
);
