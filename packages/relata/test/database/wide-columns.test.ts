import type { Statement } from 'better-sqlite3';
import { readWide } from '../../src/database/sqlite/wide-columns.js';

const WIDE = new Map([['entries', new Set(['units'])]]);

/** A statement that gives some columns, and whether it was told to give bigints. */
function statement(
  ...columns: readonly (readonly [table: string | null, column: string | null, name: string])[]
): { readonly asked: Statement; readonly seen: string[] } {
  const seen: string[] = [];
  const asked = {
    reader: true,
    columns: () => {
      seen.push('columns');
      return columns.map(([table, column, name]) => ({ table, column, name }));
    },
    safeIntegers: () => seen.push('safeIntegers'),
  };
  return { asked: asked as unknown as Statement, seen };
}

describe('what a statement is prepared with', () => {
  it('is nothing where no column of the models is wide', () => {
    const { asked, seen } = statement(['entries', 'units', 'u']);
    expect(readWide(asked, new Map())).toBeNull();
    expect(seen).toEqual([]);
  });

  it('is nothing where none of its own is', () => {
    const { asked, seen } = statement(
      ['entries', 'id', 'units'],
      [null, null, 'units'],
      ['x', 'units', 'u'],
    );
    expect(readWide(asked, WIDE)).toBeNull();
    expect(seen).toEqual(['columns']);
  });

  it('turns the others back into numbers, whatever they are called', () => {
    const { asked, seen } = statement(
      ['entries', 'units', 'id'],
      ['entries', 'id', 'units'],
      [null, null, 'n'],
    );
    const reading = readWide(asked, WIDE);
    expect(seen).toEqual(['columns', 'safeIntegers']);
    expect(reading?.({ id: 7n, units: 8n, n: null })).toEqual({ id: 7n, units: 8, n: null });
  });
});
