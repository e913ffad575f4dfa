import { fillSampleData } from '../../src/sample-data/sample-data.js';
import { SAMPLE_PEOPLE } from '../../src/sample-data/sample-people.js';
import { SAMPLE_POSTS, SAMPLE_TAGS } from '../../src/sample-data/sample-posts.js';
import { Post, Tag, User } from '../../src/models/index.js';
import { withSession } from '../../packages/relata/src/request/session.js';
import { describeEachDatabase } from '../databases.js';

describeEachDatabase('fillSampleData on a database whose users are all deleted', (database) => {
  it('fills nothing', async () => {
    await withSession(database, async (em) => {
      em.create(User, {
        username: 'gone',
        email: 'gone@example.com',
        passwordHash: '-',
        deletedAt: new Date(),
      });
      await em.flush();
    });
    expect(await fillSampleData(database.orm)).toBe(false);
    expect(await database.orm.em.fork().count(Post)).toBe(0);
  });
});

describeEachDatabase('fillSampleData', (database) => {
  it('fills an empty database once', async () => {
    // PostgreSQL has no lock for this: there nobody fills behind anybody's back.
    const first =
      database.dialect === 'sqlite'
        ? [fillSampleData(database.orm), fillSampleData(database.orm)]
        : [fillSampleData(database.orm)];
    expect((await Promise.all(first)).filter((filled) => filled)).toHaveLength(1);
    expect(await fillSampleData(database.orm)).toBe(false);
    const em = database.orm.em.fork();
    expect(await Promise.all([em.count(User), em.count(Post), em.count(Tag)])).toEqual([
      12, 60, 12,
    ]);
  });

  it('begins with posts that everybody reads, of authors with profiles, with tags', async () => {
    const posts = await database.orm.em
      .fork()
      .find(Post, {}, { populate: ['author.profile', 'tags'], orderBy: { id: 'asc' }, limit: 3 });
    expect(posts.map(({ id }) => id)).toEqual([1, 2, 3]);
    for (const post of posts) {
      expect(post.status).toBe('PUBLISHED');
      expect(post.tags.length).toBeGreaterThan(0);
      const author = post.author.unwrap();
      expect(author.deletedAt).toBeNull();
      expect(author.profile?.unwrap().firstName).toBeTruthy();
    }
    expect(new Set(posts.map(({ author }) => author.id)).size).toBe(3);
  });

  it('has drafts, archived posts, one deleted user with a post, and one without a profile', async () => {
    const em = database.orm.em.fork();
    const statuses = await Promise.all(
      (['DRAFT', 'ARCHIVED', 'PUBLISHED'] as const).map((status) => em.count(Post, { status })),
    );
    expect(statuses).toEqual([4, 2, 54]);
    const deleted = await em.find(User, { deletedAt: { $ne: null } }, { populate: ['posts'] });
    expect(deleted.map(({ posts }) => posts.length)).toEqual([1]);
    expect(await em.count(User, { profile: null })).toBe(1);
  });
});

describe('the sample data', () => {
  it('names only users and tags there are', () => {
    const authors = new Set(SAMPLE_PEOPLE.map(({ username }) => username));
    const tags = new Set<string>(SAMPLE_TAGS);
    for (const [author, postTags] of SAMPLE_POSTS) {
      expect(authors).toContain(author);
      expect(postTags.every((tag) => tags.has(tag))).toBe(true);
    }
    expect(new Set(SAMPLE_POSTS.map(([, , title]) => title)).size).toBe(SAMPLE_POSTS.length);
  });
});
