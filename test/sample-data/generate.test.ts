import { GraphQLEmailAddress } from 'graphql-scalars';
import { policyOf } from '../../packages/relata/src/access/access.js';
import type { Rule } from '../../packages/relata/src/access/rules.js';
import { foldKey } from '../../packages/relata/src/text/case-folding.js';
import { generatePosts, generateTagNames, generateUsers } from '../../src/sample-data/generate.js';
import { Random } from '../../src/sample-data/random.js';
import {
  PERMISSIONS,
  POLICY_PERMISSIONS,
  ROLES,
  SAMPLE_ROLES,
  SEEDED_PERMISSIONS,
} from '../../src/sample-data/roles.js';
import { Permission, Post, Profile, Role, Tag, User } from '../../src/models/index.js';

const COUNTS = { seed: 1, users: 400, posts: 3000, tags: 60 };
const users = [...generateUsers(COUNTS, 1)];
const posts = [...generatePosts(COUNTS)];
const profiles = users.map(({ profile }) => profile);

const share = <T>(items: readonly T[], has: (item: T) => boolean): number =>
  items.filter(has).length / items.length;

describe('generated rows', () => {
  it('are the same for the same seed, and others for another', () => {
    expect([...generateUsers(COUNTS, 1)]).toEqual(users);
    expect([...generatePosts(COUNTS)]).toEqual(posts);
    expect([...generatePosts({ ...COUNTS, seed: 2 })]).not.toEqual(posts);
    expect(new Random(1, 'user', 1).next()).toBe(0.03007556707598269);
  });

  it('are as many as asked for', () => {
    expect([users.length, posts.length]).toEqual([400, 3000]);
    expect([...generateUsers({ ...COUNTS, users: 0 }, 1)]).toEqual([]);
  });

  it('have unique names and addresses, also without regard to case', () => {
    expect(new Set(users.map(({ row }) => foldKey(row.username))).size).toBe(400);
    expect(new Set(users.map(({ row }) => foldKey(row.email))).size).toBe(400);
    expect(users.filter(({ row }) => foldKey(row.username).includes('@'))).toEqual([]);
    expect(new Set(generateTagNames(5000).map(foldKey)).size).toBe(5000);
    for (const { row } of users) {
      expect(GraphQLEmailAddress.parseValue(row.email)).toBe(row.email);
    }
  });

  it('leave out what people leave out', () => {
    for (const column of ['lastName', 'age', 'interests', 'contacts', 'bio'] as const) {
      const empty = share(profiles, (profile) => profile?.[column] === null);
      expect(empty).toBeGreaterThan(0.01);
      expect(empty).toBeLessThan(0.4);
    }
    expect(profiles.some((profile) => profile?.avatar !== null)).toBe(true);
    expect(profiles.some((profile) => profile?.interests?.length === 0)).toBe(true);
    expect(profiles.some((profile) => /[^ -\u024f]/.test(profile?.firstName ?? ''))).toBe(true);
    expect(users.some(({ row }) => row.deletedAt !== null)).toBe(true);
    expect(share(users, ({ row }) => row.isActive)).toBeGreaterThan(0.9);
  });

  it('share moments, and never change before they come to be', () => {
    expect(new Set(posts.map(({ row }) => row.createdAt.getTime())).size).toBeLessThan(2800);
    for (const { row } of [...users, ...posts]) {
      expect(row.updatedAt.getTime()).toBeGreaterThanOrEqual(row.createdAt.getTime());
      expect(row.version > 1 || row.updatedAt === row.createdAt).toBe(true);
    }
  });

  it('are published for the most part, and have a date then', () => {
    expect(share(posts, ({ row }) => row.status === 'PUBLISHED')).toBeGreaterThan(0.8);
    expect(new Set(posts.map(({ row }) => row.status)).size).toBe(3);
    expect(posts.every(({ row }) => (row.publishedAt === null) === (row.status === 'DRAFT'))).toBe(
      true,
    );
    expect(posts.every(({ row }) => row.title.length <= 255 && row.content !== '')).toBe(true);
  });

  it('spread posts unevenly, with three different tags each', () => {
    const byAuthor = new Map<number, number>();
    for (const { author, tags } of posts) {
      byAuthor.set(author, (byAuthor.get(author) ?? 0) + 1);
      expect(new Set(tags).size).toBe(3);
    }
    expect(Math.max(...byAuthor.values())).toBeGreaterThan(5 * Math.min(...byAuthor.values()));
    expect(byAuthor.size).toBeLessThan(400);
    expect([...generatePosts({ ...COUNTS, tags: 2 })][0]?.tags).toHaveLength(2);
  });

  it.each([1, 19, 20, 7919])('name an author there is among %d', (count) => {
    const authors = [...generatePosts({ ...COUNTS, users: count })].map(({ author }) => author);
    expect(authors.every((author) => author >= 0 && author < count)).toBe(true);
    expect(new Set(authors).size).toBeGreaterThan(Math.min(count, 10) - 1);
  });
});

describe('roles', () => {
  it('are five with forty permissions', () => {
    expect([ROLES.length, PERMISSIONS.length]).toEqual([5, 40]);
    expect(new Set(PERMISSIONS.map(({ name }) => name)).size).toBe(40);
  });

  it('hold only permissions there are', () => {
    const names = (list: readonly { readonly name: string }[]): string[] =>
      list.map(({ name }) => name);
    expect(names(PERMISSIONS)).toEqual(
      expect.arrayContaining(ROLES.flatMap(({ permissions }) => permissions)),
    );
    expect(names(SEEDED_PERMISSIONS)).toEqual(
      expect.arrayContaining(SAMPLE_ROLES.flatMap(({ permissions }) => permissions)),
    );
  });

  it('cover what the policies of the models ask for', () => {
    // A model that is added brings what its policy asks for in a migration of its own.
    const seeded = [User, Profile, Post, Role, Permission, Tag];
    const asked = new Set(seeded.flatMap((model) => permissionsIn(policyOf(model))));
    expect([...asked].sort()).toEqual(POLICY_PERMISSIONS.map(({ name }) => name).sort());
  });
});

function permissionsIn(policy: unknown): readonly string[] {
  if (typeof policy !== 'object' || policy === null) {
    return [];
  }
  const rule = policy as Rule;
  return rule.kind === 'can' ? [rule.permission] : Object.values(policy).flatMap(permissionsIn);
}
