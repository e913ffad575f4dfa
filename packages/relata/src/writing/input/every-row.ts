import type { RootWrite, RowWrite } from './write-plan.js';

/** Every row of some inputs, with those within them, be they created or changed. */
export function* everyRow(rows: Iterable<RowWrite>): Generator<RowWrite> {
  for (const row of rows) {
    yield row;
    for (const { create, connectOrCreate, update, upsert } of row.links) {
      yield* everyRow(create);
      yield* everyRow(connectOrCreate.map((item) => item.create));
      yield* everyRow(update.map((item) => item.row));
      yield* everyRow(upsert.flatMap((item) => [item.create, item.update]));
    }
  }
}

/** The rows that a root field writes, without those within them. */
export function rowsOf(write: RootWrite): readonly RowWrite[] {
  switch (write.kind) {
    case 'create':
      return write.rows;
    case 'update':
      return [write.row];
    case 'updateEach':
      return write.updates.map(({ row }) => row);
    case 'upsert':
      return [write.create, write.update];
    case 'delete':
    case 'restore':
    case 'purge':
      return [];
  }
}
