import type { Command } from 'commander';
import { tablesOf } from '../../application.js';
import { createOrm } from '../../database/orm.js';
import { loadSettings } from '../../settings.js';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { loadApplicationModule } from '../load-application.js';

/** `relata migrate`: applies pending migrations, on either database. */
export function define(command: Command, { stdout, env }: CommandContext): void {
  withApplication(command).action(async (options: ApplicationOptions) => {
    const { application, settings: change } = await loadApplicationModule(options);
    const orm = await createOrm(loadSettings(env, { change }).database, tablesOf(application));
    try {
      const applied = await orm.migrator.up();
      const lines = applied.map(({ name }) => `${name} is applied\n`);
      stdout.write(lines.length === 0 ? 'There is nothing to apply\n' : lines.join(''));
    } finally {
      await orm.close(true);
    }
  });
}
