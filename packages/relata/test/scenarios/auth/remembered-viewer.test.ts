import { Accounts, codesOf, type Grant, key } from '../../support/accounts.js';
import type { Answer } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';

const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];
const PERMISSIONS = '{ viewer { permissions } }';

/**
 * A mutation begins with the viewer as it was remembered, and is kept only where the statement that
 * reads the payload says that it still is that.
 */
describeEachDatabase(
  'a viewer that is remembered',
  (database) => {
    let accounts: Accounts;
    beforeAll(async () => {
      accounts = await Accounts.start(database);
    });
    afterAll(() => accounts.stop());

    const createPost = ({ accessToken }: Grant, title: string): Promise<Answer> =>
      accounts.as(
        accessToken,
        `mutation { createPost(input: { title: "${title}", content: "x" }) {
          post { id title author { id username } } errors { code } } }`,
      );
    const count = async (title: string): Promise<number> =>
      (await accounts.sql(`select id from posts where title = '${title}'`)).length;

    it('writes a row in begin, insert, select, commit', async () => {
      const kim = await accounts.signUp('kim');
      await createPost(kim, 'first');
      const { statements, body } = await createPost(kim, 'second');
      expect(body.data).toMatchObject({
        createPost: { post: { title: 'second', author: { username: 'kim' } }, errors: [] },
      });
      expect(statements.map(({ sql }) => sql.split(/\s/)[0])).toEqual([
        'begin',
        'insert',
        'select',
        'commit',
      ]);
    });

    it.each([
      ['deactivated', 'update users set is_active = false where id = ID'],
      ['deleted', 'update users set deleted_at = created_at where id = ID'],
      ['signed out', `update auth_sessions set revoked_at = created_at where user_id = ID`],
    ])('keeps nothing once the user is %s', async (title, change) => {
      const name = title.replace(' ', '-');
      const grant = await accounts.signUp(name);
      expect((await createPost(grant, name)).body.errors).toBeUndefined();
      await accounts.sql(change.replace('ID', key(grant)));
      expect(codesOf(await createPost(grant, name))).toEqual(UNAUTHENTICATED);
      expect(await count(name)).toBe(1);
      const documents = [
        'mutation { updatePost(id: "nonsense", input: {}) { errors { code } } }',
        'mutation { createPost(input: { title: "", content: "" }) { errors { code } } }',
        'mutation { createPost(input: { title: "t", content: "c" }) { errors { code } } }',
        'mutation ($title: String!) { createPost(input: { title: $title, content: "c" }) { errors { code } } }',
      ];
      for (const document of documents) {
        expect(codesOf(await accounts.as(grant.accessToken, document))).toEqual(UNAUTHENTICATED);
      }
    });

    it('may from the very next mutation on what it is given, and not any more what is taken', async () => {
      const author = await accounts.signUp('author');
      const lou = await accounts.signUp('lou');
      const { body } = await createPost(author, 'original');
      const { id } = (body.data as unknown as { createPost: { post: { id: string } } }).createPost
        .post;
      await accounts.sql(`update posts set status = 'PUBLISHED' where title = 'original'`);
      const rename = async (title: string): Promise<unknown> => {
        const answer = await accounts.as(
          lou.accessToken,
          `mutation { updatePost(id: "${id}", input: { title: "${title}" }) { post { title } errors { code } } }`,
        );
        return (answer.body.data as unknown as { updatePost: unknown }).updatePost;
      };
      const refused = { post: null, errors: [{ code: 'FORBIDDEN' }] };
      await accounts.as(lou.accessToken, PERMISSIONS);
      expect(await rename('one')).toEqual(refused);
      await accounts.sql(
        `insert into user_roles (user_id, role_id) select ${key(lou)}, id from rbac_roles where name = 'editor'`,
      );
      expect(await rename('two')).toEqual({ post: { title: 'two' }, errors: [] });
      await accounts.sql(`delete from user_roles where user_id = ${key(lou)}`);
      expect(await rename('three')).toEqual(refused);
      expect(await count('two')).toBe(1);
    });
  },
  { seeded: true },
);
