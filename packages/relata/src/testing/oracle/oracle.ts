import { bareId, rowId } from '../rows/row-keys.js';
import { columnSelected } from './selected-column.js';
import { writtenCell } from './cells.js';
import type { Catalog, Model, Relation } from '../../model/model.js';
import { type AggregateName, aggregateOf } from './aggregate.js';
import {
  type DataSet,
  type Depths,
  modelNamed,
  relationNamed,
  Store,
  type StoredRow,
  textOf,
} from './data-set.js';
import { matches } from './filter.js';
import { comparisonBy, nearestFirst, orderKeys } from './order.js';
import { type PageOf, pageOf } from './page.js';
import { type OracleViewer, View } from './policy.js';
import type {
  ConnectionInput,
  ConnectionRequest,
  Cursor,
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
    return request.kind === 'connection' ? this.#connection(request) : this.#lookup(request);
  }

  /** All rows of a list in its order, whatever the page. */
  rows(request: ConnectionRequest, parent?: ParentRow): readonly StoredRow[] {
    const model = modelNamed(this.#catalog, request.model);
    const { where, deleted = 'EXCLUDE', maxDepth = Infinity } = request.input;
    const depths = this.#depths(parent);
    const stored =
      parent === undefined
        ? this.#view.store.all(model)
        : this.#view.related(parent.relation, parent.row);
    return stored
      .filter((row) => this.#view.isReadable(model, row, deleted))
      .filter((row) => (depths?.get(row) ?? 0) <= maxDepth)
      .filter((row) => matches(this.#view, { model, row }, where ?? {}) === true)
      .toSorted(this.#comparison(model, request.input, depths));
  }

  #page(
    request: ConnectionRequest,
    rows: readonly StoredRow[],
    parent: ParentRow | undefined,
  ): PageOf<StoredRow> {
    const model = modelNamed(this.#catalog, request.model);
    const { first, last, after, before, offset } = request.input;
    const depths = new Map(this.#depths(parent));
    // A cursor may be of the list of another row, from which its own is as far away as it says.
    const place = (cursor: Cursor): StoredRow => {
      const row = { ...this.#stored(model, cursor.row) };
      if (parent !== undefined && cursor.parent !== undefined) {
        const from = this.#stored(parent.relation.source, cursor.parent);
        const own = this.#depths({ ...parent, row: from }) ?? [];
        depths.set(row, [...own].find(([{ id }]) => id === row.id)?.[1] ?? 0);
      }
      return row;
    };
    const bounds = {
      ...(after === undefined ? {} : { after: place(after) }),
      ...(before === undefined ? {} : { before: place(before) }),
    };
    return pageOf(rows, this.#comparison(model, request.input, depths), {
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      ...bounds,
      ...(offset === undefined ? {} : { offset }),
    });
  }

  /** How far the rows are away that a way through a tree leads to; null for any other list. */
  #depths(parent: ParentRow | undefined): Depths | null {
    return parent?.relation.join.kind === 'tree'
      ? this.#view.walk(parent.relation, parent.row)
      : null;
  }

  #connection(request: ConnectionRequest, parent?: ParentRow): Json {
    const rows = this.rows(request, parent);
    const model = modelNamed(this.#catalog, request.model);
    const { nodes, edges, pageInfo, totalCount, aggregate } = request.selection;
    const page = this.#page(request, rows, parent);
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
        return [alias, this.#connection(request, { row, relation })];
      }
      const target = this.#view
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

  #comparison(
    model: Model,
    { orderBy }: ConnectionInput,
    depths: Depths | null,
  ): (a: StoredRow, b: StoredRow) => number {
    const keys = orderKeys(model, orderBy ?? [model.orderBy ?? []].flat());
    const comparison = comparisonBy(this.#view, keys);
    return depths === null || (orderBy ?? null) !== null
      ? comparison
      : nearestFirst(depths, comparison);
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
