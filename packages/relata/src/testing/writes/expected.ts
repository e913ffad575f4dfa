import type { Catalog, Model, Relation } from '../../model/model.js';
import { Rights } from '../attacks/rights.js';
import { type DataSet, Store, type StoredRow } from '../oracle/data-set.js';
import { type OracleViewer, type PolicyOperation, View } from '../oracle/policy.js';
import { tenantOfViewer } from '../tenants.js';
import { absentRow } from '../rows/row-keys.js';
import { circles } from './circles.js';
import type { Effect } from './effect.js';
import { ExpectedTables, type MadeRow } from './expected-tables.js';
import { keepingHidden } from './keeping-hidden.js';
import { fieldsOf, soughtRows } from './sought-rows.js';
import type { RowChange, RowUpdate, WriteOperation } from './operation.js';
import { foundBy, taken } from './unique-rows.js';

/** What comes of a write: codes of which at least one must be told, or else rows that are changed. */
export interface Expected {
  readonly codes: readonly string[];
  readonly effect: Effect;
}

const NOTHING: Effect = { created: [], updated: [], deleted: [], restored: [], purged: [] };
/** What policies are asked before anything else. */
const POLICIES: Readonly<Record<WriteOperation['kind'], readonly PolicyOperation[]>> = {
  create: ['create'],
  createMany: ['create'],
  update: ['update'],
  updateEach: ['update'],
  updateMany: ['update'],
  upsert: ['create', 'update'],
  delete: ['delete'],
  deleteMany: ['delete'],
  restore: ['delete'],
  purge: ['purge'],
};

/** Works out what a write comes to from the rules of the models, row by row. */
export function expectedOf({ catalog, data, viewer }: Scene, operation: WriteOperation): Expected {
  const view = new View(new Store(data), viewer);
  const judge = new Judge(catalog, data, view);
  const isNever = POLICIES[operation.kind].every(
    (policy) => view.isEverWritable(operation.model, policy) === false,
  );
  if (viewer.userId === null && isNever) {
    return { codes: ['UNAUTHENTICATED'], effect: NOTHING };
  }
  const { codes, effect } = judge.judge(operation);
  return {
    codes: codes.map((code) =>
      code === 'FORBIDDEN' && viewer.userId === null ? 'UNAUTHENTICATED' : code,
    ),
    effect,
  };
}

/** Where a write acts, and for whom. */
export interface Scene {
  readonly catalog: Catalog;
  readonly data: DataSet;
  readonly viewer: OracleViewer;
}

class Judge {
  readonly #catalog: Catalog;
  readonly #data: DataSet;
  readonly #view: View;
  readonly #rights: Rights;

  constructor(catalog: Catalog, data: DataSet, view: View) {
    this.#catalog = catalog;
    this.#data = data;
    this.#view = view;
    this.#rights = new Rights(catalog, view);
  }

  judge(operation: WriteOperation): Expected {
    const { model } = operation;
    switch (operation.kind) {
      case 'create':
        return this.#create(model, [operation.change]);
      case 'createMany':
        return this.#create(model, operation.changes);
      case 'update':
        return this.#updates(model, [operation]);
      case 'updateEach':
        return this.#updates(model, operation.updates);
      case 'updateMany':
        return this.#updateMany(operation);
      case 'upsert': {
        const found = foundBy(this.#view, model, operation.by);
        return found === undefined
          ? this.#create(model, [operation.create])
          : this.#updates(model, [
              { key: found.id, change: operation.update, expectedVersion: null, base: null },
            ]);
      }
      case 'delete':
        return this.#delete(model, operation.key, operation.expectedVersion);
      case 'deleteMany':
        return this.#many(operation, (key) => this.#delete(model, key, null));
      case 'restore': {
        const { key } = operation;
        const codes = this.#rights.restore(model, key);
        return { codes, effect: { ...NOTHING, restored: [{ model, key }] } };
      }
      case 'purge': {
        const { key } = operation;
        const codes = [
          ...this.#rights.purge(model, key),
          ...(this.#isUsed(model, key) ? ['VALIDATION'] : []),
        ];
        return { codes, effect: { ...NOTHING, purged: [{ model, key }] } };
      }
    }
  }

