import type { Application } from '../application.js';
import { hasDrifted } from '../database/migrations/migration-files.js';
import type { CommandContext } from './command.js';
import { namedPermissions, unwrittenPermissions } from './named-permissions.js';
import { forEachDialect } from './offline-orms.js';

/**
 * Says of both dialects whether migrations lead to the models, and to the permissions that their policies ask for.
 * @returns the exit code
 */
export async function checkMigrations(
  application: Application,
  { stdout, stderr }: Pick<CommandContext, 'stdout' | 'stderr'>,
): Promise<number> {
  const permissions = await namedPermissions(application);
  let code = 0;
  await forEachDialect(application, async (orm, dialect) => {
    const { names, rows } = unwrittenPermissions(orm, permissions);
    if (names.length > 0) {
      const advice =
        rows === null
          ? 'a permission has more than a name there, write a migration by hand'
          : 'npm run migration:create -- --name <what>';
      stderr.write(
        `The ${dialect} migrations do not make permissions that policies ask for (${names.join(', ')}): ${advice}\n`,
      );
      code = 1;
    }
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
