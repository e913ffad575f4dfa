import { Migration } from '@mikro-orm/migrations';

export class Migration20261121031022_add_idempotency_keys extends Migration {
  override name = 'Migration20261121031022_add_idempotency_keys';

  override up(): void {
    this.addSql(`create table \`idempotency_keys\` (\`id\` integer not null primary key autoincrement, \`viewer_id\` integer not null, \`key\` text not null, \`fingerprint\` text not null, \`answer\` text not null, \`kept_at\` bigint not null);`);
    this.addSql(`create unique index \`idempotency_keys_viewer_id_key_unique\` on \`idempotency_keys\` (\`viewer_id\`, \`key\`);`);
  }

  override down(): void {
    this.addSql(`drop table if exists \`idempotency_keys\`;`);
  }
}
