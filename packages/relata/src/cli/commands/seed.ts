import type { Command } from 'commander';
import { tablesOf } from '../../application.js';
import { createOrm } from '../../database/orm.js';
import { readyDatabase } from '../../database/ready-database.js';
import { StartupError } from '../../errors.js';
import { loadSettings } from '../../settings.js';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { loadApplicationModule } from '../load-application.js';

/** `relata seed`: the sample data that a new SQLite file gets by itself, for a database that is empty. */
export function define(command: Command, { stdout, env }: CommandContext): void {
  withApplication(command).action(async (options: ApplicationOptions) => {
    const { application, settings: change } = await loadApplicationModule(options);
    const { database, nodeEnv } = loadSettings(env, { change });
    if (application.sampleData === undefined) {
      throw new StartupError('The application has no sample data: see `sampleData`');
    }
    if (nodeEnv === 'production') {
      throw new StartupError(
        'Sample data may have accounts with known passwords: not in production',
      );
    }
    const sampleData = await application.sampleData();
    const orm = await createOrm(database, tablesOf(application));
    try {
      await readyDatabase(orm);
      if (!(await sampleData.fill(orm))) {
        throw new StartupError('The database is not empty: the sample data was not written');
      }
      stdout.write('The sample data is written\n');
    } finally {
      await orm.close(true);
    }
  });
}
