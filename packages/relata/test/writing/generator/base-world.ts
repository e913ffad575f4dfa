import { ADMIN } from '../../support/viewers.js';
import type { Asker } from '../model/rules.js';
import { World } from '../model/world.js';

/** Those who ask. */
export const ASKERS: Readonly<Record<string, Asker>> = {
  admin: { userId: 1, permissions: ADMIN.permissions ?? [] },
  plain: { userId: 2, permissions: [] },
  clerk: { userId: 3, permissions: ['user:create', 'user:update', 'tag:update'] },
  anonymous: { userId: null, permissions: [] },
};

const USERS = ['root', 'ann', 'bob', 'eve', 'kim'] as const;
/** User 4 is deleted. */
const DELETED = 4;

/** What every sequence begins with. */
export function baseWorld(): World {
  const world = new World();
  USERS.forEach((username, at) => {
    const deletedAt = at + 1 === DELETED ? true : null;
    const email = `${username}@example.org`;
    world.insert('User', { username, email, isActive: true, deletedAt }, at + 1);
  });
  [1, 2, DELETED].forEach((user, at) => {
    const values = { firstName: `First ${String(user)}`, age: null, gender: 'OTHER' };
    world.insert(
      'Profile',
      { ...values, profession: 'WRITER', user: `User#${String(user)}` },
      at + 1,
    );
  });
  const posts = [
    [2, 'DRAFT'],
    [2, 'PUBLISHED'],
    [3, 'PUBLISHED'],
    [3, 'DRAFT'],
    [5, 'ARCHIVED'],
    [DELETED, 'PUBLISHED'],
  ] as const;
  posts.forEach(([author, status], at) => {
    const values = { title: `Post ${String(at)}`, content: `base ${String(at)}`, status };
    const publishedAt = status === 'DRAFT' ? null : true;
    world.insert('Post', { ...values, author: `User#${String(author)}`, publishedAt }, at + 1);
  });
  ['red', 'green', 'blue'].forEach((name, at) => {
    world.insert('Tag', { name }, at + 1);
  });
  ['editor', 'reader'].forEach((name, at) => {
    world.insert('Role', { name, description: null }, at + 1);
  });
  for (const [post, tag] of [
    [1, 1],
    [2, 1],
    [2, 2],
    [3, 3],
  ]) {
    world.link('post_tags', `Post#${String(post)}`, `Tag#${String(tag)}`);
  }
  world.link('user_tags', 'User#2', 'Tag#1');
  world.link('user_tags', 'User#3', 'Tag#2');
  world.link('user_roles', 'User#2', 'Role#1');
  return world;
}
