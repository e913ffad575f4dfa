import { application } from './src/app.js';
import { tablesOf } from './packages/relata/src/application.js';
import { ormOptions } from './packages/relata/src/database/orm.js';
import { loadSettings } from './packages/relata/src/settings.js';

const { database } = loadSettings();

/** Read by MikroORM's command line: `npx mikro-orm migration:up`. */
export default ormOptions(
  // A migration may take as long as it takes; it still does not wait long for a lock.
  { ...database, statementTimeoutMs: 0, queryTimeoutMs: 0, idleInTransactionMs: 0 },
  tablesOf(application),
);
