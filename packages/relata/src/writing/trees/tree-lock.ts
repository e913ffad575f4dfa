import type { SqlEntityManager } from '@mikro-orm/sql';
import { runQuery } from '../../database/statements/statements.js';
import type { Model } from '../../model/model.js';
import type { RawRow } from '../../reading/reader/row.js';
import type { Dialect, Sql } from '../../reading/sql/dialect.js';

// By transaction: the trees that it has locked from the beginning on, so that no savepoint lets go of them.
const locked = new WeakMap<object, Set<Model>>();

/**
 * Lets one transaction after the other move rows in a tree: what each of them sees when it looks for circles is then
 * what there will be. Whoever locks it before any row cannot come to wait for somebody that waits for the lock.
 */
export async function lockTree(
  em: SqlEntityManager,
  dialect: Dialect,
  model: Model,
): Promise<void> {
  const turn = dialect.inTurn([`relata/tree/${model.table}`]);
  if (turn !== null && locked.get(em.getTransactionContext() ?? em)?.has(model) !== true) {
    await runIn(em, turn);
  }
}

/** Notes that a tree stays locked until the transaction of a session ends. */
export function noteLocked(em: SqlEntityManager, model: Model): void {
  const transaction: object = em.getTransactionContext() ?? em;
  locked.set(transaction, (locked.get(transaction) ?? new Set()).add(model));
}

/** Runs a statement in the transaction of a session. */
export async function runIn(em: SqlEntityManager, statement: Sql): Promise<readonly RawRow[]> {
  const kysely = em.getKysely({ type: 'read' });
  return await runQuery<RawRow>({ em }, { compile: () => statement.compile(kysely) });
}
