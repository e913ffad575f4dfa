import { sql } from 'kysely';
import { type Bindable, sampleOf } from '../../filter/placeholder.js';
import { orderSql } from '../order/order-sql.js';
import { beyondConditions, pageConditions, readingOrder } from '../order/page-sql.js';
import type { ConnectionPlan } from '../plan/read-plan.js';
import { conjunction, passableRows } from '../sql/condition.js';
import type { KeySql, Sql, SqlTest } from '../sql/dialect.js';
import { isSameKey, storedKey } from '../sql/key.js';
import { equateKeys, linkTests, parentKey, relatedTables } from '../sql/link.js';
import type { Compilation } from './compilation.js';
import { cursorJson } from './json/cursor-json.js';
import { usedColumns } from './used-columns.js';

/** The place of a row in the order in which the page is read, and how many rows that has. */
const [PLACE, COUNT] = ['__n', '__m'];

/** A connection in a statement. */
export interface ConnectionPlace {
  readonly plan: ConnectionPlan;
  /** Key of the row it belongs to; null at the root. */
  readonly parent: KeySql | null;
}

/**
 * The rows of the page of a connection. One list of them is a subquery of its own; where more is
 * asked of the page, all of it is taken from one reading of its rows.
 */
export class PageRows implements ConnectionPlace {
  readonly plan: ConnectionPlan;
  readonly parent: KeySql | null;
  readonly #compilation: Compilation;
  readonly #offset: Bindable<number>;
  readonly #name: string;
  readonly #rows: string;
  readonly #isShared: boolean;
  readonly #columns: Sql[] = [];

  constructor(
    compilation: Compilation,
    { plan, parent, offset }: ConnectionPlace & { readonly offset: Bindable<number> },
  ) {
    this.plan = plan;
    this.parent = parent;
    this.#compilation = compilation;
    this.#offset = offset;
    this.#name = compilation.scope.alias();
    this.#rows = compilation.scope.alias();
    const lists = plan.fields.filter(({ kind }) => kind === 'nodes' || kind === 'edges').length;
    this.#isShared =
      lists > 1 ||
      plan.fields.some(
        (field) =>
          field.kind === 'pageInfo' && field.fields.some(({ kind }) => kind !== 'typeName'),
      );
  }

  /** The rows as JSON, joined by commas. @param item - a row, from the table of the given name */
  list(item: (alias: string) => Sql): Sql {
    const { json } = this.#compilation;
    const rows = this.#rows;
    const { isBackward } = this.plan.page;
    const by = isBackward ? sql`${sql.ref(`${rows}.${PLACE}`)} desc` : null;
    const list = json.list(item(rows), by);
    if (this.#isShared) {
      const kept = this.#isOneMore()
        ? sql` filter (where ${sql.ref(`${rows}.${PLACE}`)} <= ${sql.lit(this.plan.page.size)})`
        : sql``;
      return this.#column(sql`coalesce(${list}${kept}, '')`);
    }
    const from = isBackward ? this.#numbered([list]) : this.#page(rows, [list]);
    return sql`(select coalesce(${list}, '') from ${from})`;
  }

  /** Whether the reading met a row more than the page takes. */
  hasMore(): Sql {
    return sql`${this.#column(sql`count(*)`)} > ${sql.lit(this.plan.page.size)}`;
  }

  /** The cursor of the first or the last row; NULL where there is none. */
  cursor(which: 'first' | 'last'): Sql {
    const { isBackward, size } = this.plan.page;
    if (size === 0) {
      // The row that tells whether there is one more is none of the page.
      return sql.lit(null);
    }
    const [number, count] = [PLACE, COUNT].map((column) => sql.ref(`${this.#rows}.${column}`));
    const end = this.#isOneMore()
      ? sql`case when ${count} > ${sql.lit(size)} then ${sql.lit(size)} else ${count} end`
      : count;
    const place = (which === 'first') === isBackward ? end : sql.lit(1);
    const cursor = cursorJson(this.#compilation, this.plan, this.#rows);
    return this.#column(sql`max(case when ${number} = ${place} then ${cursor} end)`);
  }

  /** What `from` takes of the page; null where nothing of it is shared. */
  source(): Sql | null {
    return this.#columns.length === 0
      ? null
      : sql`(select ${sql.join(this.#columns)} from ${this.#numbered(this.#columns)}) as ${sql.id(this.#name)}`;
  }

  #column(value: Sql): Sql {
    const name = `c${String(this.#columns.length)}`;
    this.#columns.push(sql`${value} as ${sql.id(name)}`);
    return sql.ref(`${this.#name}.${name}`);
  }

