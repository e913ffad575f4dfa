/** A comparison of a column with one value. */
interface Comparison {
  /** As both databases write it. */
  readonly sign: string;
  /** What it is where the two are known to be equal; null where that does not tell. */
  readonly whereEqual: boolean | null;
  readonly description: string;
}

/** Comparisons of a column with one value. */
export const COMPARISONS = {
  eq: { sign: '=', whereEqual: true, description: 'Equal to.' },
  ne: {
    sign: '<>',
    whereEqual: false,
    description: 'Not equal to; rows without a value do not match.',
  },
  lt: { sign: '<', whereEqual: null, description: 'Less than.' },
  lte: { sign: '<=', whereEqual: null, description: 'Less than or equal to.' },
  gt: { sign: '>', whereEqual: null, description: 'Greater than.' },
  gte: { sign: '>=', whereEqual: null, description: 'Greater than or equal to.' },
} as const satisfies Readonly<Record<string, Comparison>>;

/** Whether a column has one of several values. */
export const MEMBERSHIPS = {
  in: 'One of.',
  notIn: 'None of; rows without a value do not match.',
} as const;

/** Searches inside a text. How a database searches stands in its dialect. */
export const SEARCHES = {
  contains: 'Contains the text; % and _ are ordinary characters.',
  startsWith: 'Starts with the text.',
  endsWith: 'Ends with the text.',
} as const;

/** What a list is asked. How a database answers stands in its dialect. */
export const LIST_OPERATORS = {
  has: { takes: 'item', test: 'hasEvery', description: 'Has the item.' },
  hasEvery: { takes: 'items', test: 'hasEvery', description: 'Has all of the items.' },
  hasSome: { takes: 'items', test: 'hasSome', description: 'Has at least one of the items.' },
  isEmpty: {
    takes: 'answer',
    test: 'isEmpty',
    description: 'Whether the list is there and has no items.',
  },
} as const;

/** Operators between a column and an operand, by the names of the API. */
export type CompareOperator = keyof typeof COMPARISONS;

/** Operators between a text and a part of it. */
export type SearchOperator = keyof typeof SEARCHES;

/** Operators of lists, by the names of the API. */
export type ListOperator = keyof typeof LIST_OPERATORS;

/** What they come down to. */
export type ListTest = (typeof LIST_OPERATORS)[ListOperator]['test'];

/** Whether a name is one of a table. */
export function isOneOf<T extends object>(table: T, name: string): name is string & keyof T {
  return Object.hasOwn(table, name);
}
