import { Migration } from '@mikro-orm/migrations';

export class Migration20261128035428_initial extends Migration {
  override name = 'Migration20261128035428_initial';

  override up(): void {
    this.addSql(`create table \`idempotency_keys\` (\`id\` integer not null primary key autoincrement, \`viewer_id\` text not null, \`key\` text not null, \`fingerprint\` text not null, \`answer\` text not null, \`kept_at\` bigint not null);`);
    this.addSql(`create index \`idempotency_keys_kept_at_index\` on \`idempotency_keys\` (\`kept_at\`);`);
    this.addSql(`create unique index \`idempotency_keys_viewer_id_key_unique\` on \`idempotency_keys\` (\`viewer_id\`, \`key\`);`);

    this.addSql(`create table \`notes\` (\`id\` integer not null primary key autoincrement, \`created_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`updated_at\` integer not null default (cast(unixepoch('subsec') * 1000 as integer)), \`version\` integer not null default 1, \`title\` text not null, \`text\` text null);`);
    this.addSql(`create index \`notes_title_index\` on \`notes\` (\`title\`);`);
  }

  override down(): void {
    this.addSql(`drop table if exists \`notes\`;`);
    this.addSql(`drop table if exists \`idempotency_keys\`;`);
  }
}
