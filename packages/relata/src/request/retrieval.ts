import {
  type EntityClass,
  type FilterQuery,
  type FindOptions,
  type RequiredEntityData,
  helper,
  type Primary,
} from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { NotFoundError, NotUniqueRowError } from '../errors.js';

const INSERT_CHUNK = 500;

/** Which rows, in which order. */
export interface RetrievalOptions<T> {
  /** Every row, if nothing is said. */
  readonly where?: FilterQuery<T>;
  /** Lowest key first, if nothing is said. */
  readonly orderBy?: NonNullable<FindOptions<T>['orderBy']>;
  readonly limit?: number;
}

/** Every row that matches; every row of the table without a condition. */
export async function all<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  options: RetrievalOptions<T> = {},
): Promise<T[]> {
  return em.find(model, (options.where ?? {}) as never, findOptions(em, model, options));
}

/** The first row that matches, in the order given; null when none does. */
export async function first<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  options: Omit<RetrievalOptions<T>, 'limit'> = {},
): Promise<T | null> {
  const [row] = await all<T>(em, model, { ...options, limit: 1 });
  return row ?? null;
}

/**
 * The only row that matches.
 * @throws NotFoundError when there is none, NotUniqueRowError when there are several
 */
export async function one<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  where: FilterQuery<T>,
): Promise<T> {
  const row = await oneOrNull<T>(em, model, where);
  if (row === null) {
    throw NotFoundError.none(model.name);
  }
  return row;
}

/**
 * The only row that matches, or null when there is none.
 * @throws NotUniqueRowError when there are several
 */
export async function oneOrNull<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  where: FilterQuery<T>,
): Promise<T | null> {
  const [row, another] = await all<T>(em, model, { where, limit: 2 });
  if (another !== undefined) {
    throw NotUniqueRowError.several(model.name);
  }
  return row ?? null;
}

/** Some columns of the rows that match, as plain objects that no session keeps. */
export async function selected<T extends object, K extends string & keyof T>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  { columns, ...options }: RetrievalOptions<T> & { readonly columns: readonly K[] },
): Promise<Pick<T, K>[]> {
  const rows = (await em.find(model, (options.where ?? {}) as never, {
    ...findOptions(em, model, options),
    fields: [...columns] as never,
    disableIdentityMap: true,
  })) as unknown as T[];
  return rows.map(
    (row) => Object.fromEntries(columns.map((column) => [column, row[column]])) as Pick<T, K>,
  );
}

/**
 * Inserts rows, with the defaults and computed columns of the model, a few hundred a statement.
 * All or none: in the transaction of the session, or in one of its own.
 * @returns their keys, in the order of the rows
 */
export async function insertMany<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  rows: readonly RequiredEntityData<T>[],
): Promise<Primary<T>[]> {
  // A fork, so that the session of the caller neither keeps the rows nor flushes anything else.
  const fork = em.fork({ keepTransactionContext: true });
  if (fork.isInTransaction()) {
    return insertChunks(fork, model, rows);
  }
  return fork.transactional((inner) => insertChunks(inner, model, rows));
}

async function insertChunks<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  rows: readonly RequiredEntityData<T>[],
): Promise<Primary<T>[]> {
  const ids: Primary<T>[] = [];
  for (let start = 0; start < rows.length; start += INSERT_CHUNK) {
    const entities = rows.slice(start, start + INSERT_CHUNK).map((row) => em.create(model, row));
    await em.flush();
    ids.push(...entities.map((entity) => helper(entity).getPrimaryKey() as Primary<T>));
    em.clear();
  }
  return ids;
}

function findOptions<T extends object>(
  em: SqlEntityManager,
  model: EntityClass<T>,
  { orderBy, limit }: RetrievalOptions<T>,
): FindOptions<T> {
  const byKey = em.getMetadata(model).primaryKeys.map((name) => ({ [name]: 'asc' }));
  return {
    orderBy: orderBy ?? byKey,
    ...(limit === undefined ? {} : { limit }),
  };
}
