import { models } from './src/models/index.js';
import { ormOptions } from './src/session/orm.js';
import { loadSettings } from './src/settings.js';

/** Read by MikroORM's command line: `npx mikro-orm migration:up`. */
export default ormOptions(loadSettings().database, models);
