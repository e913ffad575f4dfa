import { SqlitePlatform, SqliteSchemaHelper } from '@mikro-orm/sql';

type TableChange = Parameters<SqliteSchemaHelper['alterTable']>[0];

/**
 * Reads the CHECK of a column up to its end; MikroORM takes a default that follows, in parentheses, for a part of it. And
 * adds and drops a column with its CHECK, for which MikroORM would copy the table.
 */
class CheckReadingSchema extends SqliteSchemaHelper {
  override async loadInformationSchema(
    ...args: Parameters<SqliteSchemaHelper['loadInformationSchema']>
  ): Promise<void> {
    await super.loadInformationSchema(...args);
    for (const check of args[0].getTables().flatMap((table) => table.getChecks())) {
      check.expression = upToItsEnd(String(check.expression));
    }
  }

  override alterTable(change: TableChange, safe?: boolean): string[] {
    const { addedColumns, removedColumns, addedChecks, removedChecks } = change;
    return super.alterTable(
      {
        ...change,
        addedChecks: withoutThoseOf(addedChecks, addedColumns),
        removedChecks: withoutThoseOf(removedChecks, removedColumns),
      },
      safe,
    );
  }
}

/** CHECKs that are of no column of some, which come and go with it. */
function withoutThoseOf(
  checks: TableChange['addedChecks'],
  columns: TableChange['addedColumns'],
): TableChange['addedChecks'] {
  const names = new Set(Object.values(columns).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(checks).filter(([, { columnName }]) => !names.has(columnName ?? '')),
  );
}

/** SQLite as MikroORM has it, but for how it reads the tables that are there. */
export class SqliteSessionPlatform extends SqlitePlatform {
  protected override readonly schemaHelper: SqliteSchemaHelper = new CheckReadingSchema(this);
}

/** An expression up to the parenthesis that closes one around it; whole where there is none. */
function upToItsEnd(expression: string): string {
  let depth = 0;
  for (const { 0: part, index } of expression.matchAll(/'[^']*'|[()]/g)) {
    depth += part === '(' ? 1 : part === ')' ? -1 : 0;
    if (depth < 0) {
      return expression.slice(0, index);
    }
  }
  return expression;
}
