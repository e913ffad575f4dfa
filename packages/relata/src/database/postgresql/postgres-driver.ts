import { readFileSync } from 'node:fs';
import type { Configuration, DriverException, QueryResult } from '@mikro-orm/core';
import { PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import { boundWaits } from './bounded-waits.js';
import type { DatabaseSettings } from '../database-settings.js';
import { SessionClient, type SessionClientConfig } from './postgres-client.js';
import { type InsertArguments, PreparedInserts } from '../fast/prepared-inserts.js';
import { ReleasingDialect } from '../fast/releasing-dialect.js';

/** MikroORM's PostgreSQL driver, with a pool that recovers from a server that went away. */
export class PostgresSessionDriver extends PostgreSqlDriver {
  protected override readonly connection: PostgresSessionConnection;
  readonly #inserts: PreparedInserts;

  constructor(config: Configuration) {
    super(config);
    this.connection = new PostgresSessionConnection(config);
    this.#inserts = new PreparedInserts(this, config);
  }

  override async nativeInsertMany<T extends object>(
    ...insert: InsertArguments<T>
  ): Promise<QueryResult<T>> {
    const meta = this.metadata.get(insert[0]);
    return await this.#inserts.insert(meta, insert, (...byOrm) => super.nativeInsertMany(...byOrm));
  }

  /** What PostgreSQL says of the values of a row (`Failing row contains …`) is for code, not for logs. */
  override convertException(exception: Error): DriverException {
    const said = ABOUT_VALUES.map(
      (name) => [name, Reflect.get(exception, name) as unknown] as const,
    );
    // Else the ORM writes it into the message.
    said.forEach(([name]) => Reflect.deleteProperty(exception, name));
    const converted = super.convertException(exception);
    for (const [name, value] of said) {
      Object.defineProperty(converted, name, { value, configurable: true, enumerable: false });
    }
    return converted;
  }
}

const ABOUT_VALUES = ['detail', 'where', 'internalQuery'];

class PostgresSessionConnection extends PostgreSqlConnection {
  #dialect: ReleasingDialect | undefined;

  override async begin(options: BeginOptions = {}): Promise<ControlledTransaction<unknown>> {
    try {
      const begun = await this.#dialect?.begin(options);
      if (begun == null) {
        return (await super.begin(options)) as ControlledTransaction<unknown>;
      }
      this.logQuery('begin');
      return begun;
    } catch (error) {
      // As every statement does.
      throw this.platform.getExceptionConverter().convertException(error as Error);
    }
  }

  // The type of the base is that of Kysely's own class; any dialect will do for it.
  override createKyselyDialect(options: PoolOptions): never {
    const bounded = {
      ...options,
      onPoolCreated: (pool: Pool) => {
        boundWaits(pool, options.connectMs);
      },
    };
    this.#dialect = new ReleasingDialect(super.createKyselyDialect(bounded));
    return this.#dialect as never;
  }
}

type BeginOptions = NonNullable<Parameters<PostgreSqlConnection['begin']>[0]>;

type PoolOptions = PoolConfig & Required<Pick<SessionClientConfig, 'connectMs' | 'patienceMs'>>;

/** What goes to the `pg` pool beyond the address: its size, and what ends a wait. */
export function postgresPoolOptions(database: DatabaseSettings): PoolOptions {
  return {
    Client: SessionClient,
    min: database.poolMin,
    max: database.poolMax,
    idleTimeoutMillis: database.poolIdleMs,
    connectMs: database.connectTimeoutMs,
    statement_timeout: database.statementTimeoutMs,
    patienceMs: database.queryTimeoutMs,
    lock_timeout: database.lockTimeoutMs,
    idle_in_transaction_session_timeout: database.idleInTransactionMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'relata',
    // Dates come as text, which is read as UTC.
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    ...addressOptions(new URL(database.url).searchParams),
  };
}

/** MikroORM reads user, host, port and database from the URL; its parameters are read here. */
function addressOptions(parameters: URLSearchParams): PoolConfig {
  const host = parameters.get('host');
  const ca = parameters.get('sslrootcert');
  const mode = parameters.get('sslmode') ?? 'disable';
  const encrypted = !['disable', 'allow', 'prefer'].includes(mode);
  return {
    ...(host === null ? {} : { host }),
    ...(encrypted
      ? {
          ssl: {
            rejectUnauthorized: mode !== 'no-verify',
            ...(ca === null ? {} : { ca: readFileSync(ca, 'utf8') }),
          },
        }
      : {}),
  };
}
