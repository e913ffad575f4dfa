import { Migration } from '@mikro-orm/migrations';

export class Migration20261128150611_check_integers extends Migration {
  override name = 'Migration20261128150611_check_integers';

  override up(): void {
    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`rbac_permissions__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`name\` text not null, \`description\` text null);`);
    this.addSql(`insert into \`rbac_permissions__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`version\`, \`name\`, \`description\` from \`rbac_permissions\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'rbac_permissions__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'rbac_permissions__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'rbac_permissions';`);
    this.addSql(`drop table \`rbac_permissions\`;`);
    this.addSql(`alter table \`rbac_permissions__temp_alter\` rename to \`rbac_permissions\`;`);
    this.addSql(`create unique index \`rbac_permissions_name_unique\` on \`rbac_permissions\` (\`name\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`rbac_roles__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`name\` text not null, \`description\` text null);`);
    this.addSql(`insert into \`rbac_roles__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`version\`, \`name\`, \`description\` from \`rbac_roles\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'rbac_roles__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'rbac_roles__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'rbac_roles';`);
    this.addSql(`drop table \`rbac_roles\`;`);
    this.addSql(`alter table \`rbac_roles__temp_alter\` rename to \`rbac_roles\`;`);
    this.addSql(`create unique index \`rbac_roles_name_unique\` on \`rbac_roles\` (\`name\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`rbac_role_permission__temp_alter\` (\`role_id\` integer not null, \`permission_id\` integer not null, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), primary key (\`role_id\`, \`permission_id\`), constraint \`rbac_role_permission_role_id_foreign\` foreign key (\`role_id\`) references \`rbac_roles\` (\`id\`) on update no action on delete cascade, constraint \`rbac_role_permission_permission_id_foreign\` foreign key (\`permission_id\`) references \`rbac_permissions\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`insert into \`rbac_role_permission__temp_alter\` select \`role_id\`, \`permission_id\`, \`created_at\` from \`rbac_role_permission\`;`);
    this.addSql(`drop table \`rbac_role_permission\`;`);
    this.addSql(`alter table \`rbac_role_permission__temp_alter\` rename to \`rbac_role_permission\`;`);
    this.addSql(`create index \`rbac_role_permission_permission_id_role_id_index\` on \`rbac_role_permission\` (\`permission_id\`, \`role_id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`sign_in_throttles__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`subject\` text not null, \`tries\` integer check (\`tries\` is null or typeof(\`tries\`) = 'integer' and \`tries\` between -2147483648 and 2147483647) not null, \`since\` integer check (\`since\` is null or typeof(\`since\`) = 'integer' and \`since\` between -62135596800000 and 253402300799999) not null, \`strikes\` integer check (\`strikes\` is null or typeof(\`strikes\`) = 'integer' and \`strikes\` between -2147483648 and 2147483647) not null default 0, \`blocked_until\` integer check (\`blocked_until\` is null or typeof(\`blocked_until\`) = 'integer' and \`blocked_until\` between -62135596800000 and 253402300799999) null);`);
    this.addSql(`insert into \`sign_in_throttles__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`subject\`, \`tries\`, \`since\`, \`strikes\`, \`blocked_until\` from \`sign_in_throttles\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'sign_in_throttles__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'sign_in_throttles__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'sign_in_throttles';`);
    this.addSql(`drop table \`sign_in_throttles\`;`);
    this.addSql(`alter table \`sign_in_throttles__temp_alter\` rename to \`sign_in_throttles\`;`);
    this.addSql(`create unique index \`sign_in_throttles_subject_unique\` on \`sign_in_throttles\` (\`subject\`);`);
    this.addSql(`create index \`sign_in_throttles_updated_at_index\` on \`sign_in_throttles\` (\`updated_at\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`tags__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`name\` text not null, \`name_key\` text not null);`);
    this.addSql(`insert into \`tags__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`version\`, \`name\`, \`name_key\` from \`tags\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'tags__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'tags__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'tags';`);
    this.addSql(`drop table \`tags\`;`);
    this.addSql(`alter table \`tags__temp_alter\` rename to \`tags\`;`);
    this.addSql(`create index \`tags_name_index\` on \`tags\` (\`name\`);`);
    this.addSql(`create unique index \`tags_name_key_unique\` on \`tags\` (\`name_key\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`users__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`username\` text not null, \`username_key\` text not null, \`email\` text not null, \`email_key\` text not null, \`password_hash\` text not null, \`is_active\` integer check (\`is_active\` is null or typeof(\`is_active\`) = 'integer' and \`is_active\` between 0 and 1) not null default true, \`deleted_at\` integer check (\`deleted_at\` is null or typeof(\`deleted_at\`) = 'integer' and \`deleted_at\` between -62135596800000 and 253402300799999) null, \`access_stamp\` integer check (\`access_stamp\` is null or typeof(\`access_stamp\`) = 'integer' and \`access_stamp\` between -2147483648 and 2147483647) not null default 1);`);
    this.addSql(`insert into \`users__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`version\`, \`username\`, \`username_key\`, \`email\`, \`email_key\`, \`password_hash\`, \`is_active\`, \`deleted_at\`, \`access_stamp\` from \`users\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'users__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'users__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'users';`);
    this.addSql(`drop table \`users\`;`);
    this.addSql(`alter table \`users__temp_alter\` rename to \`users\`;`);
    this.addSql(`create index \`users_username_index\` on \`users\` (\`username\`);`);
    this.addSql(`create unique index \`users_username_key_unique\` on \`users\` (\`username_key\`);`);
    this.addSql(`create index \`users_email_index\` on \`users\` (\`email\`);`);
    this.addSql(`create unique index \`users_email_key_unique\` on \`users\` (\`email_key\`);`);
    this.addSql(`create index \`users_deleted_at_index\` on \`users\` (\`deleted_at\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`profiles__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`first_name\` text not null, \`last_name\` text null, \`age\` integer check (\`age\` is null or typeof(\`age\`) = 'integer' and \`age\` between -2147483648 and 2147483647) null, \`gender\` text check (\`gender\` in ('FEMALE', 'MALE', 'OTHER')) not null, \`profession\` text check (\`profession\` in ('DEVELOPER', 'DESIGNER', 'MANAGER', 'WRITER', 'STUDENT', 'UNEMPLOYED')) not null default 'UNEMPLOYED', \`interests\` text null, \`contacts\` text null, \`bio\` text null, \`avatar\` blob null, \`user_id\` integer not null, constraint \`profiles_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`insert into \`profiles__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`version\`, \`first_name\`, \`last_name\`, \`age\`, \`gender\`, \`profession\`, \`interests\`, \`contacts\`, \`bio\`, \`avatar\`, \`user_id\` from \`profiles\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'profiles__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'profiles__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'profiles';`);
    this.addSql(`drop table \`profiles\`;`);
    this.addSql(`alter table \`profiles__temp_alter\` rename to \`profiles\`;`);
    this.addSql(`create unique index \`profiles_user_id_unique\` on \`profiles\` (\`user_id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`posts__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`title\` text not null, \`content\` text not null, \`status\` text check (\`status\` in ('DRAFT', 'PUBLISHED', 'ARCHIVED')) not null default 'DRAFT', \`published_at\` integer check (\`published_at\` is null or typeof(\`published_at\`) = 'integer' and \`published_at\` between -62135596800000 and 253402300799999) null, \`author_id\` integer not null, constraint \`posts_author_id_foreign\` foreign key (\`author_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`insert into \`posts__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`version\`, \`title\`, \`content\`, \`status\`, \`published_at\`, \`author_id\` from \`posts\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'posts__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'posts__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'posts';`);
    this.addSql(`drop table \`posts\`;`);
    this.addSql(`alter table \`posts__temp_alter\` rename to \`posts\`;`);
    this.addSql(`create index \`posts_title_index\` on \`posts\` (\`title\`);`);
    this.addSql(`create index \`posts_published_at_id_index\` on \`posts\` (\`published_at\`, \`id\`);`);
    this.addSql(`create index \`posts_created_at_id_index\` on \`posts\` (\`created_at\`, \`id\`);`);
    this.addSql(`create index \`posts_status_id_index\` on \`posts\` (\`status\`, \`id\`);`);
    this.addSql(`create index \`posts_author_id_created_at_id_index\` on \`posts\` (\`author_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`posts_author_id_id_index\` on \`posts\` (\`author_id\`, \`id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`auth_sessions__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`user_id\` integer not null, \`access_stamp\` integer check (\`access_stamp\` is null or typeof(\`access_stamp\`) = 'integer' and \`access_stamp\` between -2147483648 and 2147483647) not null, \`expires_at\` integer check (\`expires_at\` is null or typeof(\`expires_at\`) = 'integer' and \`expires_at\` between -62135596800000 and 253402300799999) not null, \`revoked_at\` integer check (\`revoked_at\` is null or typeof(\`revoked_at\`) = 'integer' and \`revoked_at\` between -62135596800000 and 253402300799999) null, constraint \`auth_sessions_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`insert into \`auth_sessions__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`user_id\`, \`access_stamp\`, \`expires_at\`, \`revoked_at\` from \`auth_sessions\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'auth_sessions__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'auth_sessions__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'auth_sessions';`);
    this.addSql(`drop table \`auth_sessions\`;`);
    this.addSql(`alter table \`auth_sessions__temp_alter\` rename to \`auth_sessions\`;`);
    this.addSql(`create index \`auth_sessions_expires_at_index\` on \`auth_sessions\` (\`expires_at\`);`);
    this.addSql(`create index \`auth_sessions_revoked_at_index\` on \`auth_sessions\` (\`revoked_at\`);`);
    this.addSql(`create index \`auth_sessions_user_id_id_index\` on \`auth_sessions\` (\`user_id\`, \`id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`refresh_tokens__temp_alter\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`session_id\` integer not null, \`digest\` blob not null, \`used_at\` integer check (\`used_at\` is null or typeof(\`used_at\`) = 'integer' and \`used_at\` between -62135596800000 and 253402300799999) null, \`expires_at\` integer check (\`expires_at\` is null or typeof(\`expires_at\`) = 'integer' and \`expires_at\` between -62135596800000 and 253402300799999) not null, constraint \`refresh_tokens_session_id_foreign\` foreign key (\`session_id\`) references \`auth_sessions\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`insert into \`refresh_tokens__temp_alter\` select \`id\`, \`created_at\`, \`updated_at\`, \`session_id\`, \`digest\`, \`used_at\`, \`expires_at\` from \`refresh_tokens\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'refresh_tokens__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'refresh_tokens__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'refresh_tokens';`);
    this.addSql(`drop table \`refresh_tokens\`;`);
    this.addSql(`alter table \`refresh_tokens__temp_alter\` rename to \`refresh_tokens\`;`);
    this.addSql(`create unique index \`refresh_tokens_digest_unique\` on \`refresh_tokens\` (\`digest\`);`);
    this.addSql(`create index \`refresh_tokens_expires_at_index\` on \`refresh_tokens\` (\`expires_at\`);`);
    this.addSql(`create index \`refresh_tokens_session_id_id_index\` on \`refresh_tokens\` (\`session_id\`, \`id\`);`);
    this.addSql(`pragma foreign_keys = on;`);
  }

  override down(): void {
    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`auth_sessions__temp_alter\` (\`access_stamp\` integer not null, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`expires_at\` integer not null, \`id\` integer not null primary key autoincrement, \`revoked_at\` integer null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`user_id\` integer not null, constraint \`auth_sessions_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on delete cascade);`);
    this.addSql(`insert into \`auth_sessions__temp_alter\` select \`access_stamp\`, \`created_at\`, \`expires_at\`, \`id\`, \`revoked_at\`, \`updated_at\`, \`user_id\` from \`auth_sessions\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'auth_sessions__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'auth_sessions__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'auth_sessions';`);
    this.addSql(`drop table \`auth_sessions\`;`);
    this.addSql(`alter table \`auth_sessions__temp_alter\` rename to \`auth_sessions\`;`);
    this.addSql(`create index \`auth_sessions_expires_at_index\` on \`auth_sessions\` (\`expires_at\`);`);
    this.addSql(`create index \`auth_sessions_revoked_at_index\` on \`auth_sessions\` (\`revoked_at\`);`);
    this.addSql(`create index \`auth_sessions_user_id_id_index\` on \`auth_sessions\` (\`user_id\`, \`id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`posts__temp_alter\` (\`author_id\` integer not null, \`content\` text not null, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`id\` integer not null primary key autoincrement, \`published_at\` integer null, \`status\` text check (\`status\` in ('DRAFT', 'PUBLISHED', 'ARCHIVED')) not null default 'DRAFT', \`title\` text not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, constraint \`posts_author_id_foreign\` foreign key (\`author_id\`) references \`users\` (\`id\`) on delete cascade);`);
    this.addSql(`insert into \`posts__temp_alter\` select \`author_id\`, \`content\`, \`created_at\`, \`id\`, \`published_at\`, \`status\`, \`title\`, \`updated_at\`, \`version\` from \`posts\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'posts__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'posts__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'posts';`);
    this.addSql(`drop table \`posts\`;`);
    this.addSql(`alter table \`posts__temp_alter\` rename to \`posts\`;`);
    this.addSql(`create index \`posts_author_id_created_at_id_index\` on \`posts\` (\`author_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`posts_author_id_id_index\` on \`posts\` (\`author_id\`, \`id\`);`);
    this.addSql(`create index \`posts_created_at_id_index\` on \`posts\` (\`created_at\`, \`id\`);`);
    this.addSql(`create index \`posts_published_at_id_index\` on \`posts\` (\`published_at\`, \`id\`);`);
    this.addSql(`create index \`posts_status_id_index\` on \`posts\` (\`status\`, \`id\`);`);
    this.addSql(`create index \`posts_title_index\` on \`posts\` (\`title\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`profiles__temp_alter\` (\`age\` integer null, \`avatar\` blob null, \`bio\` text null, \`contacts\` text null, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`first_name\` text not null, \`gender\` text check (\`gender\` in ('FEMALE', 'MALE', 'OTHER')) not null, \`id\` integer not null primary key autoincrement, \`interests\` text null, \`last_name\` text null, \`profession\` text check (\`profession\` in ('DEVELOPER', 'DESIGNER', 'MANAGER', 'WRITER', 'STUDENT', 'UNEMPLOYED')) not null default 'UNEMPLOYED', \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`user_id\` integer not null, \`version\` integer not null default 1, constraint \`profiles_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on delete cascade);`);
    this.addSql(`insert into \`profiles__temp_alter\` select \`age\`, \`avatar\`, \`bio\`, \`contacts\`, \`created_at\`, \`first_name\`, \`gender\`, \`id\`, \`interests\`, \`last_name\`, \`profession\`, \`updated_at\`, \`user_id\`, \`version\` from \`profiles\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'profiles__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'profiles__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'profiles';`);
    this.addSql(`drop table \`profiles\`;`);
    this.addSql(`alter table \`profiles__temp_alter\` rename to \`profiles\`;`);
    this.addSql(`create unique index \`profiles_user_id_unique\` on \`profiles\` (\`user_id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`rbac_permissions__temp_alter\` (\`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`description\` text null, \`id\` integer not null primary key autoincrement, \`name\` text not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1);`);
    this.addSql(`insert into \`rbac_permissions__temp_alter\` select \`created_at\`, \`description\`, \`id\`, \`name\`, \`updated_at\`, \`version\` from \`rbac_permissions\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'rbac_permissions__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'rbac_permissions__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'rbac_permissions';`);
    this.addSql(`drop table \`rbac_permissions\`;`);
    this.addSql(`alter table \`rbac_permissions__temp_alter\` rename to \`rbac_permissions\`;`);
    this.addSql(`create unique index \`rbac_permissions_name_unique\` on \`rbac_permissions\` (\`name\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`rbac_role_permission__temp_alter\` (\`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`permission_id\` integer not null, \`role_id\` integer not null, primary key (\`role_id\`, \`permission_id\`), constraint \`rbac_role_permission_permission_id_foreign\` foreign key (\`permission_id\`) references \`rbac_permissions\` (\`id\`) on delete cascade, constraint \`rbac_role_permission_role_id_foreign\` foreign key (\`role_id\`) references \`rbac_roles\` (\`id\`) on delete cascade);`);
    this.addSql(`insert into \`rbac_role_permission__temp_alter\` select \`created_at\`, \`permission_id\`, \`role_id\` from \`rbac_role_permission\`;`);
    this.addSql(`drop table \`rbac_role_permission\`;`);
    this.addSql(`alter table \`rbac_role_permission__temp_alter\` rename to \`rbac_role_permission\`;`);
    this.addSql(`create index \`rbac_role_permission_permission_id_role_id_index\` on \`rbac_role_permission\` (\`permission_id\`, \`role_id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`rbac_roles__temp_alter\` (\`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`description\` text null, \`id\` integer not null primary key autoincrement, \`name\` text not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1);`);
    this.addSql(`insert into \`rbac_roles__temp_alter\` select \`created_at\`, \`description\`, \`id\`, \`name\`, \`updated_at\`, \`version\` from \`rbac_roles\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'rbac_roles__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'rbac_roles__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'rbac_roles';`);
    this.addSql(`drop table \`rbac_roles\`;`);
    this.addSql(`alter table \`rbac_roles__temp_alter\` rename to \`rbac_roles\`;`);
    this.addSql(`create unique index \`rbac_roles_name_unique\` on \`rbac_roles\` (\`name\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`refresh_tokens__temp_alter\` (\`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`digest\` blob not null, \`expires_at\` integer not null, \`id\` integer not null primary key autoincrement, \`session_id\` integer not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`used_at\` integer null, constraint \`refresh_tokens_session_id_foreign\` foreign key (\`session_id\`) references \`auth_sessions\` (\`id\`) on delete cascade);`);
    this.addSql(`insert into \`refresh_tokens__temp_alter\` select \`created_at\`, \`digest\`, \`expires_at\`, \`id\`, \`session_id\`, \`updated_at\`, \`used_at\` from \`refresh_tokens\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'refresh_tokens__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'refresh_tokens__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'refresh_tokens';`);
    this.addSql(`drop table \`refresh_tokens\`;`);
    this.addSql(`alter table \`refresh_tokens__temp_alter\` rename to \`refresh_tokens\`;`);
    this.addSql(`create unique index \`refresh_tokens_digest_unique\` on \`refresh_tokens\` (\`digest\`);`);
    this.addSql(`create index \`refresh_tokens_expires_at_index\` on \`refresh_tokens\` (\`expires_at\`);`);
    this.addSql(`create index \`refresh_tokens_session_id_id_index\` on \`refresh_tokens\` (\`session_id\`, \`id\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`sign_in_throttles__temp_alter\` (\`blocked_until\` integer null, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`id\` integer not null primary key autoincrement, \`since\` integer not null, \`strikes\` integer not null default 0, \`subject\` text not null, \`tries\` integer not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)));`);
    this.addSql(`insert into \`sign_in_throttles__temp_alter\` select \`blocked_until\`, \`created_at\`, \`id\`, \`since\`, \`strikes\`, \`subject\`, \`tries\`, \`updated_at\` from \`sign_in_throttles\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'sign_in_throttles__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'sign_in_throttles__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'sign_in_throttles';`);
    this.addSql(`drop table \`sign_in_throttles\`;`);
    this.addSql(`alter table \`sign_in_throttles__temp_alter\` rename to \`sign_in_throttles\`;`);
    this.addSql(`create unique index \`sign_in_throttles_subject_unique\` on \`sign_in_throttles\` (\`subject\`);`);
    this.addSql(`create index \`sign_in_throttles_updated_at_index\` on \`sign_in_throttles\` (\`updated_at\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`tags__temp_alter\` (\`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`id\` integer not null primary key autoincrement, \`name\` text not null, \`name_key\` text not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1);`);
    this.addSql(`insert into \`tags__temp_alter\` select \`created_at\`, \`id\`, \`name\`, \`name_key\`, \`updated_at\`, \`version\` from \`tags\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'tags__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'tags__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'tags';`);
    this.addSql(`drop table \`tags\`;`);
    this.addSql(`alter table \`tags__temp_alter\` rename to \`tags\`;`);
    this.addSql(`create index \`tags_name_index\` on \`tags\` (\`name\`);`);
    this.addSql(`create unique index \`tags_name_key_unique\` on \`tags\` (\`name_key\`);`);
    this.addSql(`pragma foreign_keys = on;`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`users__temp_alter\` (\`access_stamp\` integer not null default 1, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`deleted_at\` integer null, \`email\` text not null, \`email_key\` text not null, \`id\` integer not null primary key autoincrement, \`is_active\` integer not null default true, \`password_hash\` text not null, \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`username\` text not null, \`username_key\` text not null, \`version\` integer not null default 1);`);
    this.addSql(`insert into \`users__temp_alter\` select \`access_stamp\`, \`created_at\`, \`deleted_at\`, \`email\`, \`email_key\`, \`id\`, \`is_active\`, \`password_hash\`, \`updated_at\`, \`username\`, \`username_key\`, \`version\` from \`users\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'users__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'users__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'users';`);
    this.addSql(`drop table \`users\`;`);
    this.addSql(`alter table \`users__temp_alter\` rename to \`users\`;`);
    this.addSql(`create index \`users_deleted_at_index\` on \`users\` (\`deleted_at\`);`);
    this.addSql(`create index \`users_email_index\` on \`users\` (\`email\`);`);
    this.addSql(`create unique index \`users_email_key_unique\` on \`users\` (\`email_key\`);`);
    this.addSql(`create index \`users_username_index\` on \`users\` (\`username\`);`);
    this.addSql(`create unique index \`users_username_key_unique\` on \`users\` (\`username_key\`);`);
    this.addSql(`pragma foreign_keys = on;`);
  }
}
