import { sql } from 'kysely';
import type { TypedColumn } from '../../aggregate-function.js';
import type { Sql } from '../../sql/dialect.js';
import type { Compilation } from '../compilation.js';
import { Declined } from '../decline.js';
import { writtenAs } from '../scalar-type.js';

/** A value of a column as JSON, NULL for none. */
export function valueJson(
  compilation: Compilation,
  { column, type }: TypedColumn,
  value: Sql,
): Sql {
  const written = writtenAs(column.kind, type);
  if (written === null) {
    throw new Declined(`${column.model.name}.${column.name} has a scalar of its own`);
  }
  const storage = column.kind.storage[compilation.json.name];
  compilation.isRewritten ||= storage.isRewritten;
  if (written.names === null) {
    return storage.json(value);
  }
  const cases = [...written.names].map(
    ([stored, name]) => sql`when ${sql.lit(stored)} then ${sql.lit(JSON.stringify(name))}`,
  );
  const named = (item: Sql): Sql =>
    sql`case ${item} ${sql.join(cases, sql` `)} else ${compilation.json.refused(item)} end`;
  return storage.items === null ? named(value) : storage.items(value, named);
}
