import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { maskedText } from '../../access/masked-text.js';
import type { Condition } from '../../filter/condition.js';
import type { Column } from '../../model/model.js';
import { conditionSql } from '../sql/condition.js';
import type { Sql } from '../sql/dialect.js';
import type { Compilation } from './compilation.js';

/** The name under which an answer holds a value that is to be masked: no value of a client has it. */
const MARK = `masked-${randomUUID()}`;

/** A value as JSON, marked in rows in which the viewer sees but what the mask of its column shows. */
export function markedJson(
  { scope, maskedColumns }: Compilation,
  {
    column,
    seen,
    alias,
  }: { readonly column: Column; readonly seen: Condition; readonly alias: string },
  json: Sql,
): Sql {
  maskedColumns.push(column);
  const before = sql.lit(`{"${MARK}":[${String(maskedColumns.length - 1)},`);
  return sql`case when ${conditionSql(scope, seen, alias)} then ${json} else ${before} || ${json} || ']}' end`;
}

/** The text of an answer, written as JavaScript does, with what masks show in the place of values that are marked. */
export function rewritten(text: string, columns: readonly Column[]): string {
  return JSON.stringify(
    columns.length === 0
      ? JSON.parse(text)
      : JSON.parse(text, (_, value: unknown) => shownOf(value, columns)),
  );
}

function shownOf(value: unknown, columns: readonly Column[]): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, MARK)) {
    return value;
  }
  const [place, masked] =
    (value as Readonly<Record<string, readonly [number, unknown]>>)[MARK] ?? [];
  const column = place === undefined ? undefined : columns[place];
  return column === undefined ? null : maskedText(column, masked);
}
