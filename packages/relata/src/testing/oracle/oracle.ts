import { bareId, rowId } from '../rows/row-keys.js';
import { columnSelected } from './selected-column.js';
import { writtenCell } from './cells.js';
import type { Catalog, Model, Relation } from '../../model/model.js';
import { type AggregateName, aggregateOf } from './aggregate.js';
import {
  type DataSet,
  modelNamed,
  relationNamed,
  Store,
  type StoredRow,
  textOf,
} from './data-set.js';
import { matches } from './filter.js';
import { comparisonBy, orderKeys } from './order.js';
import { type PageOf, pageOf } from './page.js';
import { type OracleViewer, View } from './policy.js';
import type {
  ConnectionInput,
  ConnectionRequest,
  LookupArgument,
  LookupRequest,
  RootRequest,
  RowSelection,
} from './request.js';
import { caselessKey } from '../rows/caseless-key.js';
import { isCaseless } from '../rows/catalog-facts.js';

/** A piece of an answer. */
export type Json = string | number | boolean | null | object;

/**
 * Answers reads from plain data by going through every row: what the API promises, written a
 * second time without databases, statements or loaders.
 */
export class Oracle {
  readonly #catalog: Catalog;
  readonly #view: View;

  constructor(catalog: Catalog, data: DataSet, viewer: OracleViewer) {
    this.#catalog = catalog;
    this.#view = new View(new Store(data), viewer);
  }

  /** What the viewer may see; for those who look into a request themselves. */
  get view(): View {
    return this.#view;
  }

  /** The value of a field of the root; cursors read `cursor:` and the key of their row. */
  answer(request: RootRequest): Json {
    return request.kind === 'connection'
      ? this.#connection(request, this.rows(request))
      : this.#lookup(request);
  }