  /** Whether a row more than the page takes is read, to know whether there is one. */
  #isOneMore(): boolean {
    return this.plan.limit > this.plan.page.size;
  }

  /** The rows with their numbers, in the order in which they are read, and how many they are. */
  #numbered(readers: readonly Sql[]): Sql {
    const { scope } = this.#compilation;
    const inner = scope.alias();
    return sql`(select ${sql.id(inner)}.*, row_number() over () as ${sql.id(PLACE)}, count(*) over () as ${sql.id(COUNT)}
      from ${this.#page(inner, readers)}) as ${sql.id(this.#rows)}`;
  }

  /** @param readers - what reads its rows: SQLite would take all columns along that it is given */
  #page(name: string, readers: readonly Sql[]): Sql {
    const { scope } = this.#compilation;
    const { plan } = this;
    const alias = scope.alias();
    const { from, ties } = related(this.#compilation, this, alias);
    const offset = sampleOf(this.#offset) > 0 ? sql` offset ${this.#offset}` : sql``;
    const used = usedColumns(readers, this.#rows).filter(
      (each) => each !== PLACE && each !== COUNT,
    );
    const columns = used.length === 0 ? [plan.model.id.field] : used;
    const selected = columns.map((column) => sql.ref(`${alias}.${column}`));
    return sql`(select ${sql.join(selected)} from ${from}
      where ${conjunction(scope, alias, [...ties, ...pageConditions(scope, plan, alias)])}
      order by ${orderSql(scope, readingOrder(plan), alias)} limit ${sql.lit(plan.limit)}${offset}) as ${sql.id(name)}`;
  }
}

/** Whether there are rows of a connection on one side of its page. */
export function isBeyond(
  compilation: Compilation,
  place: ConnectionPlace,
  side: 'after' | 'before',
): SqlTest {
  const { scope } = compilation;
  const alias = scope.alias();
  const { from, ties } = related(compilation, place, alias);
  return sql`exists (select 1 from ${from} where ${conjunction(scope, alias, [
    ...ties,
    ...beyondConditions(scope, { plan: place.plan, side }, alias),
  ])})`;
}

/** `from` over all rows a relation leads to from a parent, and what ties them to it. */
export function related(
  { scope, json }: Compilation,
  { plan, parent }: ConnectionPlace,
  alias: string,
): { readonly from: Sql; readonly ties: readonly SqlTest[] } {
  const { relation, model, maxDepth } = plan;
  if (relation === null || parent === null) {
    return { from: sql`${sql.table(model.table)} as ${sql.id(alias)}`, ties: [] };
  }
  const { join } = relation;
  const linkAlias = join.kind === 'link' ? scope.alias() : '';
  const names = { target: alias, link: linkAlias };
  if (join.kind !== 'link') {
    const passable = passableRows(scope, model);
    return {
      from: relatedTables(scope, relation, {
        ...names,
        start: { key: parent },
        passable,
        maxDepth,
      }),
      ties: linkTests(relation, { parent, ...names }),
    };
  }
  const from = json.linked({
    table: model.table,
    alias,
    ids: model.id.parts.map(({ field }) => field),
    linkTable: join.table,
    key: storedKey(join.target, linkAlias),
    linkAlias,
  });
  equateKeys(scope, relation, names);
  return { from, ties: [isSameKey(parentKey(relation, names), parent)] };
}
