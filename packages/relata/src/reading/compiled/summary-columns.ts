import { sql } from 'kysely';
import { aggregateKey, type AggregateWriter } from '../aggregate-function.js';
import { rowsOf } from '../order/page-sql.js';
import type { ConnectionPlan, TypedAggregate } from '../plan/read-plan.js';
import { visibleColumn } from '../sql/column.js';
import { conjunction } from '../sql/condition.js';
import type { Sql } from '../sql/dialect.js';
import type { Compilation } from './compilation.js';
import { Declined } from './decline.js';
import { type ConnectionPlace, related } from './page-rows.js';
import { valueJson } from './json/value-json.js';

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
  value(aggregate: TypedAggregate): Sql {
    const key = aggregateKey(aggregate.function, aggregate.column);
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

  #aggregate({ function: aggregate, column, type }: TypedAggregate): Sql {
    const compilation = this.#compilation;
    const writer: AggregateWriter = {
      json: compilation.json,
      valueJson: (of, value) => valueJson(compilation, of, value),
    };
    const value = visibleColumn(compilation.scope, column, this.#alias);
    const json = aggregate.json(writer, { column, type }, value);
    if (json === null) {
      throw new Declined(`${aggregate.name} of ${column.kind.name}`);
    }
    return json;
  }
}
