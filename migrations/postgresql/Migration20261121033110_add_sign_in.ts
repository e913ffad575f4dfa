import { Migration } from '@mikro-orm/migrations';

export class Migration20261121033110_add_sign_in extends Migration {
  override name = 'Migration20261121033110_add_sign_in';

  override up(): void {
    this.addSql(`create table "sign_in_throttles" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "subject" varchar(255) collate "C" not null, "tries" int not null, "since" timestamptz(3) not null, "strikes" int not null default 0, "blocked_until" timestamptz(3) null);`);
    this.addSql(`alter table "sign_in_throttles" add constraint "sign_in_throttles_subject_unique" unique ("subject");`);

    this.addSql(`create table "auth_sessions" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "user_id" int not null, "access_stamp" int not null, "expires_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null);`);
    this.addSql(`create index "auth_sessions_user_id_id_index" on "auth_sessions" ("user_id", "id");`);

    this.addSql(`create table "refresh_tokens" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "session_id" int not null, "digest" bytea not null, "used_at" timestamptz(3) null, "expires_at" timestamptz(3) not null);`);
    this.addSql(`alter table "refresh_tokens" add constraint "refresh_tokens_digest_unique" unique ("digest");`);
    this.addSql(`create index "refresh_tokens_session_id_id_index" on "refresh_tokens" ("session_id", "id");`);

    this.addSql(`alter table "users" add "access_stamp" int not null default 1;`);

    this.addSql(`alter table "auth_sessions" add constraint "auth_sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`);

    this.addSql(`alter table "refresh_tokens" add constraint "refresh_tokens_session_id_foreign" foreign key ("session_id") references "auth_sessions" ("id") on update no action on delete cascade;`);
  }

  override down(): void {
    this.addSql(`alter table "refresh_tokens" drop constraint "refresh_tokens_session_id_foreign";`);

    this.addSql(`drop table if exists "refresh_tokens" cascade;`);
    this.addSql(`drop table if exists "auth_sessions" cascade;`);
    this.addSql(`drop table if exists "sign_in_throttles" cascade;`);

    this.addSql(`alter table "users" drop column "access_stamp";`);
  }
}