  #create(model: Model, changes: readonly RowChange[]): Expected {
    const effect = { ...NOTHING, created: changes.map((change) => ({ model, change })) };
    const { after, made } = this.#after(effect);
    const codes = made.flatMap((row) => this.#creation(after, row));
    return { codes: [...codes, ...circles(this.#catalog, after.store)], effect };
  }

  /** What is seen once a write is done, and the rows it makes. */
  #after(effect: Effect): { readonly after: View; readonly made: readonly MadeRow[] } {
    const { viewer } = this.#view;
    const tables = new ExpectedTables(this.#catalog, this.#data);
    const made = tables.apply(effect, viewer);
    return { after: new View(new Store(tables.dataSet()), viewer), made };
  }

  /** What is wrong with a new row, which is judged as it is once all is written. */
  #creation(
    after: View,
    { model, key, change, parentKey, isKeyTaken }: MadeRow,
  ): readonly string[] {
    const row = rowOf(after, model, key);
    const isUnset = [...model.relations.values()].some(
      ({ isSetByViewer, join, name }) =>
        isSetByViewer && join.kind === 'sourceKey' && join.key !== parentKey && row[name] === null,
    );
    const isForbidden =
      isUnset ||
      !after.isWritable(model, row, 'create') ||
      fieldsOf(change).some((field) => !after.isSettable(model, row, field));
    return [
      ...(isForbidden ? ['FORBIDDEN'] : []),
      ...(isTenantGone(after, model) ? ['NOT_FOUND'] : []),
      ...this.#references(model, null, change),
      ...(isKeyTaken ? ['NOT_UNIQUE'] : taken(after, model, row)),
    ];
  }

  #updates(model: Model, updates: readonly RowUpdate[]): Expected {
    const sought = soughtRows(this.#rights, model, updates);
    const found = sought.flatMap(({ row, ...rest }) => (row === null ? [] : [{ row, ...rest }]));
    const updated = found.map(({ model: of, row, change }) => ({
      model: of,
      key: row.id,
      change: keepingHidden(this.#view, { model: of, row }, change),
      isUnseen: this.#setsUnseen(of, row, change),
    }));
    const effect = { ...NOTHING, updated };
    const { after, made } = this.#after(effect);
    const codes = [
      ...sought.flatMap((each) => each.codes),
      ...found.flatMap((each) => this.#updated(after, each)),
      ...made.flatMap((each) => this.#creation(after, each)),
      ...circles(this.#catalog, after.store),
    ];
    const written = [...found.map(({ model: of, row }) => ({ model: of, key: row.id })), ...made];
    return { codes: this.#orGivenUp(after, written, codes), effect };
  }

  /** A value that another row gives up in the same write may be seen as taken. */
  #orGivenUp(
    after: View,
    written: readonly { readonly model: Model; readonly key: number }[],
    codes: readonly string[],
  ): readonly string[] {
    const isGivenUp = written.some(
      ({ model, key }) => taken(this.#view, model, rowOf(after, model, key)).length > 0,
    );
    if (!isGivenUp) {
      return codes;
    }
    return codes.length === 0 ? ['success', 'NOT_UNIQUE'] : [...codes, 'NOT_UNIQUE'];
  }

  /** Whether a value is set that the viewer does not see. */
  #setsUnseen(model: Model, row: StoredRow, { cells }: RowChange): boolean {
    return Object.keys(cells).some((name) => {
      const column = model.columns.get(name);
      return column !== undefined && !this.#view.isUnmasked(column, row);
    });
  }

  /** What is wrong with what becomes of a row. */
  #updated(
    after: View,
    { model, row, change }: { model: Model; row: StoredRow; change: RowChange },
  ): readonly string[] {
    const refers = (name: string): boolean => model.relations.get(name)?.join.kind === 'sourceKey';
    const isGiven = [...Object.keys(change.ties), ...Object.keys(change.creates)].some(refers);
    const then = rowOf(after, model, row.id);
    return [
      ...this.#references(model, row.id, change),
      ...(isGiven && !after.isWritable(model, then, 'update') ? ['FORBIDDEN'] : []),
      ...taken(after, model, then),
    ];
  }

  #delete(model: Model, key: number, expectedVersion: number | null): Expected {
    const codes = this.#rights.delete(model, key);
    const row = this.#rights.row(model, key);
    const isStale =
      row !== undefined && expectedVersion !== null && row['version'] !== expectedVersion;
    return {
      codes: [
        ...codes,
        ...(isStale && !codes.includes('NOT_FOUND') ? ['CONFLICT'] : []),
        ...(model.deletedAt === null && this.#isUsed(model, key) ? ['VALIDATION'] : []),
      ],
      effect: { ...NOTHING, deleted: [{ model, key }] },
    };
  }

  /** Whether a row, or one that would go with it, is referred to by one that neither goes nor lets go. */
  #isUsed(model: Model, key: number): boolean {
    return [...this.#catalog.values()]
      .flatMap((other) => [...other.columns.values()])
      .filter(({ references }) => references?.model === model)
      .some((column) => {
        const users = this.#view.store.all(column.model).filter((row) => row[column.name] === key);
        const rule = column.references?.onDelete;
        return rule === 'cascade'
          ? users.some(
              ({ id }) => !(column.model === model && id === key) && this.#isUsed(column.model, id),
            )
          : rule !== 'set null' && users.length > 0;
      });
  }

  /** What is said of relations must be right even where there is no row to change. */
  #updateMany(operation: Extract<WriteOperation, { readonly kind: 'updateMany' }>): Expected {
    const { model, change } = operation;
    if (fieldsOf(change).length === 0) {
      return { codes: ['VALIDATION'], effect: NOTHING };
    }
    const { codes, effect } = this.#many(operation, (key) =>
      this.#updates(model, [{ key, change, expectedVersion: null, base: null }]),
    );
    return { codes: [...codes, ...this.#references(model, null, change)], effect };
  }

  /** Rows that are seen, not too many, and each as it would be by itself. */
  #many(
    {
      model,
      keys,
      atMost,
    }: { readonly model: Model; readonly keys: readonly number[]; readonly atMost: number },
    one: (key: number) => Expected,
  ): Expected {
    const seen = [...new Set(keys)].filter((key) => {
      const row = this.#rights.row(model, key);
      return row !== undefined && this.#view.isReadable(model, row);
    });
    const each = seen.map(one);
    return {
      codes: [
        ...(seen.length > atMost ? ['VALIDATION'] : []),
        ...each.flatMap(({ codes }) => codes),
      ],
      effect: {
        created: [],
        updated: each.flatMap(({ effect }) => effect.updated),
        deleted: each.flatMap(({ effect }) => effect.deleted),
        restored: [],
        purged: [],
      },
    };
  }

  /** What is wrong with the rows at the other end of relations. */
  #references(model: Model, source: number | null, { ties, links }: RowChange): readonly string[] {
    const relationOf = (name: string): Relation | undefined => model.relations.get(name);
    const tied = Object.entries(ties).flatMap(([name, key]) => {
      const relation = relationOf(name);
      return relation === undefined || key === null
        ? []
        : this.#rights
            .connect(relation, source ?? absentRow(model), key)
            // Whether it may be given away is asked of the row as it is then.
            .filter((code) => code !== 'FORBIDDEN');
    });
    const linked = Object.entries(links).flatMap(([name, { verb, keys }]) => {
      const relation = relationOf(name);
      return relation === undefined
        ? []
        : keys.flatMap((key) =>
            verb === 'disconnect'
              ? this.#rights.takeOut(relation, source ?? absentRow(model), key)
              : this.#rights.connect(relation, source ?? absentRow(model), key),
          );
    });
    return [...tied, ...linked];
  }
}

/** Whether the row is gone that is the tenant of the viewer. */
function isTenantGone({ store, viewer }: View, { tenant }: Model): boolean {
  const target = tenant?.column.references?.model;
  const own = tenant === null ? null : tenantOfViewer(tenant, viewer);
  return target !== undefined && own !== null && !store.all(target).some(({ id }) => id === own);
}

function rowOf({ store }: View, model: Model, key: number): StoredRow {
  const row = store.all(model).find(({ id }) => id === key);
  if (row === undefined) {
    throw new TypeError(`No ${model.name} ${String(key)} is expected`);
  }
  return row;
}
