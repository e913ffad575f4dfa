import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration, MikroORM, Options } from '@mikro-orm/core';
import { MigrationRunner, Migrator } from '@mikro-orm/migrations';
import { StartupError } from '../../errors.js';
import type { DatabaseSettings } from '../database-settings.js';
import { SessionMigrationGenerator } from './migration-generator.js';
import { SCHEMA_GENERATOR } from './schema-generator.js';
import { TablesOfModels } from './tables-of-models.js';

/** Where the migrations of an application without any of its own would be. */
const USUAL_ROOT = 'migrations';

/**
 * MikroORM's options about migrations: one folder a dialect, each with its snapshot.
 * @param root - the folder they are in; without one, the tables are made from the models
 */
export function migrationOptions(
  dialect: DatabaseSettings['dialect'],
  root?: string,
): Pick<Options, 'migrations' | 'extensions'> {
  const folder = join(root ?? USUAL_ROOT, dialect);
  return {
    extensions: [SCHEMA_GENERATOR, MIGRATOR],
    migrations: {
      path: folder,
      pathTs: folder,
      ...(root === undefined && { migrationsList: [TablesOfModels] }),
      snapshotName: '.snapshot',
      // The snapshot is what the files say; a database that differs must not rewrite it.
      snapshotOnMigrate: false,
      generator: SessionMigrationGenerator,
    },
  };
}

/** Names of all migrations there are, applied or not, without an ending. */
export function migrationNames(config: Configuration): readonly string[] {
  const { migrationsList, path = '' } = config.get('migrations');
  return migrationsList === undefined
    ? readdirSync(path)
        .filter((file) => /\.[jt]s$/.test(file))
        .map(migrationName)
    : [TablesOfModels.name];
}

/** The name of a migration: of its file, without the ending. */
export function migrationName(file: string): string {
  return file.replace(/\.[jt]s$/, '');
}

/**
 * MikroORM's migrator, made safe on SQLite. There a table is changed by copying and dropping it,
 * and to drop a table deletes whatever cascades from its rows: foreign keys are off while
 * migrations run, and checked before each is kept, as SQLite's manual on ALTER TABLE asks.
 */
class SessionMigrator extends Migrator {
  // MikroORM's own makes the table it is about to read, and takes a database that it cannot ask for one
  // without migrations.
  override async getPending(): ReturnType<Migrator['getPending']> {
    await this.initPaths();
    const applied = new Set(await this.#applied());
    const all = await this.discoverMigrations();
    return all
      .filter(({ name }) => !applied.has(name))
      .map(({ name, path }) => ({ name, ...(path !== undefined && { path }) }));
  }

  async #applied(): Promise<readonly string[]> {
    const helper = this.driver.getPlatform().getSchemaHelper();
    const { tableName = '', schema } = this.options;
    const isThere = await helper?.tableExists(this.driver.getConnection(), tableName, schema);
    return isThere === true ? await this.storage.executed() : [];
  }

  protected override createRunner(): MigrationRunner {
    return isSqlite(this.config)
      ? new CheckedMigrationRunner(this.driver, this.options, this.config)
      : new MigrationRunner(this.driver, this.options, this.config);
  }

  protected override async runMigrations(
    ...args: Parameters<Migrator['runMigrations']>
  ): ReturnType<Migrator['runMigrations']> {
    if (!isSqlite(this.config)) {
      return super.runMigrations(...args);
    }
    // Inside a transaction the pragma does nothing.
    await this.driver.getConnection().execute('pragma foreign_keys = off');
    try {
      return await super.runMigrations(...args);
    } finally {
      await this.driver.getConnection().execute('pragma foreign_keys = on');
    }
  }
}

class CheckedMigrationRunner extends MigrationRunner {
  override async run(...[migration, method, afterRun]: RunArguments): Promise<void> {
    const write = migration[method].bind(migration);
    // Runs its statements itself, in its transaction, so as to know which one fails.
    migration[method] = async () => {
      await write();
      await executeEach(migration);
      migration.reset();
    };
    await super.run(migration, method, async (transaction) => {
      const violations = await this.driver.execute<readonly { readonly table: string }[]>(
        'pragma foreign_key_check',
        [],
        'all',
        transaction,
      );
      const [first] = violations;
      if (first !== undefined) {
        throw new TypeError(
          `Migration ${migration.name ?? migration.constructor.name}: a row of ${first.table} points to one that is not there`,
        );
      }
      await afterRun?.(transaction);
    });
  }
}

async function executeEach(migration: RunArguments[0]): Promise<void> {
  for (const query of migration.getQueries()) {
    try {
      await migration.execute(query);
    } catch (error) {
      throw misfit(error, query) ?? error;
    }
  }
}

const COPY = /^insert into `(\w+)__temp_alter`/i;
const FAILED_CHECK = /CHECK constraint failed: (.*)/;

/** What is to be done where a table that is rebuilt has rows that the new one refuses; null for any other error. */
function misfit(error: unknown, query: unknown): StartupError | null {
  const [, table] = COPY.exec(String(query)) ?? [];
  const [, check] = FAILED_CHECK.exec(String(error)) ?? [];
  return table === undefined || check === undefined
    ? null
    : new StartupError(
        `Nothing was migrated: a row of ${table} has a value that does not fit its column (CHECK ${check}). Correct it (docs/operations.md, "Values that do not fit"), then migrate again`,
      );
}

type RunArguments = Parameters<MigrationRunner['run']>;

function isSqlite(config: MikroORM['config']): boolean {
  return config.getPlatform().constructor.name.includes('Sqlite');
}

// Named as MikroORM's own is, which it would otherwise register over this one.
const MIGRATOR = {
  name: 'Migrator',
  register(orm: MikroORM): void {
    orm.config.registerExtension('@mikro-orm/migrator', () => new SessionMigrator(orm.em as never));
  },
};
