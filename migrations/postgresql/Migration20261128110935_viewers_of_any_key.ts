import { Migration } from '@mikro-orm/migrations';

export class Migration20261128110935_viewers_of_any_key extends Migration {
  override name = 'Migration20261128110935_viewers_of_any_key';

  override up(): void {
    this.addSql(`alter table "idempotency_keys" alter column "viewer_id" type varchar(255) collate "C" using ("viewer_id"::varchar(255));`);
  }

  override down(): void {
    // Keys that are no integers have no place there; answers are kept for a day.
    this.addSql(`delete from "idempotency_keys"`);

    this.addSql(`alter table "idempotency_keys" alter column "viewer_id" type int using ("viewer_id"::int);`);
  }
}
