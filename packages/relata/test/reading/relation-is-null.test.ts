import { models, Post, Profile, User } from '../blog/models/index.js';
import { withSession } from '../../src/request/session.js';
import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';
import { Folder } from '../support/folder.js';

type Names = readonly string[];
interface Viewer {
  readonly userId: number | null;
  readonly permissions: readonly string[];
}

const ANYBODY: Viewer = { userId: null, permissions: [] };
const KEEPER: Viewer = { userId: null, permissions: ['folder:read', 'post:read'] };

describeEachDatabase(
  'isNull on a to-one relation',
  (database) => {
    let readers: BothReaders;
    beforeAll(async () => {
      await withSession({ orm: database.orm }, async (em) => {
        const user = (username: string, deletedAt: Date | null = null): User =>
          em.create(User, {
            username,
            email: `${username}@example.org`,
            passwordHash: 'none',
            deletedAt,
          });
        const [anna, bert, gone] = [user('anna'), user('bert'), user('gone', new Date())];
        em.create(Profile, { user: anna, firstName: 'Anna', gender: 'OTHER', age: 30 });
        for (const [title, author] of [
          ['by anna', anna],
          ['by bert', bert],
          ['by gone', gone],
        ] as const) {
          em.create(Post, { title, content: '.', status: 'PUBLISHED', author });
        }
        const folder = (name: string, parent: Folder | null, isSecret = false): Folder =>
          em.create(Folder, { name, parent, isSecret });
        const root = folder('root', null);
        const secret = folder('secret', root, true);
        folder('leaf', folder('branch', root));
        folder('under secret', secret);
        folder('second root', null);
        await em.flush();
      });
      readers = await BothReaders.start(database, { models: [...models, Folder] });
    });
    afterAll(() => readers.stop());

    async function names(list: string, where: unknown, viewer = ANYBODY): Promise<Names> {
      const [field = '', type = '', name = ''] = list.split(' ');
      const document = `query ($where: ${type}Where) { rows: ${field}(where: $where) { totalCount nodes { ${name} } } }`;
      const { rows } = await readers.data<{
        rows: { totalCount: number; nodes: Readonly<Record<string, string>>[] };
      }>(document, { variables: { where }, viewer });
      expect(rows.totalCount).toBe(rows.nodes.length);
      return rows.nodes.map((node) => node[name] ?? '');
    }
    const users = (where: unknown, viewer?: Viewer): Promise<Names> =>
      names('users User username', where, viewer);
    const posts = (where: unknown, viewer?: Viewer): Promise<Names> =>
      names('posts Post title', where, viewer);
    const folders = (where: unknown, viewer?: Viewer): Promise<Names> =>
      names('folders Folder name', where, viewer);

    it('finds rows without a related row, and rows with one', async () => {
      expect(await users({ profile: { isNull: true } })).toEqual(['bert']);
      expect(await users({ profile: { isNull: false } })).toEqual(['anna']);
      expect(await users({ not: { profile: { isNull: true } } })).toEqual(['anna']);
    });

    it('takes a row that the viewer may not read for none', async () => {
      expect(await posts({ author: { isNull: true } })).toEqual(['by gone']);
      expect(await posts({ author: { isNull: false } })).toEqual(['by anna', 'by bert']);
      expect(await folders({ parent: { isNull: true } })).toEqual([
        'root',
        'under secret',
        'second root',
      ]);
      expect(await folders({ parent: { isNull: true } }, KEEPER)).toEqual(['root', 'second root']);
    });

    it('goes with other conditions, on the same row and beside it', async () => {
      expect(await posts({ author: { isNull: false, username: { eq: 'bert' } } })).toEqual([
        'by bert',
      ]);
      expect(await posts({ author: { isNull: true, username: { eq: 'bert' } } })).toEqual([]);
      expect(
        await users({ or: [{ profile: { isNull: true } }, { profile: { age: { gt: 29 } } }] }),
      ).toEqual(['anna', 'bert']);
      expect(await posts({ author: { profile: { isNull: true } } })).toEqual(['by bert']);
      expect(await users({ posts: { some: { author: { isNull: false } } } })).toEqual([
        'anna',
        'bert',
      ]);
    });

    it('finds the roots of a tree, and what is so far below them', async () => {
      expect(await folders({ parent: { parent: { isNull: true } } }, KEEPER)).toEqual([
        'secret',
        'branch',
      ]);
      expect(await folders({ parent: { parent: { isNull: false } } }, KEEPER)).toEqual([
        'leaf',
        'under secret',
      ]);
      expect(await folders({ parent: { isNull: true }, children: { none: {} } }, KEEPER)).toEqual([
        'second root',
      ]);
    });

    it('is not mixed up with its opposite where a document is asked again', async () => {
      const document = `query ($isNull: Boolean!) { users(where: { profile: { isNull: $isNull } }) { nodes { username } } }`;
      for (const isNull of [true, false, true]) {
        const data = await readers.data(document, { variables: { isNull } });
        const username = isNull ? 'bert' : 'anna';
        expect(data).toEqual({ users: { nodes: [{ username }] } });
      }
    });

    it('counts as a member of the filter', async () => {
      const some = (length: number): unknown => ({
        or: Array.from({ length }, () => ({ author: { isNull: false } })),
      });
      expect(await posts(some(99))).toEqual(['by anna', 'by bert']);
      const document = `query ($where: PostWhere) { posts(where: $where) { totalCount } }`;
      const { body } = await readers.ask(document, { variables: { where: some(100) } });
      expect(body.errors).toMatchObject([
        {
          message: 'posts: where.or.99.author.isNull: filters have at most 200 members',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    });

    it('is no condition where its variable is left out, and refused where it is null', async () => {
      const document = `query ($isNull: Boolean) { users(where: { profile: { isNull: $isNull, age: { gt: 1 } } }) { nodes { username } } }`;
      expect(await readers.data(document)).toEqual({ users: { nodes: [{ username: 'anna' }] } });
      const { body } = await readers.ask(document, { variables: { isNull: null } });
      expect(body.errors).toMatchObject([
        {
          message: 'users: where.profile.isNull: must not be null',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    });
  },
  { models: [...models, Folder] },
);
