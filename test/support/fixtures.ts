import { Permission, Post, Profile, Role, Tag, User } from '../../src/models/index.js';
import type { Orm } from '../../src/session/orm.js';
import { withSession } from '../../src/session/session.js';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** How many rows {@link fillUsers} makes. */
export interface FixtureSize {
  readonly users: number;
  /** Posts of each user, published all of them. */
  readonly posts: number;
}

/**
 * Users with a profile, posts, three tags each, and a role with permissions: as many of everything
 * below a user whatever the number of users, so that statements can be counted at several sizes.
 */
export async function fillUsers(orm: Orm, { users, posts }: FixtureSize): Promise<void> {
  await withSession({ orm }, async (em) => {
    const tags = ['alpha', 'beta', 'gamma'].map((name) => em.create(Tag, { name }));
    const permissions = ['post:read', 'post:update'].map((name) => em.create(Permission, { name }));
    const role = em.create(Role, { name: 'author', permissions });
    for (let index = 1; index <= users; index += 1) {
      const user = em.create(User, {
        username: `user${String(index)}`,
        email: `user${String(index)}@example.org`,
        passwordHash: 'none',
        createdAt: new Date(START + index * DAY_MS),
        tags,
        roles: [role],
      });
      em.create(Profile, { user, firstName: `First ${String(index)}`, gender: 'OTHER', age: index });
      for (let number = 1; number <= posts; number += 1) {
        em.create(Post, {
          title: `Post ${String(number)} of user ${String(index)}`,
          content: 'Some text.',
          status: 'PUBLISHED',
          createdAt: new Date(START + (index + number) * DAY_MS),
          author: user,
          tags,
        });
      }
    }
    await em.flush();
  });
}
