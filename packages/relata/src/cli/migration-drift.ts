import type { Application } from '../application.js';
import { hasDrifted } from '../database/migrations/migration-files.js';
import type { CommandContext } from './command.js';
import { forEachDialect } from './offline-orms.js';

/**
 * Says of both dialects whether migrations lead to the models.
 * @returns the exit code
 */
export async function checkMigrations(
  application: Application,
  { stdout, stderr }: Pick<CommandContext, 'stdout' | 'stderr'>,
): Promise<number> {
  let code = 0;
  await forEachDialect(application, async (orm, dialect) => {
    if (await hasDrifted(orm)) {
      stderr.write(
        `The ${dialect} migrations do not lead to the models: npm run migration:create -- --name <what>\n`,
      );
      code = 1;
    } else {
      stdout.write(`The ${dialect} migrations lead to the models\n`);
    }
  });
  return code;
}
