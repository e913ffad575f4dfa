import { Migration } from '@mikro-orm/migrations';

export class Migration20261128035428_initial extends Migration {
  override name = 'Migration20261128035428_initial';

  override up(): void {
    this.addSql(`create table "idempotency_keys" ("id" serial primary key, "viewer_id" varchar(255) collate "C" not null, "key" varchar(255) collate "C" not null, "fingerprint" varchar(255) collate "C" not null, "answer" text collate "C" not null, "kept_at" bigint not null);`);
    this.addSql(`create index "idempotency_keys_kept_at_index" on "idempotency_keys" ("kept_at");`);
    this.addSql(`alter table "idempotency_keys" add constraint "idempotency_keys_viewer_id_key_unique" unique ("viewer_id", "key");`);

    this.addSql(`create table "notes" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "title" varchar(255) collate "C" not null, "text" text collate "C" null);`);
    this.addSql(`create index "notes_title_index" on "notes" ("title");`);
  }

  override down(): void {
    this.addSql(`drop table if exists "notes" cascade;`);
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
  }
}
