const COPY = /^insert into `(\w+)__temp_alter` (?:\(.*\) )?select (.*) from `\w+`;$/s;
const ADDED = /^null as `/i;

/** How SQLite's rows come into a table that is made anew. */
export interface RowCopy {
  readonly table: string;
  /** What stands in each of its columns: the one of that name, or `null as` one that is new. */
  readonly columns: readonly string[];
}

/** The copy that a statement of MikroORM's is; null for any other statement. */
export function rowCopyIn(sql: string): RowCopy | null {
  const [, table, list = ''] = COPY.exec(sql) ?? [];
  return table === undefined ? null : { table, columns: list.split(', ') };
}

/** Statements in which a new column has its default in the rows that are there, as `add column` gives it, and not null. */
export function withDefaults(statements: readonly string[]): readonly string[] {
  return statements.map((sql) => {
    const { table, columns } = rowCopyIn(sql) ?? { table: '', columns: [] };
    const kept = columns.filter((column) => !ADDED.test(column)).join(', ');
    return columns.some((column) => ADDED.test(column))
      ? `insert into \`${table}__temp_alter\` (${kept}) select ${kept} from \`${table}\`;`
      : sql;
  });
}
