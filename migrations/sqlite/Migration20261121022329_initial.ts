import { Migration } from '@mikro-orm/migrations';

export class Migration20261121022329_initial extends Migration {
  override name = 'Migration20261121022329_initial';

  override up(): void {
    this.addSql(`create table \`rbac_permissions\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`name\` text not null, \`description\` text null);`);
    this.addSql(`create unique index \`rbac_permissions_name_unique\` on \`rbac_permissions\` (\`name\`);`);

    this.addSql(`create table \`rbac_roles\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`name\` text not null, \`description\` text null);`);
    this.addSql(`create unique index \`rbac_roles_name_unique\` on \`rbac_roles\` (\`name\`);`);

    this.addSql(`create table \`rbac_role_permission\` (\`role_id\` integer not null, \`permission_id\` integer not null, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), primary key (\`role_id\`, \`permission_id\`), constraint \`rbac_role_permission_role_id_foreign\` foreign key (\`role_id\`) references \`rbac_roles\` (\`id\`) on update no action on delete cascade, constraint \`rbac_role_permission_permission_id_foreign\` foreign key (\`permission_id\`) references \`rbac_permissions\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create index \`rbac_role_permission_permission_id_role_id_index\` on \`rbac_role_permission\` (\`permission_id\`, \`role_id\`);`);

    this.addSql(`create table \`tags\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`name\` text not null, \`name_key\` text not null);`);
    this.addSql(`create index \`tags_name_index\` on \`tags\` (\`name\`);`);
    this.addSql(`create unique index \`tags_name_key_unique\` on \`tags\` (\`name_key\`);`);

    this.addSql(`create table \`users\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`username\` text not null, \`username_key\` text not null, \`email\` text not null, \`email_key\` text not null, \`password_hash\` text not null, \`is_active\` integer not null default true, \`deleted_at\` integer null);`);
    this.addSql(`create index \`users_username_index\` on \`users\` (\`username\`);`);
    this.addSql(`create unique index \`users_username_key_unique\` on \`users\` (\`username_key\`);`);
    this.addSql(`create index \`users_email_index\` on \`users\` (\`email\`);`);
    this.addSql(`create unique index \`users_email_key_unique\` on \`users\` (\`email_key\`);`);
    this.addSql(`create index \`users_deleted_at_index\` on \`users\` (\`deleted_at\`);`);

    this.addSql(`create table \`profiles\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`first_name\` text not null, \`last_name\` text null, \`age\` integer null, \`gender\` text check (\`gender\` in ('FEMALE', 'MALE', 'OTHER')) not null, \`profession\` text check (\`profession\` in ('DEVELOPER', 'DESIGNER', 'MANAGER', 'WRITER', 'STUDENT', 'UNEMPLOYED')) not null default 'UNEMPLOYED', \`interests\` text null, \`contacts\` text null, \`bio\` text null, \`avatar\` blob null, \`user_id\` integer not null, constraint \`profiles_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create unique index \`profiles_user_id_unique\` on \`profiles\` (\`user_id\`);`);

    this.addSql(`create table \`posts\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`title\` text not null, \`content\` text not null, \`status\` text check (\`status\` in ('DRAFT', 'PUBLISHED', 'ARCHIVED')) not null default 'DRAFT', \`published_at\` integer null, \`author_id\` integer not null, constraint \`posts_author_id_foreign\` foreign key (\`author_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create index \`posts_title_index\` on \`posts\` (\`title\`);`);
    this.addSql(`create index \`posts_published_at_id_index\` on \`posts\` (\`published_at\`, \`id\`);`);
    this.addSql(`create index \`posts_created_at_id_index\` on \`posts\` (\`created_at\`, \`id\`);`);
    this.addSql(`create index \`posts_status_id_index\` on \`posts\` (\`status\`, \`id\`);`);
    this.addSql(`create index \`posts_author_id_created_at_id_index\` on \`posts\` (\`author_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`posts_author_id_id_index\` on \`posts\` (\`author_id\`, \`id\`);`);

    this.addSql(`create table \`post_tags\` (\`post_id\` integer not null, \`tag_id\` integer not null, primary key (\`post_id\`, \`tag_id\`), constraint \`post_tags_post_id_foreign\` foreign key (\`post_id\`) references \`posts\` (\`id\`) on update no action on delete cascade, constraint \`post_tags_tag_id_foreign\` foreign key (\`tag_id\`) references \`tags\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create index \`post_tags_tag_id_post_id_index\` on \`post_tags\` (\`tag_id\`, \`post_id\`);`);

    this.addSql(`create table \`user_roles\` (\`user_id\` integer not null, \`role_id\` integer not null, primary key (\`user_id\`, \`role_id\`), constraint \`user_roles_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade, constraint \`user_roles_role_id_foreign\` foreign key (\`role_id\`) references \`rbac_roles\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create index \`user_roles_role_id_user_id_index\` on \`user_roles\` (\`role_id\`, \`user_id\`);`);

    this.addSql(`create table \`user_tags\` (\`user_id\` integer not null, \`tag_id\` integer not null, primary key (\`user_id\`, \`tag_id\`), constraint \`user_tags_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade, constraint \`user_tags_tag_id_foreign\` foreign key (\`tag_id\`) references \`tags\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create index \`user_tags_tag_id_user_id_index\` on \`user_tags\` (\`tag_id\`, \`user_id\`);`);
  }

  override down(): void {
    this.addSql(`drop table if exists \`user_tags\`;`);
    this.addSql(`drop table if exists \`user_roles\`;`);
    this.addSql(`drop table if exists \`post_tags\`;`);
    this.addSql(`drop table if exists \`posts\`;`);
    this.addSql(`drop table if exists \`profiles\`;`);
    this.addSql(`drop table if exists \`users\`;`);
    this.addSql(`drop table if exists \`tags\`;`);
    this.addSql(`drop table if exists \`rbac_role_permission\`;`);
    this.addSql(`drop table if exists \`rbac_roles\`;`);
    this.addSql(`drop table if exists \`rbac_permissions\`;`);
  }
}
