import type { Orm } from '../../src/database/orm.js';
import { withSession } from '../../src/request/session.js';
import { Permission, Role } from './models/index.js';

/** What the policies of the models and the server ask for. */
const PERMISSIONS = [
  ...['read', 'create', 'update', 'delete'].map((action) => `post:${action}`),
  ...['read-email', 'read-deleted', 'create', 'update', 'delete', 'purge'].map(
    (action) => `user:${action}`,
  ),
  ...['create', 'update', 'delete'].map((action) => `role:${action}`),
  ...['update', 'delete'].map((action) => `tag:${action}`),
  'plan:read',
];

/** What the roles allow. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  admin: PERMISSIONS,
  editor: PERMISSIONS.filter((name) => /^(post|tag):/.test(name)),
  author: ['tag:update'],
  reader: [],
};

/** The roles a blog begins with: `admin`, `editor`, `author`, `reader`. */
export async function seedRoles(orm: Orm): Promise<void> {
  await withSession({ orm }, async (em) => {
    const permissions = PERMISSIONS.map((name) => em.create(Permission, { name }));
    for (const [name, allowed] of Object.entries(ROLES)) {
      em.create(Role, {
        name,
        permissions: permissions.filter((permission) => allowed.includes(permission.name)),
      });
    }
    await em.flush();
  });
}
