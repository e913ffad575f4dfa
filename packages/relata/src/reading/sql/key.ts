import { sql } from 'kysely';
import { lift, type Bindable } from '../../filter/placeholder.js';
import { keyParts, printedKey } from '../../model/key.js';
import type { Key, Operand } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import type { Dialect, KeySql, Sql, SqlTest } from './dialect.js';

/** A key, or a reference to one, as it is stored. */
export function storedKey({ parts }: Column, alias: string): KeySql {
  return refs(
    alias,
    parts.map(({ field }) => field),
  );
}

/** Columns of a table. */
export function refs(alias: string, fields: readonly string[]): readonly Sql[] {
  return fields.map((field) => sql.ref(`${alias}.${field}`));
}

/** A key as parameters of the types of its columns. */
export function boundKey(dialect: Dialect, column: Column, key: Bindable<Operand>): KeySql {
  return column.parts.length === 1
    ? [dialect.bind(column, key)]
    : column.parts.map((part, index) =>
        dialect.bind(
          part,
          lift(key, (each) => keyParts(column, each as Key)[index] ?? ''),
        ),
      );
}

/** Whether two keys are the same. */
export function isSameKey(left: KeySql, right: KeySql): SqlTest {
  const tests = left.map((part, index) => sql`${part} = ${right[index] ?? sql`null`}`);
  return sql`${sql.join(tests, sql` and `)}`;
}

/** Whether a key is one of some. */
export function isOneOfKeys(dialect: Dialect, key: KeySql, keys: readonly KeySql[]): SqlTest {
  const [only = sql`null`] = key;
  if (key.length === 1) {
    return sql`${only} in (${sql.join(keys.map(([each]) => each ?? sql`null`))})`;
  }
  const list = keys.map((each) => sql`(${sql.join(each)})`);
  return sql`(${sql.join(key)}) in (${dialect.rows(list)})`;
}

/** A key in a select list, in the form that its kind reads. */
export function selectedKey(dialect: Dialect, column: Column, key: KeySql): Sql {
  return column.kind.storage[dialect.name].selected(printedKey(column, key));
}

/** A key as a statement gave it. */
export function readKey({ kind }: Column, raw: unknown): Key {
  return kind.read(raw) as Key;
}
