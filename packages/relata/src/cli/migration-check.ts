import { hasDrifted } from '../database/migrations/migration-files.js';
import { forEachDialect } from './offline-orms.js';

// `npm run migration:check`: exit code 1 when a model changed and a migration is missing, offline.
await forEachDialect(async (orm, dialect) => {
  if (await hasDrifted(orm)) {
    process.stderr.write(
      `The ${dialect} migrations do not lead to the models: npm run migration:create -- --name <what>\n`,
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(`The ${dialect} migrations lead to the models\n`);
  }
});
