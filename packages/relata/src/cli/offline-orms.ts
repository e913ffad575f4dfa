import { type Application, tablesOf } from '../application.js';
import { createOrm, type Orm } from '../database/orm.js';
import { loadSettings } from '../settings.js';

const URLS = ['sqlite::memory:', 'postgres://localhost/relata'];

/**
 * Hands the ORM of the application in each dialect to a function, one after the other. None of them has connected:
 * this is for what models and files alone can tell.
 */
export async function forEachDialect(
  application: Application,
  use: (orm: Orm, dialect: string) => Promise<void>,
): Promise<void> {
  const tables = tablesOf(application);
  for (const url of URLS) {
    const { database } = loadSettings({ DATABASE_URL: url });
    const orm = await createOrm(database, tables);
    try {
      await use(orm, database.dialect);
    } finally {
      await orm.close(true);
    }
  }
}
