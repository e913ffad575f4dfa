import type { SqlEntityManager } from '@mikro-orm/sql';
import { Post, User } from '../blog/models/index.js';

let made = 0;

/** A user that is not in the database yet, with a name nobody else has. */
export function newUser(
  em: SqlEntityManager,
  values: { username?: string; email?: string } = {},
): User {
  made += 1;
  const username = values.username ?? `user${String(made)}`;
  return em.create(User, {
    username,
    email: values.email ?? `${username}@example.com`,
    passwordHash: 'not a hash',
  });
}

/** A post that is not in the database yet. */
export function newPost(em: SqlEntityManager, author: User, title = 'A title'): Post {
  return em.create(Post, { author, title, content: 'Some text' });
}
