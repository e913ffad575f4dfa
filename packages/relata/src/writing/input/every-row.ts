import type { RowWrite } from './write-plan.js';

/** Every row of some inputs, with those within them. */
export function* everyRow(rows: Iterable<RowWrite>): Generator<RowWrite> {
  for (const row of rows) {
    yield row;
    for (const { create, connectOrCreate } of row.links) {
      yield* everyRow(create);
      yield* everyRow(connectOrCreate.map((item) => item.create));
    }
  }
}
