import { type GraphQLOutputType } from 'graphql';
import { sql } from 'kysely';
import type { Column } from '../../model/model.js';
import { rowsOf } from '../order/page-sql.js';
import type { Aggregate, ConnectionPlan } from '../plan/read-plan.js';
import { visibleColumn } from '../sql/column.js';
import { conjunction } from '../sql/condition.js';
import type { Sql } from '../sql/dialect.js';
import type { Compilation } from './compilation.js';
import { Declined } from './decline.js';
import { type ConnectionPlace, related } from './page-rows.js';
import { isSummed } from './scalar-type.js';
import { valueJson } from './value-json.js';

/** Counts and aggregates of a connection, all from one reading of its rows. */
export class SummaryColumns {
  readonly #compilation: Compilation;
  readonly #place: ConnectionPlace;
  readonly #name: string;
  readonly #alias: string;
  readonly #columns = new Map<string, Sql>();

  constructor(compilation: Compilation, place: ConnectionPlace) {
    this.#compilation = compilation;
    this.#place = place;
    this.#name = compilation.scope.alias();
    this.#alias = compilation.scope.alias();
  }

  count(): Sql {
    return this.#column('count', () => sql`count(*)`);
  }

  /** An aggregate as JSON; NULL where no row has a value. */
  value(aggregate: Aggregate & { readonly type: GraphQLOutputType }): Sql {
    const { column } = aggregate;
    const key = `${aggregate.function}.${column.name}`;
    return this.#column(key, () => this.#aggregate(aggregate));
  }

  /** What `from` takes of the rows; null where nothing of them is asked. */
  source(): Sql | null {
    if (this.#columns.size === 0) {
      return null;
    }
    const { scope } = this.#compilation;
    const { from, ties } = related(this.#compilation, this.#place, this.#alias);
    const rows: ConnectionPlan = this.#place.plan;
    return sql`(select ${sql.join([...this.#columns.values()])} from ${from}
      where ${conjunction(scope, this.#alias, [...ties, rowsOf(scope, rows)])}) as ${sql.id(this.#name)}`;
  }

  #column(key: string, work: () => Sql): Sql {
    if (!this.#columns.has(key)) {
      this.#columns.set(key, sql`${work()} as ${sql.id(key)}`);
    }
    return sql`${sql.id(this.#name)}.${sql.id(key)}`;
  }

  #aggregate({
    function: name,
    column,
    type,
  }: Aggregate & { readonly type: GraphQLOutputType }): Sql {
    const { scope, json } = this.#compilation;
    const value = visibleColumn(scope, column, this.#alias);
    switch (name) {
      case 'min':
        return valueJson(this.#compilation, { column, type }, sql`min(${value})`);
      case 'max':
        return valueJson(this.#compilation, { column, type }, sql`max(${value})`);
      case 'sum':
        if (!isSummed(type)) {
          throw new Declined(`${name} of ${column.kind}`);
        }
        return json.sum(sumOf(column, value));
      case 'avg':
        return json.average(sumOf(column, value), sql`count(${value})`);
    }
  }
}

/** The sum of integers: that of floats depends on the order in which they come. */
function sumOf({ kind }: Column, value: Sql): Sql {
  if (kind !== 'int') {
    throw new Declined(`a sum of ${kind}`);
  }
  return sql`sum(${value})`;
}
