import { Migration } from '@mikro-orm/migrations';

// Written by hand: rows, no tables. What it adds is known by its time of creation, to both ways.
const MOMENT = `timestamptz '2026-11-21 03:40:00+00'`;

export class Migration20261121034000_seed_roles extends Migration {
  override name = 'Migration20261121034000_seed_roles';

  override up(): void {
    this.addSql(`insert into "rbac_permissions" ("created_at", "updated_at", "name", "description") values
      (${MOMENT}, ${MOMENT}, 'post:read', 'Read drafts and archived posts of others'),
      (${MOMENT}, ${MOMENT}, 'post:create', 'Create posts in the name of others'),
      (${MOMENT}, ${MOMENT}, 'post:update', 'Change posts of others'),
      (${MOMENT}, ${MOMENT}, 'post:delete', 'Delete posts of others'),
      (${MOMENT}, ${MOMENT}, 'user:read-email', 'Read e-mail addresses and contacts'),
      (${MOMENT}, ${MOMENT}, 'user:read-deleted', 'See users that were deleted'),
      (${MOMENT}, ${MOMENT}, 'user:create', 'Create users'),
      (${MOMENT}, ${MOMENT}, 'user:update', 'Change other users'),
      (${MOMENT}, ${MOMENT}, 'user:delete', 'Delete other users'),
      (${MOMENT}, ${MOMENT}, 'role:create', 'Create roles and permissions'),
      (${MOMENT}, ${MOMENT}, 'role:update', 'Change roles and permissions'),
      (${MOMENT}, ${MOMENT}, 'role:delete', 'Delete roles and permissions'),
      (${MOMENT}, ${MOMENT}, 'tag:update', 'Rename tags'),
      (${MOMENT}, ${MOMENT}, 'tag:delete', 'Delete tags')
      on conflict do nothing;`);

    this.addSql(`insert into "rbac_roles" ("created_at", "updated_at", "name", "description") values
      (${MOMENT}, ${MOMENT}, 'admin', 'May do everything'),
      (${MOMENT}, ${MOMENT}, 'editor', 'Looks after what others write'),
      (${MOMENT}, ${MOMENT}, 'author', 'Writes, and keeps the tags tidy'),
      (${MOMENT}, ${MOMENT}, 'reader', null)
      on conflict do nothing;`);

    // An admin may do everything; other roles that were there already stay as their owner made them.
    this.addSql(`insert into "rbac_role_permission" ("role_id", "permission_id", "created_at")
      select r.id, p.id, ${MOMENT} from "rbac_roles" r cross join "rbac_permissions" p
      where r.name = 'admin' and p.name in ('post:read', 'post:create', 'post:update', 'post:delete', 'user:read-email', 'user:read-deleted', 'user:create', 'user:update', 'user:delete', 'role:create', 'role:update', 'role:delete', 'tag:update', 'tag:delete')
      on conflict do nothing;`);
    this.addSql(`insert into "rbac_role_permission" ("role_id", "permission_id", "created_at")
      select r.id, p.id, ${MOMENT} from "rbac_roles" r cross join "rbac_permissions" p
      where r.name = 'editor' and r.created_at = ${MOMENT} and p.name in ('post:read', 'post:create', 'post:update', 'post:delete', 'tag:update', 'tag:delete')
      on conflict do nothing;`);
    this.addSql(`insert into "rbac_role_permission" ("role_id", "permission_id", "created_at")
      select r.id, p.id, ${MOMENT} from "rbac_roles" r cross join "rbac_permissions" p
      where r.name = 'author' and r.created_at = ${MOMENT} and p.name in ('tag:update')
      on conflict do nothing;`);
  }

  override down(): void {
    // Roles that somebody holds stay as they are, with what they allow.
    this.addSql(`delete from "rbac_role_permission" where created_at = ${MOMENT}
      and role_id not in (select role_id from "user_roles");`);
    this.addSql(`delete from "rbac_roles" where created_at = ${MOMENT}
      and id not in (select role_id from "user_roles")
      and id not in (select role_id from "rbac_role_permission");`);
    this.addSql(`delete from "rbac_permissions" where created_at = ${MOMENT}
      and id not in (select permission_id from "rbac_role_permission");`);
  }
}
