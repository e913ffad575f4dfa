import { Migration } from '@mikro-orm/migrations';

export class Migration20261121022329_initial extends Migration {
  override name = 'Migration20261121022329_initial';

  override up(): void {
    this.addSql(`create table "rbac_permissions" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "name" varchar(255) collate "C" not null, "description" varchar(255) collate "C" null);`);
    this.addSql(`alter table "rbac_permissions" add constraint "rbac_permissions_name_unique" unique ("name");`);

    this.addSql(`create table "rbac_roles" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "name" varchar(255) collate "C" not null, "description" varchar(255) collate "C" null);`);
    this.addSql(`alter table "rbac_roles" add constraint "rbac_roles_name_unique" unique ("name");`);

    this.addSql(`create table "rbac_role_permission" ("role_id" int not null, "permission_id" int not null, "created_at" timestamptz(3) not null default now(), primary key ("role_id", "permission_id"));`);
    this.addSql(`create index "rbac_role_permission_permission_id_role_id_index" on "rbac_role_permission" ("permission_id", "role_id");`);

    this.addSql(`create table "tags" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "name" varchar(255) collate "C" not null, "name_key" text collate "C" not null);`);
    this.addSql(`create index "tags_name_index" on "tags" ("name");`);
    this.addSql(`alter table "tags" add constraint "tags_name_key_unique" unique ("name_key");`);

    this.addSql(`create table "users" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "username" varchar(255) collate "C" not null, "username_key" text collate "C" not null, "email" varchar(320) collate "C" not null, "email_key" text collate "C" not null, "password_hash" varchar(255) collate "C" not null, "is_active" boolean not null default true, "deleted_at" timestamptz(3) null);`);
    this.addSql(`create index "users_username_index" on "users" ("username");`);
    this.addSql(`alter table "users" add constraint "users_username_key_unique" unique ("username_key");`);
    this.addSql(`create index "users_email_index" on "users" ("email");`);
    this.addSql(`alter table "users" add constraint "users_email_key_unique" unique ("email_key");`);
    this.addSql(`create index "users_deleted_at_index" on "users" ("deleted_at");`);

    this.addSql(`create table "profiles" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "first_name" varchar(255) collate "C" not null, "last_name" varchar(255) collate "C" null, "age" int null, "gender" text collate "C" not null, "profession" text collate "C" not null default 'UNEMPLOYED', "interests" text[] null, "contacts" json null, "bio" text collate "C" null, "avatar" bytea null, "user_id" int not null);`);
    this.addSql(`alter table "profiles" add constraint "profiles_user_id_unique" unique ("user_id");`);

    this.addSql(`create table "posts" ("id" serial primary key, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "version" int not null default 1, "title" varchar(255) collate "C" not null, "content" text collate "C" not null, "status" text collate "C" not null default 'DRAFT', "published_at" timestamptz(3) null, "author_id" int not null);`);
    this.addSql(`create index "posts_title_index" on "posts" ("title");`);
    this.addSql(`create index "posts_published_at_id_index" on "posts" ("published_at", "id");`);
    this.addSql(`create index "posts_created_at_id_index" on "posts" ("created_at", "id");`);
    this.addSql(`create index "posts_status_id_index" on "posts" ("status", "id");`);
    this.addSql(`create index "posts_author_id_created_at_id_index" on "posts" ("author_id", "created_at", "id");`);
    this.addSql(`create index "posts_author_id_id_index" on "posts" ("author_id", "id");`);

    this.addSql(`create table "post_tags" ("post_id" int not null, "tag_id" int not null, primary key ("post_id", "tag_id"));`);
    this.addSql(`create index "post_tags_tag_id_post_id_index" on "post_tags" ("tag_id", "post_id");`);

    this.addSql(`create table "user_roles" ("user_id" int not null, "role_id" int not null, primary key ("user_id", "role_id"));`);
    this.addSql(`create index "user_roles_role_id_user_id_index" on "user_roles" ("role_id", "user_id");`);

    this.addSql(`create table "user_tags" ("user_id" int not null, "tag_id" int not null, primary key ("user_id", "tag_id"));`);
    this.addSql(`create index "user_tags_tag_id_user_id_index" on "user_tags" ("tag_id", "user_id");`);

    this.addSql(`alter table "rbac_role_permission" add constraint "rbac_role_permission_role_id_foreign" foreign key ("role_id") references "rbac_roles" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "rbac_role_permission" add constraint "rbac_role_permission_permission_id_foreign" foreign key ("permission_id") references "rbac_permissions" ("id") on update no action on delete cascade;`);

    this.addSql(`alter table "profiles" add constraint "profiles_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "profiles" add constraint "profiles_gender_check" check ("gender" in ('FEMALE', 'MALE', 'OTHER'));`);
    this.addSql(`alter table "profiles" add constraint "profiles_profession_check" check ("profession" in ('DEVELOPER', 'DESIGNER', 'MANAGER', 'WRITER', 'STUDENT', 'UNEMPLOYED'));`);

    this.addSql(`alter table "posts" add constraint "posts_author_id_foreign" foreign key ("author_id") references "users" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "posts" add constraint "posts_status_check" check ("status" in ('DRAFT', 'PUBLISHED', 'ARCHIVED'));`);

    this.addSql(`alter table "post_tags" add constraint "post_tags_post_id_foreign" foreign key ("post_id") references "posts" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "post_tags" add constraint "post_tags_tag_id_foreign" foreign key ("tag_id") references "tags" ("id") on update no action on delete cascade;`);

    this.addSql(`alter table "user_roles" add constraint "user_roles_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "user_roles" add constraint "user_roles_role_id_foreign" foreign key ("role_id") references "rbac_roles" ("id") on update no action on delete cascade;`);

    this.addSql(`alter table "user_tags" add constraint "user_tags_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "user_tags" add constraint "user_tags_tag_id_foreign" foreign key ("tag_id") references "tags" ("id") on update no action on delete cascade;`);
  }

  override down(): void {
    this.addSql(`alter table "rbac_role_permission" drop constraint "rbac_role_permission_permission_id_foreign";`);
    this.addSql(`alter table "rbac_role_permission" drop constraint "rbac_role_permission_role_id_foreign";`);
    this.addSql(`alter table "user_roles" drop constraint "user_roles_role_id_foreign";`);
    this.addSql(`alter table "post_tags" drop constraint "post_tags_tag_id_foreign";`);
    this.addSql(`alter table "user_tags" drop constraint "user_tags_tag_id_foreign";`);
    this.addSql(`alter table "profiles" drop constraint "profiles_user_id_foreign";`);
    this.addSql(`alter table "posts" drop constraint "posts_author_id_foreign";`);
    this.addSql(`alter table "user_roles" drop constraint "user_roles_user_id_foreign";`);
    this.addSql(`alter table "user_tags" drop constraint "user_tags_user_id_foreign";`);
    this.addSql(`alter table "post_tags" drop constraint "post_tags_post_id_foreign";`);

    this.addSql(`drop table if exists "user_tags" cascade;`);
    this.addSql(`drop table if exists "user_roles" cascade;`);
    this.addSql(`drop table if exists "post_tags" cascade;`);
    this.addSql(`drop table if exists "posts" cascade;`);
    this.addSql(`drop table if exists "profiles" cascade;`);
    this.addSql(`drop table if exists "users" cascade;`);
    this.addSql(`drop table if exists "tags" cascade;`);
    this.addSql(`drop table if exists "rbac_role_permission" cascade;`);
    this.addSql(`drop table if exists "rbac_roles" cascade;`);
    this.addSql(`drop table if exists "rbac_permissions" cascade;`);
  }
}
