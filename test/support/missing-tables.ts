import type { EntityClass } from '@mikro-orm/core';
import { withSession } from '../../packages/relata/src/request/session.js';
import type { TestDatabase } from './databases.js';

/** Makes the table of a model that no migration knows, in a database whose ORM has the model. */
export async function createTable<T extends object>(
  { orm }: TestDatabase,
  model: EntityClass<T>,
): Promise<void> {
  const created = await orm.schema.getCreateSchemaSQL({ wrap: false });
  const { tableName } = orm.getMetadata().get(model);
  const mine = created
    .split(/;\s*\n/)
    .filter((statement) => new RegExp(`["\`]${tableName}["\`]`).test(statement))
    .filter((statement) => statement.trim() !== '');
  await withSession({ orm }, async (em) => {
    for (const statement of mine) {
      await em.execute(statement);
    }
  });
}
