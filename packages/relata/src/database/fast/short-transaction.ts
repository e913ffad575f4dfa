import {
  type CompiledQuery,
  ControlledTransaction,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  SingleConnectionProvider,
} from 'kysely';
import type { GuardedConnection } from './guarded-connection.js';

type Options = Parameters<DefaultQueryExecutor['executeQuery']>[1];

/** A dialect, and what it made. */
export interface DialectParts {
  readonly dialect: Dialect;
  readonly driver: Driver;
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
}

/**
 * A transaction that has begun on a connection, as Kysely's `startTransaction` gives it, but for the
 * way to it: Kysely takes some thirty promises to get there, and eight for each statement.
 */
export function shortTransaction(
  parts: DialectParts,
  connection: GuardedConnection,
): ControlledTransaction<unknown> {
  const { dialect, driver } = parts;
  let isHeld = true;
  const release = (): void => {
    if (isHeld) {
      isHeld = false;
      void driver.releaseConnection(connection);
    }
  };
  return new ControlledTransaction({
    config: { dialect },
    dialect,
    driver,
    executor: new DirectExecutor(parts, connection),
    connection: { connection, release },
  });
}

/** Executes statements on one connection, which sees to their order itself. */
class DirectExecutor extends DefaultQueryExecutor {
  readonly #connection: GuardedConnection;

  constructor({ compiler, adapter }: DialectParts, connection: GuardedConnection) {
    const single = new SingleConnectionProvider(connection);
    super(compiler, adapter, {
      provideConnection: async (consumer) => {
        await connection.idle();
        return await single.provideConnection(consumer);
      },
    });
    this.#connection = connection;
  }

  override executeQuery<R>(query: CompiledQuery, options?: Options): Promise<QueryResult<R>> {
    return options?.signal == null
      ? this.#connection.executeQuery<R>(query)
      : super.executeQuery<R>(query, options);
  }
}
