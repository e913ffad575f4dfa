import type { Catalog, Model } from '../../model/model.js';
import { modelNamed } from '../oracle/data-set.js';
import type { Oracle } from '../oracle/oracle.js';
import { type OrderKey, orderKeys, valueOf } from '../oracle/order.js';
import type { ConnectionRequest, RootRequest, RowSelection } from '../oracle/request.js';
import { allFilterFeatures, filterFeatures } from './filter-features.js';
import { rolesOf } from '../askers.js';
import { namesOf, relationsOf } from '../rows/catalog-facts.js';
import { DIRECTIONS, orderColumns } from './arbitraries/order-arbitrary.js';
import { ORDER_SUMMARIES } from '../../reading/order/order.js';
import { Tally } from './tally.js';

/** How often everything that can be asked was asked. */
export class Coverage {
  readonly #catalog: Catalog;
  readonly #tally: Tally;
  #answers = 0;
  #filled = 0;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#tally = new Tally(featuresOf(catalog));
  }

  /** Counts one request and what it was answered. */
  count(request: RootRequest, answer: unknown, asked: { oracle: Oracle; role: string }): void {
    this.#add(`role ${asked.role}`);
    if (request.kind === 'lookup') {
      this.#add(
        request.field === 'node'
          ? 'lookup node'
          : `lookup ${request.model}.${request.args.map(({ name }) => name).join()}`,
      );
      this.#answered(answer !== null);
      this.#row(request.selection, modelNamed(this.#catalog, request.model), [answer]);
      return;
    }
    this.#add(`list ${request.field}`);
    this.#order(request, asked.oracle);
    this.#connection(request, [answer]);
  }

  /** Features that were met less than so often. */
  lacking(least: number): readonly string[] {
    return this.#tally.lacking(least);
  }

  /** How many of the answers had rows, from 0 to 1. */
  get share(): number {
    return this.#filled / this.#answers;
  }

  /** The counts as a table of few columns. */
  table(): string {
    const share = `${String(this.#answers)} answers, ${(this.share * 100).toFixed(1)} % with rows`;
    return [...this.#tally.lines(), share].join('\n');
  }

  #connection(request: ConnectionRequest, answers: readonly unknown[]): void {
    const model = modelNamed(this.#catalog, request.model);
    const { selection, input } = request;
    const pages = answers.map((answer) => rowsIn(answer));
    this.#answered(
      pages.some((rows) => rows.length > 0) || answers.some((answer) => totalIn(answer) > 0),
    );
    this.#add(`page ${input.last === undefined ? 'forward' : 'backward'}`);
    for (const [name, value] of Object.entries(input)) {
      this.#add(name === 'deleted' ? `deleted ${String(value)}` : `argument ${name}`);
    }
    for (const name of [...(selection.pageInfo ?? []), ...Object.keys(selection.aggregate ?? {})]) {
      this.#add(`select ${name}`);
    }
    if (selection.totalCount === true) {
      this.#add('select totalCount');
    }
    for (const feature of filterFeatures(model, input.where ?? {})) {
      this.#add(feature);
    }
    for (const row of [selection.nodes, selection.edges]) {
      if (row !== undefined) {
        this.#row(row, model, pages.flat());
      }
    }
  }

  #row({ relations }: RowSelection, model: Model, rows: readonly unknown[]): void {
    for (const [alias, request] of Object.entries(relations)) {
      const relation = `${model.name}.${request.field}`;
      const values = rows.flatMap((row) => (isObject(row) && alias in row ? [row[alias]] : []));
      // Below no rows nothing was answered, and nothing is known of it.
      if (values.length === 0) {
        continue;
      }
      this.#add(`relation ${relation}`);
      if (request.kind === 'connection') {
        this.#connection(request, values);
      }
    }
  }

  #order(request: ConnectionRequest, oracle: Oracle): void {
    const model = modelNamed(this.#catalog, request.model);
    const rows = oracle.rows(request);
    for (const key of orderKeys(model, request.input.orderBy ?? []).slice(
      0,
      request.input.orderBy?.length ?? 0,
    )) {
      const values = rows.map((row) => valueOf(oracle.view, key, row));
      const known = values.filter((value) => value !== null);
      this.#add(`order ${key.direction}`);
      if (known.length < values.length && known.length > 0) {
        this.#add(`order ${key.direction} with nulls`);
      }
      if (new Set(known).size < known.length) {
        this.#add(`order ${key.direction} with ties`);
      }
      this.#add(orderFeature(key));
    }
  }

  #answered(isFilled: boolean): void {
    this.#answers += 1;
    this.#filled += Number(isFilled);
  }

  #add(feature: string): void {
    this.#tally.add(feature);
  }
}

