import { ForeignKeyConstraintViolationException } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { isPostgres } from '../kinds/platform.js';

/** SQLite defers foreign keys only, and looks at all rows of a table or at none. */
const BROKEN_ON_SQLITE = `select 1 from sqlite_schema as made, pragma_foreign_key_check(made.name)
  where made.type = 'table' and made.sql like '%initially deferred%' limit 1`;

/**
 * Has the database look now at what it would look at when COMMIT comes, constraints that are
 * `initially deferred`: for a transaction that is to be rolled back.
 * @throws what COMMIT would throw
 */
export async function checkDeferred({ em }: { readonly em: SqlEntityManager }): Promise<void> {
  await em.flush();
  if (isPostgres(em.getPlatform())) {
    await em.execute('set constraints all immediate');
  } else if ((await em.execute<unknown[]>(BROKEN_ON_SQLITE)).length > 0) {
    const code = 'SQLITE_CONSTRAINT_FOREIGNKEY';
    const error = Object.assign(new Error('FOREIGN KEY constraint failed'), { code });
    throw new ForeignKeyConstraintViolationException(error);
  }
}
