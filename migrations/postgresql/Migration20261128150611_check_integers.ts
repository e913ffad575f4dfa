import { Migration } from '@mikro-orm/migrations';

/** On SQLite columns of integers hold nothing else from here on. Here the types of the columns see to that. */
export class Migration20261128150611_check_integers extends Migration {
  override name = 'Migration20261128150611_check_integers';

  override up(): void {
    // Nothing is to be done.
  }

  override down(): void {
    // Nothing was done.
  }
}
