import { sql } from 'kysely';
import { type Invariant, runQuery } from 'relata';

/** The role of those who look after everything else. */
export const ADMIN_ROLE = 'admin';

/** What an admin needs to give back everything that somebody may have lost. */
const NEEDED = ['role:create', 'role:update', 'user:update'];

/**
 * There is somebody who can look after users and roles: active, not deleted, with the role `admin`,
 * and that role allows it.
 */
export const lastAdmin: Invariant = {
  watches: {
    User: ['isActive', 'deletedAt', 'roles'],
    Role: ['name', 'permissions'],
    Permission: ['name'],
  },
  message: `This would remove the last admin: somebody active must have the role ${ADMIN_ROLE}, and it must allow ${NEEDED.join(', ')}`,
  holds: async ({ em, signal }) => {
    const kysely = em.getKysely({ type: 'read' });
    const rows = await runQuery<{ readonly id: number }>(
      { em, ...(signal === undefined ? {} : { signal }) },
      {
        compile: () =>
          sql<{ id: number }>`select u.id from rbac_roles r
            join user_roles ur on ur.role_id = r.id
            join users u on u.id = ur.user_id and u.is_active and u.deleted_at is null
            where r.name = ${ADMIN_ROLE} and ${NEEDED.length} = (
              select count(*) from rbac_role_permission rp
              join rbac_permissions p on p.id = rp.permission_id
              where rp.role_id = r.id and p.name in (${sql.join(NEEDED)}))
            limit 1`.compile(kysely),
      },
    );
    return rows.length > 0;
  },
};
