import { relative } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { createMigrations } from '../create-migrations.js';
import { loadApplication } from '../load-application.js';

interface CreateOptions extends ApplicationOptions {
  readonly name: string;
}

/** `relata migration:create --name add_comments`: the files of both dialects, offline. */
export function define(command: Command, { stdout }: CommandContext): void {
  withApplication(command)
    .requiredOption('--name <what>', 'what it does, in letters, digits and _: add_comments', word)
    .action(async ({ name, ...options }: CreateOptions) => {
      const created = await createMigrations(await loadApplication(options), name);
      for (const { dialect, path } of created) {
        stdout.write(`${path === null ? `${dialect}: nothing to do` : relative('', path)}\n`);
      }
    });
}

function word(text: string): string {
  if (!/^\w+$/.test(text)) {
    throw new InvalidArgumentError('It must be letters, digits and _.');
  }
  return text;
}
