import { Migration } from '@mikro-orm/migrations';

export class Migration20261121033110_add_sign_in extends Migration {
  override name = 'Migration20261121033110_add_sign_in';

  override up(): void {
    this.addSql(`create table \`sign_in_throttles\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`subject\` text not null, \`tries\` integer not null, \`since\` integer not null, \`strikes\` integer not null default 0, \`blocked_until\` integer null);`);
    this.addSql(`create unique index \`sign_in_throttles_subject_unique\` on \`sign_in_throttles\` (\`subject\`);`);

    this.addSql(`create table \`auth_sessions\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`user_id\` integer not null, \`access_stamp\` integer not null, \`expires_at\` integer not null, \`revoked_at\` integer null, constraint \`auth_sessions_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create index \`auth_sessions_user_id_id_index\` on \`auth_sessions\` (\`user_id\`, \`id\`);`);

    this.addSql(`create table \`refresh_tokens\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`session_id\` integer not null, \`digest\` blob not null, \`used_at\` integer null, \`expires_at\` integer not null, constraint \`refresh_tokens_session_id_foreign\` foreign key (\`session_id\`) references \`auth_sessions\` (\`id\`) on update no action on delete cascade);`);
    this.addSql(`create unique index \`refresh_tokens_digest_unique\` on \`refresh_tokens\` (\`digest\`);`);
    this.addSql(`create index \`refresh_tokens_session_id_id_index\` on \`refresh_tokens\` (\`session_id\`, \`id\`);`);

    this.addSql(`alter table \`users\` add column \`access_stamp\` integer not null default 1;`);
  }

  override down(): void {
    this.addSql(`drop table if exists \`refresh_tokens\`;`);
    this.addSql(`drop table if exists \`auth_sessions\`;`);
    this.addSql(`drop table if exists \`sign_in_throttles\`;`);

    this.addSql(`alter table \`users\` drop column \`access_stamp\`;`);
  }
}