/** What an item of an order is counted as. */
export function orderFeature({ path, summary, column }: OrderKey): string {
  if (summary !== null) {
    return `order by ${summary} of many`;
  }
  return path.length === 0 ? `order by ${column.kind.name}` : 'order through a relation';
}

/** Everything that must come up, as far as the catalog has it. */
function featuresOf(catalog: Catalog): readonly string[] {
  const models = [...catalog.values()];
  const relations = relationsOf(catalog);
  const columns = models.flatMap(orderColumns);
  const numbers = columns.filter(({ kind, name }) => kind.sum !== null && name !== 'version');
  const isNullable = columns.some(({ nullable }) => nullable);
  return [
    ...rolesOf(catalog).map((name) => `role ${name}`),
    ...models.map(({ plural }) => `list ${plural}`),
    ...relations.map(({ source, name }) => `relation ${source.name}.${name}`),
    ...models.flatMap((model) => [
      `lookup ${model.name}.id`,
      ...model.lookups.map((each) => `lookup ${model.name}.${namesOf(each).join()}`),
    ]),
    'lookup node',
    ...allFilterFeatures(catalog),
    ...DIRECTIONS.flatMap((direction) =>
      ['', ' with ties', ...(isNullable ? [' with nulls'] : [])].map(
        (what) => `order ${direction}${what}`,
      ),
    ),
    ...[...new Set(columns.map(({ kind }) => kind))].map(({ name }) => `order by ${name}`),
    ...(relations.some(({ many }) => !many) ? ['order through a relation'] : []),
    ...(relations.some(({ many }) => many)
      ? ORDER_SUMMARIES.map((name) => `order by ${name} of many`)
      : []),
    'page forward',
    'page backward',
    ...['where', 'orderBy', 'first', 'last', 'after', 'before', 'offset'].map(
      (name) => `argument ${name}`,
    ),
    ...(relations.some(({ join }) => join.kind === 'tree') ? ['argument maxDepth'] : []),
    ...(models.some(({ deletedAt }) => deletedAt !== null)
      ? ['EXCLUDE', 'INCLUDE', 'ONLY'].map((value) => `deleted ${value}`)
      : []),
    ...['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'].map(
      (name) => `select ${name}`,
    ),
    ...['totalCount', 'min', 'max', ...(numbers.length > 0 ? ['sum', 'avg'] : [])].map(
      (name) => `select ${name}`,
    ),
  ];
}

function rowsIn(answer: unknown): readonly unknown[] {
  const { nodes, edges } = isObject(answer) ? answer : {};
  const ofEdges = (edges as readonly { node: unknown }[] | undefined)?.map(({ node }) => node);
  return [...((nodes as readonly unknown[] | undefined) ?? []), ...(ofEdges ?? [])];
}

/** Where no rows are selected, how many there are says whether the answer is empty. */
function totalIn(answer: unknown): number {
  if (!isObject(answer) || 'nodes' in answer || 'edges' in answer) {
    return 0;
  }
  const { aggregate, totalCount = 0 } = answer;
  return Number(isObject(aggregate) ? aggregate['count'] : totalCount);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
