import type { SqlEntityManager } from '@mikro-orm/sql';
import { Post, User } from '../src/models/index.js';

let made = 0;

/** A user that is not in the database yet, with a name nobody else has. */
export function newUser(em: SqlEntityManager, username = `user${String((made += 1))}`): User {
  return em.create(User, {
    username,
    email: `${username}@example.com`,
    passwordHash: 'not a hash',
  });
}

/** A post that is not in the database yet. */
export function newPost(em: SqlEntityManager, author: User, title = 'A title'): Post {
  return em.create(Post, { author, title, content: 'Some text' });
}
