/** A variable of a document, with the values it may be given. */
export interface DraftVariable {
  readonly name: string;
  /** As it is declared: `String!`. */
  readonly type: string;
  /** Its default as a literal; null where it has none. */
  readonly fallback: string | null;
  /** Undefined where it is left out. */
  readonly value: unknown;
  /** Other values that fit; undefined leaves it out. */
  readonly others: readonly unknown[];
}

/** A variable that is to have a cursor, once an answer has some. */
export interface CursorWish {
  readonly variable: string;
  /** Response keys that lead to the connection whose cursors fit, lists left out. */
  readonly path: readonly string[];
  /** How far down the connection, from 0 to 1. */
  readonly share: number;
}

/** Why the compiled reader may leave a document to the reference reader, or both refuse it. */
export type Trait = 'handWritten' | 'introspection' | 'floatSum' | 'invalid';

/** A document, and what it may be asked with. */
export interface Draft {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: readonly DraftVariable[];
  readonly cursors: readonly CursorWish[];
  readonly traits: ReadonlySet<Trait>;
}

/** Values by the names of variables; those left out are not among them. */
export type Values = Readonly<Record<string, unknown>>;

/** The values a draft gives its variables. */
export function firstValues({ variables }: Draft): Values {
  return Object.fromEntries(
    variables.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]),
  );
}