  /** All rows of a list in its order, whatever the page. */
  rows(request: ConnectionRequest, parent?: ParentRow): readonly StoredRow[] {
    const model = modelNamed(this.#catalog, request.model);
    const { where, deleted = 'EXCLUDE' } = request.input;
    const stored =
      parent === undefined
        ? this.#view.store.all(model)
        : this.#view.store.related(parent.relation, parent.row);
    return stored
      .filter((row) => this.#view.isReadable(model, row, deleted))
      .filter((row) => matches(this.#view, { model, row }, where ?? {}) === true)
      .toSorted(this.#comparison(model, request.input));
  }

  /** The rows of its page. */
  page(request: ConnectionRequest, rows: readonly StoredRow[]): PageOf<StoredRow> {
    const model = modelNamed(this.#catalog, request.model);
    const { first, last, after, before, offset } = request.input;
    return pageOf(rows, this.#comparison(model, request.input), {
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      ...(after === undefined ? {} : { after: this.#stored(model, after.row) }),
      ...(before === undefined ? {} : { before: this.#stored(model, before.row) }),
      ...(offset === undefined ? {} : { offset }),
    });
  }

  #connection(request: ConnectionRequest, rows: readonly StoredRow[]): Json {
    const model = modelNamed(this.#catalog, request.model);
    const { nodes, edges, pageInfo, totalCount, aggregate } = request.selection;
    const page = this.page(request, rows);
    const select = (selection: RowSelection) => (row: StoredRow) =>
      this.#row(model, row, selection);
    return {
      ...(nodes && { nodes: page.rows.map(select(nodes)) }),
      ...(edges && {
        edges: page.rows.map((row) => ({ cursor: cursorOf(row), node: select(edges)(row) })),
      }),
      ...(pageInfo && {
        pageInfo: pick(pageInfo, {
          hasNextPage: page.hasNextPage,
          hasPreviousPage: page.hasPreviousPage,
          startCursor: cursorOf(page.rows.at(0)),
          endCursor: cursorOf(page.rows.at(-1)),
        }),
      }),
      ...(totalCount === true && { totalCount: rows.length }),
      ...(aggregate && { aggregate: this.#aggregate(model, rows, aggregate) }),
    };
  }

  #aggregate(
    model: Model,
    rows: readonly StoredRow[],
    selected: NonNullable<ConnectionRequest['selection']['aggregate']>,
  ): Json {
    const parts = Object.entries(selected) as [AggregateName, readonly string[]][];
    const values = parts.map(([name, columns]) => {
      const byColumn = columns.map((named): [string, Json] => {
        const column = model.columns.get(named);
        const cells = column === undefined ? [] : rows.map((row) => this.#view.cell(column, row));
        return [named, column === undefined ? null : aggregateOf(name, column, cells)];
      });
      return [name, Object.fromEntries(byColumn)] as const;
    });
    return { count: rows.length, ...Object.fromEntries<Json>(values) };
  }

  #row(model: Model, row: StoredRow, { columns, relations }: RowSelection): Json {
    const cells = columns.map((selected): [string, Json] => {
      const name = columnSelected(selected);
      const column = model.columns.get(name);
      return [
        name,
        column === undefined ? null : (writtenCell(column, this.#view.shown(column, row)) as Json),
      ];
    });
    const related = Object.entries(relations).map(([alias, request]): [string, Json] => {
      const relation = relationNamed(model, request.field);
      if (request.kind === 'connection') {
        return [alias, this.#connection(request, this.rows(request, { row, relation }))];
      }
      const target = this.#view.store
        .related(relation, row)
        .find((other) => this.#view.isReadable(relation.target, other));
      return [
        alias,
        target === undefined ? null : this.#row(relation.target, target, request.selection),
      ];
    });
    return { id: idOf(model, row), ...Object.fromEntries([...cells, ...related]) };
  }

  #lookup({ model: name, args, selection, field }: LookupRequest): Json {
    const model = modelNamed(this.#catalog, name);
    const found = this.#view.store
      .all(model)
      .find(
        (row) =>
          this.#view.isReadable(model, row) &&
          args.every((argument) => this.#hasValue(model, row, { ...argument, field })),
      );
    return found === undefined ? null : this.#row(model, found, selection);
  }

  #hasValue(
    model: Model,
    row: StoredRow,
    { name, value, field }: LookupArgument & Pick<LookupRequest, 'field'>,
  ): boolean {
    const column = model.columns.get(name);
    const isId = (of: Model, key: number): boolean =>
      rowId(of, key) === value || (field !== 'node' && bareId(of, key) === value);
    if (column === undefined || column === model.id) {
      return isId(model, row.id);
    }
    const cell = this.#view.cell(column, row);
    if (cell === null || column.references === null) {
      return cell !== null && isSameName(model, name, [textOf(cell), String(value)]);
    }
    const { model: target } = column.references;
    const other = this.#view.store.all(target).find(({ id }) => id === cell);
    return other !== undefined && this.#view.isReadable(target, other) && isId(target, other.id);
  }

  #comparison(model: Model, { orderBy }: ConnectionInput): (a: StoredRow, b: StoredRow) => number {
    return comparisonBy(this.#view, orderKeys(model, orderBy ?? [model.orderBy ?? []].flat()));
  }

  #stored(model: Model, key: number): StoredRow {
    const row = this.#view.store.all(model).find(({ id }) => id === key);
    if (row === undefined) {
      throw new TypeError(`No ${model.name} ${String(key)}`);
    }
    return row;
  }
}

/** A row and the relation by which a list hangs on it. */
export interface ParentRow {
  readonly row: StoredRow;
  readonly relation: Relation;
}

function isSameName(model: Model, column: string, names: readonly [string, string]): boolean {
  const [a, b] = isCaseless(model, column) ? names.map(caselessKey) : names;
  return a === b;
}

function idOf(model: Model, { id }: StoredRow): string {
  return rowId(model, id);
}

function cursorOf(row: StoredRow | undefined): string | null {
  return row === undefined ? null : `cursor:${String(row.id)}`;
}

function pick(names: readonly string[], values: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
