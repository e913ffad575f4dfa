import { wrap } from '@mikro-orm/core';
import { generatePosts, generateTagNames, generateUsers } from '../../src/sample-data/generate.js';
import { seedDatabase, SPEC_COUNTS } from '../../src/sample-data/seed-database.js';
import {
  Permission,
  Post,
  Profile,
  Role,
  RolePermission,
  Tag,
  User,
} from '../../src/models/index.js';
import { withSession } from '../../packages/relata/src/request/session.js';
import { describeEachDatabase, TestDatabase } from '../databases.js';

const COUNTS = { seed: 7, users: 30, posts: 80, tags: 12 };

describeEachDatabase(
  'seedDatabase',
  (database) => {
    it('leaves nothing behind when it fails half-way', async () => {
      const seeding = seedDatabase(database.orm, {
        ...COUNTS,
        force: false,
        onProgress: () => {
          throw new TypeError('out of luck');
        },
      });
      await expect(seeding).rejects.toThrow('out of luck');
      const em = database.orm.em.fork();
      expect(await Promise.all([em.count(User), em.count(Tag), em.count(Role)])).toEqual([0, 0, 0]);
    });

    it('refuses posts without anybody to write them', async () => {
      await expect(
        seedDatabase(database.orm, { ...COUNTS, users: 0, force: false }),
      ).rejects.toThrow('at least one user');
    });

    it('writes what was asked for, and says so', async () => {
      const progress: number[] = [];
      const summary = await seedDatabase(database.orm, {
        ...COUNTS,
        force: false,
        onProgress: (done) => progress.push(done),
      });
      expect(summary).toMatchObject({
        users: 30,
        profiles: 30,
        posts: 80,
        tags: 12,
        roles: 5,
        permissions: 40,
      });
      expect(progress).toEqual([30, 110]);
      const em = database.orm.em.fork();
      const counts = [User, Profile, Post, Tag, Role, Permission].map((model) =>
        em.count<object>(model),
      );
      expect(await Promise.all(counts)).toEqual([30, 30, 80, 12, 5, 40]);
      expect(await em.count(RolePermission)).toBeGreaterThan(40);
    });

    it('writes rows that the ORM reads as they were made', async () => {
      const em = database.orm.em.fork();
      const tagNames = generateTagNames(COUNTS.tags);
      const users = await em.find(
        User,
        {},
        { populate: ['profile', 'roles', 'tags', 'passwordHash'], orderBy: { id: 'asc' } },
      );
      const expectedUsers = [...generateUsers(COUNTS, 1)];
      users.forEach((user, index) => {
        const expected = expectedUsers[index];
        expect(user).toMatchObject(expected?.row ?? {});
        const { avatar, ...profile } = expected?.profile ?? { avatar: null };
        expect(user.profile?.unwrap()).toMatchObject(profile);
        expect(user.profile?.unwrap().avatar ?? null).toEqual(avatar);
        expect(
          user.tags
            .getItems()
            .map(({ name }) => name)
            .sort(),
        ).toEqual(named(tagNames, expected?.tags));
        expect(user.roles.length).toBe(expected?.roles.length);
      });
      const posts = await em.find(Post, {}, { populate: ['tags'], orderBy: { id: 'asc' } });
      const expectedPosts = [...generatePosts(COUNTS)];
      posts.forEach((post, index) => {
        const expected = expectedPosts[index];
        expect(post).toMatchObject(expected?.row ?? {});
        expect(post.author.id).toBe(users[expected?.author ?? -1]?.id);
        expect(
          post.tags
            .getItems()
            .map(({ name }) => name)
            .sort(),
        ).toEqual(named(tagNames, expected?.tags));
      });
      expect([users.length, posts.length]).toEqual([30, 80]);
    });

    it('stores each value as the ORM stores it, and leaves the sequences usable', async () => {
      const seeded = await database.orm.em
        .fork()
        .find(Profile, {}, { populate: ['user', 'user.passwordHash'] });
      const full = seeded.find(
        ({ interests, contacts }) => (interests ?? []).length > 0 && contacts !== null,
      );
      const { id, ...profile } = wrap(full ?? new Profile()).toPOJO();
      const { id: userId, ...user } = {
        ...wrap(full?.user.unwrap() ?? new User()).toPOJO(),
        passwordHash: full?.user.unwrap().passwordHash,
      };
      const copy = await withSession(database, async (em) => {
        const computed = { usernameKey: undefined, emailKey: undefined };
        const columns = {
          ...user,
          ...computed,
          profile: undefined,
          posts: [],
          roles: [],
          tags: [],
        };
        const created = em.create(User, {
          ...columns,
          username: 'COPY',
          email: 'COPY@example.com',
        } as never);
        const copied = em.create(Profile, { ...profile, user: created } as never);
        await em.flush();
        return { user: created.id, profile: copied.id };
      });
      const differences = await Promise.all([
        differing(database, 'users', [userId, copy.user]),
        differing(database, 'profiles', [id, copy.profile]),
      ]);
      expect(differences).toEqual([
        ['email', 'email_key', 'id', 'username', 'username_key'],
        ['id', 'user_id'],
      ]);
      expect(copy.user).toBeGreaterThan(30);
    });

    it('refuses a database that has users, and adds to it when told to', async () => {
      await expect(seedDatabase(database.orm, { ...COUNTS, force: false })).rejects.toThrow(
        '--force',
      );
      const again = await seedDatabase(database.orm, { ...COUNTS, tags: 15, force: true });
      expect(again).toMatchObject({ users: 30, posts: 80, tags: 3, roles: 0, permissions: 0 });
      const em = database.orm.em.fork();
      // One user was copied by the test above.
      expect(await Promise.all([em.count(User), em.count(Post), em.count(Tag)])).toEqual([
        61, 160, 15,
      ]);
    });
  },
  { emptied: true },
);

describe('the data set that speed is measured with', () => {
  const database = new TestDatabase('sqlite', { emptied: true });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  it('is written into SQLite, whole', async () => {
    const summary = await seedDatabase(database.orm, { ...SPEC_COUNTS, seed: 1, force: false });
    expect(summary).toMatchObject({
      users: 10_000,
      profiles: 10_000,
      posts: 100_000,
      tags: 500,
      roles: 5,
      permissions: 40,
    });
    expect(summary.links).toBeGreaterThanOrEqual(340_000);
  });
});

function named(
  names: readonly string[],
  positions: readonly number[] = [],
): readonly (string | undefined)[] {
  return positions.map((position) => names[position]).sort();
}

/** Names of the columns in which two rows differ as they are stored. */
async function differing(
  database: TestDatabase,
  table: string,
  ids: readonly [number, number],
): Promise<readonly string[]> {
  const rows: Record<string, unknown>[] = await database.orm.em
    .fork()
    .execute(`select * from ${table} where id in (?, ?) order by id`, ids);
  const [a = {}, b = {}] = rows;
  return Object.keys(a)
    .filter((column) => JSON.stringify(a[column]) !== JSON.stringify(b[column]))
    .sort();
}
