import type { Key } from '../../kinds/kind.js';
import { type AnyEntity, type EntityClass, helper, wrap } from '@mikro-orm/core';
import type { Column, Model, Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { noteChange, noteRows } from '../invariants/suspects.js';
import { RuleError } from '../../errors.js';
import { type UserError, UserErrors, type InputPath, WriteFailure } from '../user-error.js';
import { keyOf, knownKey, ormKey } from '../../model/entity-key.js';
import { ID } from '../../model/names.js';
import { tenantKeyOf, tenantValue } from '../../access/viewer-tenant.js';
import { placeOfColumns } from '../input/place-of-columns.js';
import { mentionOf } from '../input/lookup-key.js';
import type { ConnectOrCreate, RowWrite } from '../input/write-plan.js';
import { markKey } from './mark-key.js';

/** An entity as the engine handles it: properties by name. */
export type Entity = Record<string, unknown>;

/** Rows that are there, and what becomes of them, all alike. */
export interface RowsUpdate {
  readonly write: RowWrite;
  readonly entities: readonly Entity[];
}

/** A row that was created, and what it was created from. */
export interface Created {
  readonly model: Model;
  readonly entity: Entity;
  readonly write: RowWrite;
}

/** A change of a link table, made once all rows have their keys. */
export interface LinkChange {
  readonly relation: Relation;
  readonly sources: readonly Entity[];
  /** Whether the sources are created with these links, not changed by them. */
  readonly isNew: boolean;
  readonly add: readonly Entity[];
  readonly remove: readonly Key[];
  readonly removesOthers: boolean;
}

/** A row that is to be deleted, and where that was asked for. */
export interface Deletion {
  readonly model: Model;
  readonly entity: Entity;
  readonly path: InputPath;
}

/** A row that was there and belongs to another now, and where that was asked for. */
export interface Moved extends Deletion {
  /** What refers to the other row, and where that stands. */
  readonly key: Column;
  readonly at: InputPath;
}

/** One root field's unit of work: what it has done so far, and what is left for the flush. */
export class Unit {
  readonly session: StatementRunner;
  readonly created: Created[] = [];
  readonly linkChanges: LinkChange[] = [];
  /** Rows that were there, and were given another owner. */
  readonly moved: Moved[] = [];
  /** Rows that change within others, and where that was asked for. */
  readonly changed = new Map<object, InputPath>();
  /** Where the inputs of rows that change stand. */
  readonly inputs = new Map<object, InputPath>();
  /** Rows that leave the database with this unit. */
  readonly toDelete: Deletion[] = [];
  /** Those of them that it has removed, which lose their keys with the flush. */
  readonly removed: { readonly model: Model; readonly key: Key }[] = [];
  /** What was found wrong while the inputs were applied. */
  readonly userErrors: UserError[] = [];
  // New rows by lookup and values, so that `connectOrCreate` makes one row of two mentions.
  readonly #newUniques = new Map<string, Entity>();
  // Versions of rows as they were loaded.
  readonly #versions = new Map<Entity, unknown>();
  // Rows that were loaded, by their keys.
  readonly #loaded = new Map<Model, Map<Key, Entity>>();
  // Changes that must wait for the first flush, by what changes.
  readonly #last = new Map<object, () => unknown>();

  constructor(session: StatementRunner) {
    this.session = session;
  }

  /** The row an earlier mention of the same unique value created in this unit. */
  newByUnique(item: ConnectOrCreate): Entity | undefined {
    return this.#newUniques.get(mentionOf(item.lookup, item.values));
  }

  /** Keeps a new row for later mentions of its unique value. */
  rememberUnique(item: ConnectOrCreate, entity: Entity): Entity {
    this.#newUniques.set(mentionOf(item.lookup, item.values), entity);
    return entity;
  }

  /** Where a row stands that the unit made, changes, moved or takes away. */
  placeOf(row: object): InputPath | undefined {
    const made = this.created.find(({ entity }) => entity === row);
    const moved = [...this.moved, ...this.toDelete].find(({ entity }) => entity === row);
    return made?.write.path ?? this.inputs.get(row) ?? moved?.path;
  }

  /** Where it stands what one of some rows was given to last, by a key. */
  placeOfTie(rows: readonly object[], key: Column): InputPath | undefined {
    const tie = this.moved.findLast((each) => each.key === key && rows.includes(each.entity));
    return tie?.at ?? rows.map((row) => this.placeOf(row)).find((path) => path !== undefined);
  }

  /**
   * Makes a new entity from values by column, for the next flush to write.
   * @throws WriteFailure where its constructor, its setters or its hooks find a rule broken
   */
  create(write: RowWrite, extra: ReadonlyMap<Column, unknown> = new Map()): Entity {
    const { model, values } = write;
    const all = [...values, ...extra, ...this.#tenantOf(model)];
    const data = all.map(([column, value]) => [column.name, value] as const);
    // By a row that is a part of the key the ORM would look for the new row: among those that are known, of which one may
    // be about to leave, and by a key that is not known yet, where that row is new itself.
    const isLate = ([name, value]: (typeof data)[number]): boolean =>
      typeof value === 'object' && model.keys.includes(name);
    const known = Object.fromEntries(data.filter((each) => !isLate(each)));
    this.#checkKey(write, known);
    const entity = withUserErrorsAt(write.path, () => {
      const made = this.#em.create(classOf(model), known as never, { partial: true }) as Entity;
      return wrap(made).assign(Object.fromEntries(data.filter(isLate)) as never, {
        em: this.#em,
      });
    });
    markKey(model, entity);
    this.created.push({ model, entity, write });
    return entity;
  }

  /**
   * Sets columns of an entity; only what differs will be written.
   * @param path - where the values stand
   * @throws WriteFailure where its setters find a rule broken
   */
  assign(entity: Entity, values: ReadonlyMap<Column, unknown>, path: InputPath): void {
    const data = Object.fromEntries([...values].map(([column, value]) => [column.name, value]));
    for (const { model, name } of values.keys()) {
      noteChange(this.session, model, name);
    }
    withUserErrorsAt(path, () => wrap(entity).assign(data as never, { em: this.#em }));
  }

  /** Has a column written though its value may be what it was. */
  touch(entity: Entity, column: Column): void {
    const original = helper(entity).__originalEntityData as Record<string, unknown> | undefined;
    if (original !== undefined) {
      // What is not known to be stored counts as changed.
      Reflect.deleteProperty(original, column.name);
    }
  }

  /** Has links changed once all rows are written. */
  changeLinks(change: LinkChange): void {
    if (change.removesOthers || change.remove.length > 0) {
      noteChange(this.session, change.relation.source, change.relation.name);
    }
    this.linkChanges.push(change);
  }

  /** Whether the version of a row is another than it was when it was loaded. */
  isRaised(model: Model, entity: Entity): boolean {
    return entity[versionOf(model)] !== this.#versions.get(entity);
  }

  /** Has the version of a row raised by the next flush: what changes is what it is linked to. */
  raiseVersion(model: Model, entity: Entity): void {
    if (model.version !== null) {
      // What is written is the model's doing: one more than is stored.
      entity[model.version.name] = Number(entity[model.version.name]) + 1;
    }
  }

  /** Sets the key of a to-one relation to a row, new or known; null takes it away. */
  point(entity: Entity, key: Column, target: Entity | null): void {
    noteChange(this.session, key.model, key.name);
    wrap(entity).assign({ [key.name]: target } as never, { em: this.#em });
  }

  /**
   * As {@link point}, once everything else is written: of a relation with room for one, the row
   * that was there must be gone before another takes its place.
   */
  pointLast(entity: Entity, key: Column, target: Entity): void {
    this.#last.set(entity, () => {
      this.point(entity, key, target);
    });
  }

  /**
   * Makes rows once everything else is written: a row that leaves may have the key of one of them.
   * @param make - makes their entities
   */
  createLast(make: () => Promise<unknown>): void {
    this.#last.set(make, make);
  }

  /** An entity for a row that is there, without loading it. */
  reference(model: Model, key: Key): Entity {
    return this.#em.getReference(classOf(model), ormKey(model, key)) as Entity;
  }

  /** Loads rows by key, in that order; those it has not loaded yet, by one statement. */
  async load(model: Model, keys: readonly Key[]): Promise<readonly Entity[]> {
    const loaded = this.#loaded.get(model) ?? new Map<Key, Entity>();
    this.#loaded.set(model, loaded);
    const missing = keys.filter((key) => !loaded.has(key));
    if (missing.length > 0) {
      const rows = await this.#em.find(classOf(model), whereKeys(model, missing));
      for (const row of rows as Entity[]) {
        this.#versions.set(row, row[versionOf(model)]);
        loaded.set(keyOf(model, row), row);
      }
    }
    return keys.map((key) => loaded.get(key)).filter((row) => row !== undefined);
  }

  remove(model: Model, entity: Entity): void {
    noteRows(this.session, model);
    this.removed.push({ model, key: keyOf(model, entity) });
    this.#em.remove(entity);
  }

  /** Whose a new row is: the viewer's tenant's, without which nobody creates one. */
  #tenantOf({ tenant }: Model): readonly (readonly [Column, unknown])[] {
    const key = tenant === null ? null : tenantKeyOf(tenant, this.session.context.viewer);
    if (tenant === null || key === null) {
      return [];
    }
    const { column } = tenant;
    const target = column.references?.model;
    return [
      [column, target === undefined ? tenantValue(column, key) : this.reference(target, key)],
    ];
  }

  /** Changes that wait until everything else is written, and may lead to more; each is told once. */
  takeLast(): readonly (() => unknown)[] {
    const last = [...this.#last.values()];
    this.#last.clear();
    return last;
  }

  /**
   * The ORM would take a row with the key of one that the unit has to do with for that one: it would be changed, not made.
   * @throws WriteFailure where there is such a row
   */
  #checkKey(write: RowWrite, values: Entity): void {
    const { model, path } = write;
    const key = knownKey(model, values);
    const unitOfWork = this.#em.getUnitOfWork();
    if (key !== null && unitOfWork.getById(classOf(model), ormKey(model, key))) {
      const columns = model.keys.flatMap((name) => model.columns.get(name) ?? []);
      const place =
        columns.length === 1
          ? placeOfColumns(write, columns)
          : { names: [ID], path, paths: [path] };
      throw new WriteFailure([UserErrors.taken(place)]);
    }
  }

  get #em() {
    return this.session.context.em;
  }
}

/** The rows with some keys, as the ORM is asked for them. */
function whereKeys(model: Model, keys: readonly Key[]): object {
  const values = keys.map((key) => ormKey(model, key));
  const [only = ''] = model.keys;
  return model.id.parts.length === 1 ? { [only]: { $in: values } } : values;
}

function withUserErrorsAt<T>(path: InputPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RuleError ? new WriteFailure([UserErrors.broken(path, error)]) : error;
  }
}

/** The class of a model, as MikroORM's entity. */
function classOf(model: Model): EntityClass<AnyEntity> {
  return model.target;
}

/** Name of the property that counts changes; of none where rows have no such. */
function versionOf({ version }: Model): string {
  return version?.name ?? '';
}
