import type { SecretColumns } from './secret-columns.js';
import type { ObservedStatement } from './statement-log.js';

/** Stands for a value that is not shown. */
export const HIDDEN = Symbol('a secret');

/**
 * A statement as it may be shown. Where it is about a column of secrets, a value stays only where the
 * statement says which other column it is for; every other one, and every literal, is hidden.
 */
export function withoutSecrets(
  statement: ObservedStatement,
  secrets: SecretColumns,
): Pick<ObservedStatement, 'sql' | 'parameters'> {
  const { sql, parameters } = statement;
  const words = new Set(sql.match(/\w+/g));
  const isAbout = [...secrets].some(
    ([field, tables]) => words.has(field) && [...tables].some((table) => words.has(table)),
  );
  if (!isAbout) {
    return { sql, parameters };
  }
  const columns = columnsOfValues(sql, parameters.length);
  return {
    sql: sql.replaceAll(LITERAL, "'…'"),
    parameters: parameters.map((value, index) => {
      const column = columns[index];
      return column === undefined || secrets.has(column) ? HIDDEN : value;
    }),
  };
}

const LITERAL = /'(?:[^']|'')*'/g;
/** What matters of a statement: literals, placeholders, names, brackets, commas, comparisons. */
const TOKEN = /'(?:[^']|'')*'|\?|\$(\d+)|[`"]?(\w+)[`"]?|[(),]|[=<>!]+|[^\s\w]/g;
const COMPARISON = /^[=<>!]+$/;

/** The column each value is for, by its place; undefined where the statement does not say. */
function columnsOfValues(sql: string, count: number): readonly (string | undefined)[] {
  const columns = new Array<string | undefined>(count).fill(undefined);
  const seen = new Set<number>();
  const inserted = insertedColumns(sql);
  let place = 0;
  // How deep in brackets, and the how manieth item, among the rows of an insert.
  let rows: { depth: number; item: number } | null = null;
  let before: readonly [string, string] = ['', ''];
  for (const { 0: token, 1: number, 2: name, index } of sql.matchAll(TOKEN)) {
    if (inserted !== null && index >= inserted.end) {
      rows = nextPlace(rows, token, index === inserted.end);
    }
    if (token === '?' || number !== undefined) {
      const at = number === undefined ? place++ : Number(number) - 1;
      const column = rows === null ? comparedColumn(before) : inserted?.names[rows.item];
      // A value that is there twice may be for a secret the other time.
      columns[at] = seen.has(at) && columns[at] !== column ? undefined : column;
      seen.add(at);
    }
    before = [before[1], name ?? token];
  }
  return columns;
}

/** The columns an insert names, and where its rows begin; null for any other statement. */
function insertedColumns(
  sql: string,
): { readonly names: readonly string[]; readonly end: number } | null {
  const match = /^\s*insert into [`"]?\w+[`"]?\s*\(([^()]*)\)\s*values\s*(?=\()/i.exec(sql);
  return match === null
    ? null
    : { names: (match[1] ?? '').match(/\w+/g) ?? [], end: match[0].length };
}

/** Where a token stands among the rows of an insert; null before and after them. */
function nextPlace(
  rows: { readonly depth: number; readonly item: number } | null,
  token: string,
  isFirst: boolean,
): { depth: number; item: number } | null {
  if (rows === null) {
    return isFirst ? { depth: 1, item: 0 } : null;
  }
  const { depth, item } = rows;
  if (token === '(') {
    return { depth: depth + 1, item: depth === 0 ? 0 : item };
  }
  if (token === ')') {
    return { depth: depth - 1, item };
  }
  if (token === ',') {
    return { depth, item: depth === 1 ? item + 1 : item };
  }
  return depth === 0 ? null : rows;
}

/** `"username_key" =`: what comes right before a value. */
function comparedColumn([name, operator]: readonly [string, string]): string | undefined {
  return COMPARISON.test(operator) && /^\w+$/.test(name) ? name : undefined;
}
