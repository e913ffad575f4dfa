import { join, relative } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { refuseKindChanges } from '../../database/migrations/kind-changes.js';
import { createMigration } from '../../database/migrations/migration-files.js';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { loadApplication } from '../load-application.js';
import { forEachDialect } from '../offline-orms.js';

interface CreateOptions extends ApplicationOptions {
  readonly name: string;
}

/** `relata migration:create --name add_comments`: the files of both dialects, offline. */
export function define(command: Command, { stdout }: CommandContext): void {
  withApplication(command)
    .requiredOption('--name <what>', 'what it does, in letters, digits and _: add_comments', word)
    .action(async ({ name, ...options }: CreateOptions) => {
      let first: string | null = null;
      const application = await loadApplication(options);
      // Both, before a file is written for one of them.
      await forEachDialect(application, (orm) => {
        refuseKindChanges(orm);
        return Promise.resolve();
      });
      await forEachDialect(application, async (orm, dialect) => {
        const file = await createMigration(orm, name, first);
        first ??= file;
        const { path = '' } = orm.config.get('migrations');
        const written =
          file === null ? `${dialect}: nothing to do` : relative('', join(path, file));
        stdout.write(`${written}\n`);
      });
    });
}

function word(text: string): string {
  if (!/^\w+$/.test(text)) {
    throw new InvalidArgumentError('It must be letters, digits and _.');
  }
  return text;
}
