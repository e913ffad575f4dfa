import { loadSettings, ormOptions, tablesOf } from 'relata/app';
import { application } from './src/app.js';

const { database } = loadSettings();

/** Read by MikroORM's command line: `npx mikro-orm migration:up`. */
export default ormOptions(
  // A migration may take as long as it takes; it still does not wait long for a lock.
  { ...database, statementTimeoutMs: 0, queryTimeoutMs: 0, idleInTransactionMs: 0 },
  tablesOf(application),
);
