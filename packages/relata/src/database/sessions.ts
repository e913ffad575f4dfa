import type { ConnectionType } from '@mikro-orm/core';
import {
  EntityManager as PostgresEntityManager,
  type PostgreSqlConnection,
} from '@mikro-orm/postgresql';
import { type AbstractSqlConnection, SqlEntityManager } from '@mikro-orm/sql';
import { getOrMake } from '../cache/get-or-make.js';

// The connection of a session that has a transaction is that of the transaction. By the ORM, it would be another one: what it
// writes would stay when the transaction is rolled back, and on SQLite, with one connection that writes, it would wait for the
// transaction that waits for it. `getConnection('read')` is outside of it as ever.

/** Sessions of SQLite. */
export class SqliteSession extends SqlEntityManager {
  override getConnection(type?: ConnectionType): AbstractSqlConnection {
    return ownConnection(this, super.getConnection(type), type);
  }
}

/** Sessions of PostgreSQL. */
export class PostgresSession extends PostgresEntityManager {
  override getConnection(type?: ConnectionType): PostgreSqlConnection {
    return ownConnection(this, super.getConnection(type), type);
  }
}

/** By transaction: the ORM asks for it with each statement. */
const connections = new WeakMap<object, AbstractSqlConnection>();

function ownConnection<C extends AbstractSqlConnection>(
  em: SqlEntityManager,
  connection: C,
  type: ConnectionType | undefined,
): C {
  const transaction = em.getTransactionContext<object>();
  return transaction === undefined || type === 'read'
    ? connection
    : // The driver has one class of connections.
      (getOrMake(connections, transaction, () => boundTo(connection, transaction)) as C);
}

/** A connection whose statements run in a transaction where they are not told of another one. */
function boundTo(connection: AbstractSqlConnection, transaction: object): AbstractSqlConnection {
  const execute = (...args: Parameters<AbstractSqlConnection['execute']>): Promise<unknown> => {
    args[3] ??= transaction as Parameters<AbstractSqlConnection['execute']>[3];
    return connection.execute(...args);
  };
  return new Proxy(connection, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return name === 'execute' ? execute : isMethod(value) ? value.bind(target) : value;
    },
  });
}

function isMethod(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}
