import type { Command } from 'commander';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { loadApplication } from '../load-application.js';
import { checkMigrations } from '../migration-drift.js';

/** `relata migration:check`: exit code 1 when a model changed and a migration is missing, offline. */
export function define(command: Command, context: CommandContext): void {
  withApplication(command).action(async (options: ApplicationOptions) => {
    context.exitCode = await checkMigrations(await loadApplication(options), context);
  });
}
