import { Migration } from '@mikro-orm/migrations';
import { foldKey, rekey } from 'relata/migrations';

// Written by hand: rows, no tables. A model of your own with such texts takes a migration like it.
const TEXTS = [
  { table: 'users', text: 'username', key: 'username_key' },
  { table: 'users', text: 'email', key: 'email_key' },
  { table: 'tags', text: 'name', key: 'name_key' },
] as const;

export class Migration20261127204500_fold_unique_keys extends Migration {
  override name = 'Migration20261127204500_fold_unique_keys';

  override async up(): Promise<void> {
    await rekey(this, TEXTS, foldKey);
  }

  override async down(): Promise<void> {
    // As keys were before: two that differ now differed then, so that nothing stands in the way.
    await rekey(this, TEXTS, (text) => text.normalize('NFKC').toLowerCase());
  }
}
