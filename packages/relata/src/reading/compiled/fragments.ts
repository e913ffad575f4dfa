import { sql } from 'kysely';
import type { TypeName } from '../plan/read-plan.js';
import type { Sql } from '../sql/dialect.js';
import type { JsonDialect } from './json/json-dialect.js';

/** Text that is known, or what computes it. */
export type SqlFragment = string | Sql;

/** The fragments as one expression. Known texts that meet become one; they hold names of the schema only. */
export function textOf(dialect: JsonDialect, fragments: readonly SqlFragment[]): Sql {
  const merged: SqlFragment[] = [];
  for (const fragment of fragments) {
    const last = merged.at(-1);
    if (typeof fragment === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + fragment;
    } else {
      merged.push(fragment);
    }
  }
  const [only] = merged;
  if (merged.length === 1 && typeof only === 'string') {
    return sql.lit(only);
  }
  return dialect.concat(
    merged.map((fragment) => (typeof fragment === 'string' ? sql.lit(fragment) : fragment)),
  );
}

/** A JSON object as fragments. */
export function objectOf(
  entries: readonly (readonly [string, readonly SqlFragment[]])[],
): SqlFragment[] {
  const fragments: SqlFragment[] = ['{'];
  for (const [index, [key, value]] of entries.entries()) {
    fragments.push(`${index === 0 ? '' : ','}${JSON.stringify(key)}:`, ...value);
  }
  fragments.push('}');
  return fragments;
}

/** The name of a type as JSON. */
export function typeNameJson({ name }: TypeName): string {
  return JSON.stringify(name);
}

/** A value that may be missing. */
export function orNull(value: Sql): Sql {
  return sql`coalesce(${value}, 'null')`;
}
