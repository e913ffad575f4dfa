import {
  type AnyEntity,
  type ChangeSet,
  ChangeSetType,
  type EntityMetadata,
} from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { sql } from 'kysely';
import type { Orm } from '../../database/orm.js';
import type { Key } from '../../kinds/kind.js';
import { keyOf } from '../../model/entity-key.js';
import type { Column } from '../../model/model.js';
import type { Engine } from '../../reading/engine.js';
import type { Dialect } from '../../reading/sql/dialect.js';
import { isSameKey, readKey, selectedKey, storedKey } from '../../reading/sql/key.js';
import { Scope } from '../../reading/sql/scope.js';
import { startOfMany, startOfWalk, walkedRows } from '../../reading/sql/tree.js';
import { entityIn } from '../unit/entity-in.js';
import type { Entity } from '../unit/unit.js';
import { CircleError } from './circle-error.js';
import { lockTree, runIn } from './tree-lock.js';

type Change = ChangeSet<AnyEntity>;

/** What hooks of the ORM are told of a row that was updated. */
interface Updated {
  readonly em: SqlEntityManager;
  readonly changeSet?: Change;
}

/**
 * Has every flush of the ORM's sessions that moves rows in a tree look for circles: those of mutations, of hand-written
 * operations and of scripts alike. Who moves none is asked nothing. It goes by hooks of the models, not by subscribers,
 * which every session would have to be told of.
 */
export function guardTrees(orm: Orm, engine: Engine): void {
  for (const model of engine.catalog.values()) {
    for (const key of model.trees) {
      const meta: EntityMetadata = orm.getMetadata().get(model.target);
      const guard = new TreeGuard(engine, key);
      const { afterUpdate = [] } = meta.hooks;
      // Classes share their hooks with other ORMs of the process.
      meta.hooks = {
        ...meta.hooks,
        afterUpdate: [...afterUpdate, (args: unknown) => guard.afterUpdate(args as Updated)],
      };
    }
  }
}

/** Guards a tree. */
class TreeGuard {
  readonly #engine: Engine;
  readonly #key: Column;
  /** Changes that were looked at, together with others of their flush. */
  readonly #seen = new WeakSet<object>();

  constructor(engine: Engine, key: Column) {
    this.#engine = engine;
    this.#key = key;
  }

  /** @throws CircleError */
  async afterUpdate({ em, changeSet }: Updated): Promise<void> {
    if (changeSet === undefined || this.#seen.has(changeSet) || !this.#isMove(changeSet)) {
      return;
    }
    const changes = em.getUnitOfWork().getChangeSets() as readonly Change[];
    const moved = changes.filter((each) => each.type === changeSet.type && this.#isMove(each));
    const isNew = changes.some(
      ({ entity, type }) => entity === changeSet.entity && type === ChangeSetType.CREATE,
    );
    // All that are updated were written at once, before any was told.
    for (const change of [...moved, changeSet]) {
      this.#seen.add(change);
    }
    const rows = [...new Set([...moved, changeSet].map(({ entity }) => entity as Entity))];
    const inCircle =
      isNew && moved.length === 0
        ? rows.filter((row) => this.#isAboveItself(row))
        : await this.#inCircle(em, rows);
    if (inCircle.length > 0) {
      throw new CircleError(inCircle, this.#key);
    }
  }

  /** Whether a change gives a row that is there another one above it. */
  #isMove({ meta, type, payload }: Change): boolean {
    const { model, name } = this.#key;
    const isOfModel = meta.class === (model.target as unknown);
    return isOfModel && type !== ChangeSetType.CREATE && (payload as Entity)[name] != null;
  }

  /**
   * New rows that refer to each other are inserted first and tied then; where no row that was there is moved, nothing
   * but new rows can be in a circle with them.
   */
  #isAboveItself(row: Entity): boolean {
    const { name } = this.#key;
    const met = new Set<Entity>();
    let at = entityIn(row[name]);
    while (at !== null && at !== row && !met.has(at)) {
      met.add(at);
      at = entityIn(at[name]);
    }
    return at === row;
  }

  /** Which of some rows are above themselves: looked up once nobody else can move any. */
  async #inCircle(em: SqlEntityManager, rows: readonly Entity[]): Promise<readonly Entity[]> {
    const { model } = this.#key;
    const { dialect } = this.#engine;
    await lockTree(em, dialect, model);
    const keys = await keysInCircle(em, this.#key, {
      dialect,
      keys: rows.map((row) => keyOf(model, row)),
      scope: new Scope(dialect, this.#engine.policies, NOBODY),
    });
    return rows.filter((row) => keys.has(keyOf(model, row)));
  }
}

const NOBODY = { userId: null, permissions: new Set<string>() };

async function keysInCircle(
  em: SqlEntityManager,
  key: Column,
  of: { readonly dialect: Dialect; readonly scope: Scope; readonly keys: readonly Key[] },
): Promise<ReadonlySet<Key>> {
  const { model } = key;
  const { id } = model;
  const { dialect, scope, keys } = of;
  const start = startOfMany(dialect, id, keys);
  const walk = { model, join: { kind: 'tree', key, way: 'up' }, start } as const;
  const above = walkedRows(scope, { ...walk, passable: null, maxDepth: null });
  const own = storedKey(id, ABOVE);
  const rows = await runIn(
    em,
    sql`select ${selectedKey(dialect, id, own)} as id from ${above} as ${sql.id(ABOVE)}
      where ${isSameKey(own, startOfWalk({ model }, ABOVE))}`,
  );
  return new Set(rows.map((row) => readKey(id, row['id'])));
}

const ABOVE = 'above';
