import { CanonicalJsonType } from '../../../src/kinds/json.js';
import { Profile } from '../../blog/models/index.js';
import { withSession } from '../../../src/request/session.js';
import { TestApi } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';
import { newUser } from '../../support/rows.js';

/**
 * PostgreSQL stores `\u0000` and lone surrogates in a `json` column, but fails every path into such
 * a document: one row made `contacts: { path, eq }` an internal error for everybody, on PostgreSQL
 * alone.
 */
describe('JSON with text that PostgreSQL cannot read', () => {
  it.each([{ phone: 'a\0b' }, { 'a\0b': 'phone' }, { list: ['\ud800'] }, { phone: '\\\udfff' }])(
    'is refused on the way to the database: %j',
    (document) => {
      expect(() => new CanonicalJsonType().convertToDatabaseValue(document)).toThrow(
        'must not have NUL or lone surrogates',
      );
    },
  );
});

describeEachDatabase('JSON text', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
  });
  afterAll(() => api.stop());

  const save = async (contacts: NonNullable<Profile['contacts']>): Promise<void> => {
    await withSession(api.app, (em) => {
      const user = newUser(em);
      em.create(Profile, { user, firstName: 'A', gender: 'OTHER', contacts });
      return Promise.resolve();
    });
  };

  it('that only looks like an escape is found', async () => {
    const contacts = { phone: '\\u0000 \\ud800 😀' };
    await save(contacts);
    const { text } = await api.ask(
      `query($eq: JSON) { profiles(where: { contacts: { path: ["phone"], eq: $eq } }) { nodes { contacts } } }`,
      {
        variables: { eq: contacts.phone },
        viewer: { userId: null, permissions: ['user:read-email'] },
      },
    );
    expect(JSON.parse(text)).toEqual({ data: { profiles: { nodes: [{ contacts }] } } });
  });

  // The ORM parsed such a document a second time on PostgreSQL, where the driver had done so.
  it('that is a whole document is read back', async () => {
    await save('text');
    const found = await withSession(api.app, (em) =>
      em.find(Profile, {}, { orderBy: { id: 'desc' }, limit: 1 }),
    );
    expect(found[0]?.contacts).toBe('text');
  });
});
