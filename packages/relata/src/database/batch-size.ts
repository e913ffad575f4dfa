import type { MikroORM } from '@mikro-orm/core';

// Of one statement: SQLite's most parameters (PostgreSQL takes twice as many), and its most rows
// where none has a column of its own.
const PARAMETERS = 32_766;
const ROWS = 500;

/**
 * How many rows the ORM may write by one statement, whichever table it is: as many as both
 * databases take of the widest.
 */
export function batchSizeOf(orm: Pick<MikroORM, 'getMetadata'>): number {
  const widths = [...orm.getMetadata().getAll().values()].map(
    ({ props }) =>
      props.flatMap(({ fieldNames }) => (fieldNames as string[] | undefined) ?? []).length,
  );
  // An update of many names the key beside each value, and once more to find the row.
  return Math.min(ROWS, Math.floor(PARAMETERS / (2 * Math.max(...widths) + 1)));
}
