import type { Catalog, Column, Model, Relation } from '../../model/model.js';
import type { StoredRow } from '../oracle/data-set.js';
import type { View } from '../oracle/policy.js';
import { isUniqueKey } from '../rows/catalog-facts.js';

/** What a write comes to: codes of the errors in its payload; none for success. */
export type Codes = readonly string[];

/** What writes of a viewer come to, worked out from the rules of the models row by row. */
export class Rights {
  readonly catalog: Catalog;
  readonly view: View;

  constructor(catalog: Catalog, view: View) {
    this.catalog = catalog;
    this.view = view;
  }

  row(model: Model, key: number): StoredRow | undefined {
    return this.view.store.all(model).find(({ id }) => id === key);
  }

  /** A change of a row that sets some fields. */
  update(model: Model, key: number, fields: readonly string[]): Codes {
    const row = this.#readable(model, key);
    if (row === null) {
      return ['NOT_FOUND'];
    }
    const isAllowed = fields.every((field) => this.view.isSettable(model, row, field));
    return this.view.isWritable(model, row, 'update') && isAllowed ? [] : ['FORBIDDEN'];
  }

  delete(model: Model, key: number): Codes {
    const row = this.#readable(model, key);
    if (row === null) {
      return ['NOT_FOUND'];
    }
    return this.#leave(model, row);
  }

  restore(model: Model, key: number): Codes {
    const row = this.#deleted(model, key);
    if (row === null) {
      return ['NOT_FOUND'];
    }
    return this.view.isWritable(model, row, 'delete') ? [] : ['FORBIDDEN'];
  }

  purge(model: Model, key: number): Codes {
    const row = this.#deleted(model, key);
    if (row === null) {
      return ['NOT_FOUND'];
    }
    const isAllowed = this.view.isWritable(model, row, 'purge') && this.#dependents(model, row);
    return isAllowed ? [] : ['FORBIDDEN'];
  }

  /** A row that is soft-deleted, where the viewer sees it so. */
  #deleted(model: Model, key: number): StoredRow | null {
    const row = this.row(model, key);
    return row !== undefined && this.view.isReadable(model, row, 'ONLY') ? row : null;
  }

  /** A row connected to one that may be changed itself. */
  connect(relation: Relation, source: number, key: number): Codes {
    const { target, many, join } = relation;
    const row = this.#readable(target, key);
    if (row === null) {
      return ['NOT_FOUND'];
    }
    if (join.kind === 'link') {
      return [];
    }
    if (join.kind === 'sourceKey') {
      return this.#isTaken(join.key, key, source)
        ? ['NOT_UNIQUE']
        : this.#give(join.key, this.row(relation.source, source), key);
    }
    if (!this.view.isWritable(target, row, 'update')) {
      return ['FORBIDDEN'];
    }
    const given = this.#give(join.key, row, source);
    if (given.length > 0) {
      return given;
    }
    const others = many ? [] : this.#children(relation, source, key);
    const codes = this.#leaveAll(relation, others);
    // The place of a single row may be seen as taken until the one that had it is gone.
    return codes.length === 0 && others.length > 0 ? ['success', 'NOT_UNIQUE'] : codes;
  }

  /** A row taken out of a relation to many, and deleted where the relation says so. */
  takeOut(relation: Relation, source: number, key: number): Codes {
    const { target, join, isOrphanRemoval } = relation;
    const row = this.#readable(target, key);
    if (row === null) {
      return ['NOT_FOUND'];
    }
    if (join.kind !== 'targetKey') {
      return [];
    }
    if (!this.view.isWritable(target, row, 'update')) {
      return ['FORBIDDEN'];
    }
    if (row[join.key.name] !== source) {
      return ['NOT_FOUND'];
    }
    return isOrphanRemoval ? this.#leave(target, row) : join.key.nullable ? [] : ['VALIDATION'];
  }

  /** A relation to many that is to have one row in the end: of the others, those leave that are seen. */
  set(relation: Relation, source: number, key: number): Codes {
    const connected = this.connect(relation, source, key);
    if (connected.length > 0 || relation.join.kind !== 'targetKey') {
      return connected;
    }
    const others = this.#children(relation, source, key).filter((row) =>
      this.view.isReadable(relation.target, row),
    );
    return this.#leaveAll(relation, others);
  }

  /** What may be told of a connection that is forbidden where it would close a circle in a tree, which is found before. */
  orCircle(codes: Codes, { join }: Relation, [source, key]: readonly [number, number]): Codes {
    const isOfTree = 'key' in join && join.key.model.trees.includes(join.key);
    if (!codes.includes('FORBIDDEN') || !isOfTree) {
      return codes;
    }
    const { model, name } = join.key;
    const [below, above] = join.kind === 'sourceKey' ? [source, key] : [key, source];
    let at: number | null = above;
    for (let steps = this.view.store.all(model).length; at !== null && at !== below; steps -= 1) {
      at = steps < 0 ? null : ((this.row(model, at)?.[name] ?? null) as number | null);
    }
    return at === below ? [...codes, 'VALIDATION'] : codes;
  }

  /** A row that refers to another than before must be one that its giver may still change. */
  #give({ model, name }: Column, row: StoredRow | undefined, key: number): Codes {
    return row === undefined || this.view.isWritable(model, { ...row, [name]: key }, 'update')
      ? []
      : ['FORBIDDEN'];
  }

  /** Whether another row holds a key that only one may hold. */
  #isTaken(column: Column, key: number, holder: number): boolean {
    return (
      isUniqueKey(column) &&
      this.view.store.all(column.model).some((row) => row[column.name] === key && row.id !== holder)
    );
  }

  #children({ target, join }: Relation, source: number, except: number): readonly StoredRow[] {
    return join.kind === 'targetKey'
      ? this.view.store
          .all(target)
          .filter((row) => row[join.key.name] === source && row.id !== except)
      : [];
  }

  #leaveAll({ target, join, isOrphanRemoval }: Relation, rows: readonly StoredRow[]): Codes {
    if (isOrphanRemoval) {
      return rows.every((row) => this.#leave(target, row).length === 0) ? [] : ['FORBIDDEN'];
    }
    if (rows.length > 0 && join.kind === 'targetKey' && !join.key.nullable) {
      return ['VALIDATION'];
    }
    return rows.every((row) => this.view.isWritable(target, row, 'update')) ? [] : ['FORBIDDEN'];
  }

  /** A row goes with all that hangs on it, or not at all. */
  #leave(model: Model, row: StoredRow): Codes {
    if (!this.view.isWritable(model, row, 'delete')) {
      return ['FORBIDDEN'];
    }
    return model.deletedAt !== null || this.#dependents(model, row) ? [] : ['FORBIDDEN'];
  }

  /** A row that hangs on one that goes: soft deletion is no matter then. */
  #goes(model: Model, row: StoredRow): boolean {
    return this.view.isWritable(model, row, 'delete') && this.#dependents(model, row);
  }

  #dependents(model: Model, row: StoredRow): boolean {
    const keys = [...this.catalog.values()].flatMap((other) =>
      [...other.columns.values()].filter(
        ({ references }) => references?.model === model && references.onDelete === 'cascade',
      ),
    );
    return keys.every((column) =>
      this.view.store
        .all(column.model)
        .filter((other) => other[column.name] === row.id)
        .every((other) => this.#goes(column.model, other)),
    );
  }

  #readable(model: Model, key: number): StoredRow | null {
    const row = this.row(model, key);
    return row !== undefined && this.view.isReadable(model, row) ? row : null;
  }
}
