import { Migration } from '@mikro-orm/migrations';

export class Migration20261128035428_initial extends Migration {
  override name = 'Migration20261128035428_initial';

  override up(): void {
    this.addSql(`create table \`idempotency_keys\` (\`id\` integer not null primary key autoincrement, \`viewer_id\` text not null, \`key\` text not null, \`fingerprint\` text not null, \`answer\` text not null, \`kept_at\` bigint not null);`);
    this.addSql(`create index \`idempotency_keys_kept_at_index\` on \`idempotency_keys\` (\`kept_at\`);`);
    this.addSql(`create unique index \`idempotency_keys_viewer_id_key_unique\` on \`idempotency_keys\` (\`viewer_id\`, \`key\`);`);

    this.addSql(`create table \`notes\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer check (\`created_at\` is null or typeof(\`created_at\`) = 'integer' and \`created_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer check (\`updated_at\` is null or typeof(\`updated_at\`) = 'integer' and \`updated_at\` between -62135596800000 and 253402300799999) not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer check (\`version\` is null or typeof(\`version\`) = 'integer' and \`version\` between -2147483648 and 2147483647) not null default 1, \`title\` text not null, \`text\` text null);`);
    this.addSql(`create index \`notes_title_index\` on \`notes\` (\`title\`);`);
  }

  override down(): void {
    this.addSql(`drop table if exists \`notes\`;`);
    this.addSql(`drop table if exists \`idempotency_keys\`;`);
  }
}
