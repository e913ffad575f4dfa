import { Migration } from '@mikro-orm/migrations';

export class Migration20261127214510_index_what_ends extends Migration {
  override name = 'Migration20261127214510_index_what_ends';

  override up(): void {
    this.addSql(`create index "idempotency_keys_kept_at_index" on "idempotency_keys" ("kept_at");`);

    this.addSql(`create index "sign_in_throttles_updated_at_index" on "sign_in_throttles" ("updated_at");`);

    this.addSql(`create index "auth_sessions_expires_at_index" on "auth_sessions" ("expires_at");`);
    this.addSql(`create index "auth_sessions_revoked_at_index" on "auth_sessions" ("revoked_at");`);

    this.addSql(`create index "refresh_tokens_expires_at_index" on "refresh_tokens" ("expires_at");`);
  }

  override down(): void {
    this.addSql(`drop index "auth_sessions_expires_at_index";`);
    this.addSql(`drop index "auth_sessions_revoked_at_index";`);

    this.addSql(`drop index "idempotency_keys_kept_at_index";`);

    this.addSql(`drop index "refresh_tokens_expires_at_index";`);

    this.addSql(`drop index "sign_in_throttles_updated_at_index";`);
  }
}
