import { Migration } from '@mikro-orm/migrations';

export class Migration20261129000301_add_purge_permission extends Migration {
  override name = 'Migration20261129000301_add_purge_permission';

  override up(): void {
    this.addSql(`insert into \`rbac_permissions\` (\`name\`, \`description\`) values ('user:purge', 'Delete for good users that were deleted') on conflict do nothing;`);
    this.addSql(`insert into \`rbac_role_permission\` (\`role_id\`, \`permission_id\`) select r.\`id\`, p.\`id\` from \`rbac_roles\` r cross join \`rbac_permissions\` p where r.\`name\` = 'admin' and p.\`name\` in ('user:purge') on conflict do nothing;`);
  }

  override down(): void {
    this.addSql(`delete from \`rbac_role_permission\` where exists (select 1 from \`rbac_permissions\` p where p.\`id\` = \`rbac_role_permission\`.\`permission_id\` and p.\`name\` in ('user:purge'));`);
    this.addSql(`delete from \`rbac_permissions\` where \`name\` in ('user:purge');`);
  }
}
