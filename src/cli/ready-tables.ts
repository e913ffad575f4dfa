import { StartupError } from '../errors.js';
import type { Orm } from '../session/orm.js';

/**
 * SQLite is brought up to date; a PostgreSQL database is somebody's own and is only looked at.
 * @throws StartupError naming the first migration that is not applied
 */
export async function readyTables(orm: Orm): Promise<void> {
  if (orm.em.getDriver().constructor.name.includes('Sqlite')) {
    await orm.migrator.up();
    return;
  }
  await orm.connect();
  const check = await orm.checkConnection();
  if (!check.ok) {
    // Without this, a database that cannot be asked would look like one without migrations.
    throw check.error ?? new StartupError(`The database cannot be reached: ${check.reason}`);
  }
  const [pending] = await orm.migrator.getPending();
  if (pending !== undefined) {
    throw new StartupError(
      `Migration ${pending.name} is not applied: run npx mikro-orm migration:up first`,
    );
  }
}
