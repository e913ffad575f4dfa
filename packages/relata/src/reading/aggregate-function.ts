import type { GraphQLOutputType } from 'graphql';
import type { Kind } from '../kinds/kind.js';
import type { Column } from '../model/model.js';
import type { JsonDialect } from './compiled/json/json-dialect.js';
import type { Dialect, Sql } from './sql/dialect.js';

/** A function over the values of a column. What there is to know of one stands in `aggregates.ts`. */
export interface AggregateFunction {
  /** Its field in the API. */
  readonly name: string;
  /** What it gives, without `of` what. */
  readonly description: string;
  /** The same, with all there is to know of a kind. */
  describe(kind: Kind): string;
  /** Whether it is defined for a kind of column. */
  takes(kind: Kind): boolean;
  /** @param own - the type of the column */
  typeOf(column: Column, own: GraphQLOutputType): GraphQLOutputType;
  /** What the reference reader selects for it. */
  select(dialect: Dialect, column: Column, value: Sql): readonly Sql[];
  /**
   * What comes of that.
   * @param cell - gives what was selected, by index; the first is not null
   */
  decode(column: Column, cell: (index: number) => unknown): unknown;
  /**
   * What it gives as JSON, NULL where no row has a value.
   * @returns null where no statement writes it as JavaScript does
   */
  json(writer: AggregateWriter, of: TypedColumn, value: Sql): Sql | null;
}

/** A column, and the type the values of an aggregate over it have in the answer. */
export interface TypedColumn {
  readonly column: Column;
  readonly type: GraphQLOutputType;
}

/** What writes JSON in a statement. */
export interface AggregateWriter {
  readonly json: JsonDialect;
  /** A value of the column as JSON. */
  valueJson(of: TypedColumn, value: Sql): Sql;
}

/** Names an aggregate over a column among those of a connection: `max.createdAt`. */
export function aggregateKey({ name }: AggregateFunction, column: Column): string {
  return `${name}.${column.name}`;
}
