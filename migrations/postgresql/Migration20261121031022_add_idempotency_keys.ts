import { Migration } from '@mikro-orm/migrations';

export class Migration20261121031022_add_idempotency_keys extends Migration {
  override name = 'Migration20261121031022_add_idempotency_keys';

  override up(): void {
    this.addSql(`create table "idempotency_keys" ("id" serial primary key, "viewer_id" int not null, "key" varchar(255) collate "C" not null, "fingerprint" varchar(255) collate "C" not null, "answer" text collate "C" not null, "kept_at" bigint not null);`);
    this.addSql(`alter table "idempotency_keys" add constraint "idempotency_keys_viewer_id_key_unique" unique ("viewer_id", "key");`);
  }

  override down(): void {
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
  }
}
