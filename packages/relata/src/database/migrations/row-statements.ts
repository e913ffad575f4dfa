/** What a migration does to rows, besides what it does to tables. */
export interface RowStatements {
  /** After its tables are made. */
  readonly up: readonly string[];
  /** Before they are dropped. */
  readonly down: readonly string[];
}

/** No rows. */
export const NO_ROWS: RowStatements = { up: [], down: [] };
