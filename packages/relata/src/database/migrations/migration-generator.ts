import type { MigrationDiff } from '@mikro-orm/core';
import { TSMigrationGenerator } from '@mikro-orm/migrations';
import { rowCopyIn, withDefaults } from './rebuilt-table.js';
import { NO_ROWS, type RowStatements } from './row-statements.js';
import { rescaled, scaleChanges, scaledBack } from './scale-changes.js';

const KEY_OF_SEVERAL = /^create table .*, primary key \(.*,/is;

/**
 * Writes migration files that can go both ways, in the style of this code base. What one creates
 * it drops in the opposite order, a table that SQLite rebuilds does not give out ids again and has one key, and decimals with more places
 * are the same numbers. Rows are made when the tables are there, and go before they do.
 */
export class SessionMigrationGenerator extends TSMigrationGenerator {
  override generateMigrationFile(className: string, diff: MigrationDiff): string {
    const changes = scaleChanges(this.driver.getMetadata(), this.options.path ?? '');
    const { rows = NO_ROWS } = this.options as RowOptions;
    const up = tablesIn(diff.up);
    const down = tablesIn(diff.down);
    return [
      `import { Migration } from '@mikro-orm/migrations';`,
      '',
      `export class ${className} extends Migration {`,
      `  override name = '${className}';`,
      '',
      ...this.#method('up', inGroups(rescaled(withDefaults(up), changes), rows.up)),
      '',
      ...this.#method('down', inGroups(rows.down, scaledBack(withDefaults(down), changes))),
      '}',
      '',
    ].join('\n');
  }

  #method(name: 'up' | 'down', statements: readonly string[]): readonly string[] {
    const lines = withKeptSequences(inDropOrder(statements)).map((sql) =>
      this.createStatement(withOneKey(sql), 4).replace(/\n$/, ''),
    );
    while (lines[0] === '') {
      lines.shift();
    }
    return [`  override ${name}(): void {`, ...lines, '  }'];
  }
}

/** Options of a migrator that writes a migration with rows. */
export interface RowOptions {
  readonly rows?: RowStatements;
}

/** What MikroORM writes into a migration that changes no table. */
const NOTHING = 'select 1';

function tablesIn(statements: readonly string[]): readonly string[] {
  return statements.filter((sql) => sql !== NOTHING);
}

function inGroups(first: readonly string[], second: readonly string[]): readonly string[] {
  return first.length > 0 && second.length > 0 ? [...first, '', ...second] : [...first, ...second];
}

/** Turns round each run of `drop table if exists`, which undoes a run of `create table`. */
function inDropOrder(statements: readonly string[]): readonly string[] {
  const ordered: string[] = [];
  let drops: string[] = [];
  for (const sql of statements) {
    if (/^drop table if exists/i.test(sql)) {
      drops = [sql, ...drops];
    } else {
      ordered.push(...drops, sql);
      drops = [];
    }
  }
  return [...ordered, ...drops];
}

/** The copy knows only the ids still there; the sequence also knows those of deleted rows. */
function withKeptSequences(statements: readonly string[]): readonly string[] {
  return statements.flatMap((sql) => {
    const { table = '', columns = [] } = rowCopyIn(sql) ?? {};
    return !columns.includes('`id`')
      ? [sql]
      : [
          sql,
          `delete from \`sqlite_sequence\` where \`name\` = '${table}__temp_alter';`,
          `insert into \`sqlite_sequence\` (\`name\`, \`seq\`) select '${table}__temp_alter', \`seq\` from \`sqlite_sequence\` where \`name\` = '${table}';`,
        ];
  });
}

/** On the way back MikroORM gives each column of a key of several a key of its own, too. */
function withOneKey(sql: string): string {
  return KEY_OF_SEVERAL.test(sql) ? sql.replaceAll(' not null primary key,', ' not null,') : sql;
}
