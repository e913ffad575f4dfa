import type { RowWrite } from './write-plan.js';

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
