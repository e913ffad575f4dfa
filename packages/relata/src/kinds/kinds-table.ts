import type { KindDocs } from './kind.js';
import { KINDS } from './registry.js';

const COLUMNS: Readonly<Record<keyof KindDocs, string>> = {
  what: 'Kind',
  written: 'Decorators',
  sqlite: 'SQLite',
  postgresql: 'PostgreSQL',
  filter: 'Filter',
};

/** The table of the kinds of columns, in Markdown. */
export function kindsTable(): string {
  const keys = Object.keys(COLUMNS) as (keyof KindDocs)[];
  const rows = [COLUMNS, ...KINDS.flatMap(({ docs }) => docs)];
  const widths = keys.map((key) => Math.max(...rows.map((row) => row[key].length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [head = '', ...body] = rows.map((row) =>
    line(keys.map((key, at) => row[key].padEnd(widths[at] ?? 0))),
  );
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return `${[head, rule, ...body].join('\n')}\n`;
}
