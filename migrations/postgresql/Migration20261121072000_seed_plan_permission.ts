import { Migration } from '@mikro-orm/migrations';

// Written by hand: rows, no tables. What it adds is known by its time of creation, to both ways.
const MOMENT = `timestamptz '2026-11-21 07:20:00+00'`;

export class Migration20261121072000_seed_plan_permission extends Migration {
  override name = 'Migration20261121072000_seed_plan_permission';

  override up(): void {
    this
      .addSql(`insert into "rbac_permissions" ("created_at", "updated_at", "name", "description") values
      (${MOMENT}, ${MOMENT}, 'plan:read', 'See how operations are answered, with their SQL')
      on conflict do nothing;`);
    this.addSql(`insert into "rbac_role_permission" ("role_id", "permission_id", "created_at")
      select r.id, p.id, ${MOMENT} from "rbac_roles" r cross join "rbac_permissions" p
      where r.name = 'admin' and p.name = 'plan:read'
      on conflict do nothing;`);
  }

  override down(): void {
    // Roles that somebody holds stay as they are, with what they allow.
    this.addSql(`delete from "rbac_role_permission" where created_at = ${MOMENT}
      and role_id not in (select role_id from "user_roles");`);
    this.addSql(`delete from "rbac_permissions" where created_at = ${MOMENT}
      and id not in (select permission_id from "rbac_role_permission");`);
  }
}
