import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { blog } from '../blog/blog.js';
import { depot } from '../depot/depot.js';
import { harbour } from '../harbour/harbour.js';
import { CHEAP_PASSWORDS } from '../support/viewers.js';

const viewer = {
  userId: 1,
  permissions: ['keeper:create', 'shelf:create', 'shelf:update', 'profile:update', 'user:create'],
};

describeEachDatabase(
  'new rows of one table that refer to each other',
  { application: depot },
  (app) => {
    it.each(['whole', 'parts'])('were never changed: one with its %s', async (relation) => {
      const shelf = (name: string, more = ''): string =>
        `{ label: "${relation}", keeper: { create: { handle: "${relation}-${name}" } }${more} }`;
      const other = shelf('other');
      const more = `, ${relation}: { create: ${relation === 'parts' ? `[${other}]` : other} }`;
      const { body } = await app.ask(
        `mutation { createShelf(input: ${shelf('one', more)}) { errors { code path } } }`,
        { viewer },
      );
      expect(body.data).toEqual({ createShelf: { errors: [] } });
      const { shelves } = await app.data<{
        shelves: { nodes: { version: number; createdAt: string; updatedAt: string }[] };
      }>(
        `{ shelves(where: { label: { eq: "${relation}" } }) { nodes { version createdAt updatedAt } } }`,
        { viewer },
      );
      expect(shelves.nodes).toHaveLength(2);
      for (const { version, createdAt, updatedAt } of shelves.nodes) {
        expect([version, updatedAt]).toEqual([1, createdAt]);
      }
    });
  },
);

describeEachDatabase('new rows whose keys have others in them', { application: harbour }, (app) => {
  it('are referred to by all of their key, as far as it was known before and as far as it was not', async () => {
    const { createBerth } = await app.data<{ createBerth: unknown }>(`mutation {
      createBerth(input: {
        metres: 2, quay: "q", sign: "w"
        port: { create: { code: "aa", name: "n" } }
        leg: { create: {
          number: 298
          from: { create: { code: "bb", name: "n" } }
          voyage: { create: { ship: { create: { name: "s" } } } }
        } }
        incidents: { create: [{ what: "a" }, { what: "b" }] }
      }) {
        berth { incidents { nodes { what berth { port { code } leg { number } } } } }
        errors { code path }
      }
    }`);
    const berth = { port: { code: 'aa' }, leg: { number: 298 } };
    expect(createBerth).toEqual({
      berth: { incidents: { nodes: ['a', 'b'].map((what) => ({ what, berth })) } },
      errors: [],
    });
  });
});

describeEachDatabase('new rows one to one', { application: blog, env: CHEAP_PASSWORDS }, (app) => {
  const PROFILE = 'firstName: "A", lastName: "B", gender: OTHER, profession: UNEMPLOYED';
  it('of which one says of the other what only that one can say, are refused', async () => {
    const user = `username: "second", email: "second@example.org", password: "a long secret of nobody"`;
    const { body } = await app.ask(
      `mutation {
        createProfile(input: { ${PROFILE}, user: { create: { ${user}, profile: { create: { ${PROFILE} } } } } }) {
          errors { code path message }
        }
      }`,
      { viewer },
    );
    const message = 'is set by the parent; leave it out';
    expect(body.data).toEqual({
      createProfile: {
        errors: [{ code: 'VALIDATION', path: ['input', 'user', 'create', 'profile'], message }],
      },
    });
  });
});
