import type {
  ControlledTransaction,
  DatabaseConnection,
  DatabaseIntrospector,
  Dialect,
  DialectAdapter,
  Driver,
  Kysely,
  QueryCompiler,
  TransactionSettings,
} from 'kysely';
import { GuardedConnection } from './guarded-connection.js';
import { type DialectParts, shortTransaction } from './short-transaction.js';

type CompileQuery = QueryCompiler['compileQuery'];
type AcquireOptions = Parameters<Driver['acquireConnection']>[0];

/**
 * A Kysely dialect whose connections are {@link GuardedConnection}s, and that begins transactions by
 * a shorter way.
 */
export class GuardedDialect implements Dialect {
  readonly #inner: Dialect;
  #parts: Parts | undefined;

  /** @param inner - gives connections back that a `begin` fails on */
  constructor(inner: Dialect) {
    this.#inner = inner;
  }

  /**
   * Begins a transaction of which nothing particular is asked, as Kysely does that was made with
   * this dialect.
   * @returns null where something is, and before Kysely has used it for the first time
   */
  async begin(options: object): Promise<ControlledTransaction<unknown> | null> {
    const parts = this.#parts;
    if (Object.keys(options).length > 0 || parts?.driver.isReady !== true) {
      return null;
    }
    const connection = await parts.driver.acquireConnection();
    await parts.driver.beginTransaction(connection, {});
    return shortTransaction(parts, connection);
  }

  createAdapter(): DialectAdapter {
    return this.#inner.createAdapter();
  }

  createDriver(): Driver {
    const driver = new GuardedDriver(this.#inner.createDriver());
    const compiler = this.createQueryCompiler();
    const adapter = this.createAdapter();
    this.#parts = { dialect: this, driver, compiler, adapter };
    return driver;
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return this.#inner.createIntrospector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return this.#inner.createQueryCompiler();
  }
}

interface Parts extends DialectParts {
  readonly driver: GuardedDriver;
}

class GuardedDriver implements Driver {
  readonly #inner: Driver;
  readonly #connections = new WeakMap<DatabaseConnection, GuardedConnection>();
  #isReady = false;

  constructor(inner: Driver) {
    this.#inner = inner;
  }

  /** Whether it can give connections. */
  get isReady(): boolean {
    return this.#isReady;
  }

  async init(options?: AcquireOptions): Promise<void> {
    await this.#inner.init(options);
    this.#isReady = true;
  }

  async acquireConnection(options?: AcquireOptions): Promise<GuardedConnection> {
    const inner = await this.#inner.acquireConnection(options);
    let guarded = this.#connections.get(inner);
    if (guarded === undefined) {
      guarded = new GuardedConnection(inner);
      // What there is to know to cancel its statements.
      await guarded.collectSessionInfo();
      this.#connections.set(inner, guarded);
    }
    return guarded;
  }

  beginTransaction(connection: GuardedConnection, settings: TransactionSettings): Promise<void> {
    return this.#inner.beginTransaction(connection.inner, settings);
  }

  commitTransaction(connection: GuardedConnection): Promise<void> {
    return this.#inner.commitTransaction(connection.inner);
  }

  rollbackTransaction(connection: GuardedConnection): Promise<void> {
    return this.#inner.rollbackTransaction(connection.inner);
  }

  async savepoint(
    connection: GuardedConnection,
    name: string,
    compile: CompileQuery,
  ): Promise<void> {
    await this.#inner.savepoint?.(connection.inner, name, compile);
  }

  async rollbackToSavepoint(
    connection: GuardedConnection,
    name: string,
    compile: CompileQuery,
  ): Promise<void> {
    await this.#inner.rollbackToSavepoint?.(connection.inner, name, compile);
  }

  async releaseSavepoint(
    connection: GuardedConnection,
    name: string,
    compile: CompileQuery,
  ): Promise<void> {
    await this.#inner.releaseSavepoint?.(connection.inner, name, compile);
  }

  releaseConnection(connection: GuardedConnection): Promise<void> {
    connection.cancellation = null;
    return this.#inner.releaseConnection(connection.inner);
  }

  destroy(): Promise<void> {
    this.#isReady = false;
    return this.#inner.destroy();
  }
}
