import { Migration } from '@mikro-orm/migrations';

export class Migration20261128110935_viewers_of_any_key extends Migration {
  override name = 'Migration20261128110935_viewers_of_any_key';

  override up(): void {
    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`idempotency_keys__temp_alter\` (\`id\` integer not null primary key autoincrement, \`viewer_id\` text not null, \`key\` text not null, \`fingerprint\` text not null, \`answer\` text not null, \`kept_at\` bigint not null);`);
    this.addSql(`insert into \`idempotency_keys__temp_alter\` select \`id\`, \`viewer_id\`, \`key\`, \`fingerprint\`, \`answer\`, \`kept_at\` from \`idempotency_keys\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'idempotency_keys__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'idempotency_keys__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'idempotency_keys';`);
    this.addSql(`drop table \`idempotency_keys\`;`);
    this.addSql(`alter table \`idempotency_keys__temp_alter\` rename to \`idempotency_keys\`;`);
    this.addSql(`create index \`idempotency_keys_kept_at_index\` on \`idempotency_keys\` (\`kept_at\`);`);
    this.addSql(`create unique index \`idempotency_keys_viewer_id_key_unique\` on \`idempotency_keys\` (\`viewer_id\`, \`key\`);`);
    this.addSql(`pragma foreign_keys = on;`);
  }

  override down(): void {
    // Keys that are no integers have no place there; answers are kept for a day.
    this.addSql(`delete from "idempotency_keys"`);

    this.addSql(`pragma foreign_keys = off;`);
    this.addSql(`create table \`idempotency_keys__temp_alter\` (\`answer\` text not null, \`fingerprint\` text not null, \`id\` integer not null primary key autoincrement, \`kept_at\` bigint not null, \`key\` text not null, \`viewer_id\` integer not null);`);
    this.addSql(`insert into \`idempotency_keys__temp_alter\` select \`answer\`, \`fingerprint\`, \`id\`, \`kept_at\`, \`key\`, \`viewer_id\` from \`idempotency_keys\`;`);
    this.addSql(`delete from \`sqlite_sequence\` where \`name\` = 'idempotency_keys__temp_alter';`);
    this.addSql(`insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select 'idempotency_keys__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = 'idempotency_keys';`);
    this.addSql(`drop table \`idempotency_keys\`;`);
    this.addSql(`alter table \`idempotency_keys__temp_alter\` rename to \`idempotency_keys\`;`);
    this.addSql(`create index \`idempotency_keys_kept_at_index\` on \`idempotency_keys\` (\`kept_at\`);`);
    this.addSql(`create unique index \`idempotency_keys_viewer_id_key_unique\` on \`idempotency_keys\` (\`viewer_id\`, \`key\`);`);
    this.addSql(`pragma foreign_keys = on;`);
  }
}
