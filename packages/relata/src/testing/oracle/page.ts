/** Paging arguments; a cursor is said by the row it stands on. */
export interface PageInput<Row> {
  readonly first?: number;
  readonly last?: number;
  readonly after?: Row;
  readonly before?: Row;
  readonly offset?: number;
}

/** A page and what lies on either side of it. */
export interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Rows of a page that says no size. */
const PAGE_SIZE = 20;

/**
 * Cuts a page out of an ordered list.
 * @param compare - the order; the row of a cursor need not be in the list
 */
export function pageOf<Row>(
  rows: readonly Row[],
  compare: (a: Row, b: Row) => number,
  { first, last, after, before, offset = 0 }: PageInput<Row>,
): PageOf<Row> {
  const isPast = (row: Row): boolean => after === undefined || compare(row, after) > 0;
  const isShortOf = (row: Row): boolean => before === undefined || compare(row, before) < 0;
  const window = rows.filter((row) => isPast(row) && isShortOf(row));
  const page =
    last === undefined
      ? window.slice(offset, offset + (first ?? PAGE_SIZE))
      : window.slice(Math.max(0, window.length - last));
  const left = last === undefined ? offset : window.length - page.length;
  const right = last === undefined ? window.length - offset - page.length : 0;
  return {
    rows: page,
    hasNextPage: right > 0 || rows.some((row) => !isShortOf(row)),
    hasPreviousPage: (left > 0 && rows.length > 0) || rows.some((row) => !isPast(row)),
  };
}
