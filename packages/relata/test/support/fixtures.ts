import { Permission, Post, Profile, Role, Tag, User } from '../blog/models/index.js';
import type { Orm } from '../../src/database/orm.js';
import { withSession } from '../../src/request/session.js';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
/** Tags, roles and permissions on each thing that has some. */
const LINKS = 3;

/** How many rows {@link fillUsers} makes. */
export interface FixtureSize {
  /** Users, and as many tags, roles and permissions. */
  readonly users: number;
  /** Posts of each user, published all of them. */
  readonly posts: number;
}

/**
 * Users with a profile, posts, tags and roles with permissions: the same number of everything on
 * each user whatever the number of users, so that statements can be counted at several sizes.
 */
export async function fillUsers(orm: Orm, { users, posts }: FixtureSize): Promise<void> {
  await withSession({ orm }, async (em) => {
    const numbers = Array.from({ length: users }, (_, index) => index + 1);
    const tags = numbers.map((number) => em.create(Tag, { name: `tag${String(number)}` }));
    const permissions = numbers.map((number) =>
      em.create(Permission, { name: `thing:do${String(number)}` }),
    );
    const roles = numbers.map((number) =>
      em.create(Role, { name: `role${String(number)}`, permissions: few(permissions, number) }),
    );
    for (const number of numbers) {
      const name = `user${String(number)}`;
      const user = em.create(User, {
        username: name,
        email: `${name}@example.org`,
        passwordHash: 'none',
        createdAt: day(number),
        tags: few(tags, number),
        roles: few(roles, number),
      });
      em.create(Profile, {
        user,
        firstName: `First ${name}`,
        gender: 'OTHER',
        age: number,
        createdAt: day(number),
        updatedAt: day(number),
      });
      for (let post = 1; post <= posts; post += 1) {
        em.create(Post, {
          title: `Post ${String(post)} of ${name}`,
          content: 'Some text.',
          status: 'PUBLISHED',
          createdAt: day(number + post),
          author: user,
          tags: few(tags, number + post),
        });
      }
    }
    await em.flush();
  });
}

function few<T>(things: readonly T[], start: number): T[] {
  const count = Math.min(LINKS, things.length);
  return Array.from({ length: count }, (_, index) => things[(start + index) % things.length] as T);
}

function day(number: number): Date {
  return new Date(START + number * DAY_MS);
}
