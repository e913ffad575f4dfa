import { readFileSync } from 'node:fs';
import type { Configuration, DriverException, QueryResult } from '@mikro-orm/core';
import { PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import type { DatabaseSettings } from '../database-settings.js';
import { SessionClient, type SessionClientConfig } from './postgres-client.js';
import { boundWaits } from '../fast/bounded-waits.js';
import { FastClient } from '../fast/fast-client.js';
import { GuardedDialect } from '../fast/guarded-dialect.js';
import { guardedTransactions } from '../fast/guarded-transactions.js';
import { PreparedInserts } from '../fast/prepared-inserts.js';
import { type InsertArguments, type Inserts, plainInserts } from '../inserts.js';
import {
  flatReferences,
  type UpdateArguments,
  type UpdateManyArguments,
} from '../flat-references.js';
import { ReleasingDialect } from '../releasing-dialect.js';
import { plainTransactions, type TransactingDriver, type Transactions } from '../transactions.js';

/** MikroORM's PostgreSQL driver, with a pool that recovers from a server that went away. */
export class PostgresSessionDriver extends PostgreSqlDriver implements TransactingDriver {
  protected override readonly connection: PostgresSessionConnection;
  readonly transactions: Transactions;
  readonly #inserts: Inserts;

  constructor(config: Configuration) {
    super(config);
    this.connection = new PostgresSessionConnection(config);
    const { fastPath }: PoolOptions = config.get('driverOptions');
    this.transactions = fastPath ? guardedTransactions : plainTransactions;
    this.#inserts = fastPath ? new PreparedInserts(this, config) : plainInserts;
  }

  override async nativeInsertMany<T extends object>(
    ...[entity, rows, ...others]: InsertArguments<T>
  ): Promise<QueryResult<T>> {
    const meta = this.metadata.get(entity);
    const insert: InsertArguments<T> = [entity, flatReferences(meta, rows), ...others];
    return await this.#inserts.insert(meta, insert, (...byOrm) => super.nativeInsertMany(...byOrm));
  }

  override async nativeUpdate<T extends object>(
    ...[entity, where, row, ...others]: UpdateArguments<T>
  ): Promise<QueryResult<T>> {
    const [flat = row] = flatReferences(this.metadata.get(entity), [row]);
    return await super.nativeUpdate(entity, where, flat, ...others);
  }

  override async nativeUpdateMany<T extends object>(
    ...[entity, where, rows, ...others]: UpdateManyArguments<T>
  ): Promise<QueryResult<T>> {
    const flat = flatReferences(this.metadata.get(entity), rows);
    return await super.nativeUpdateMany(entity, where, flat, ...others);
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
  #guarded: GuardedDialect | undefined;

  override async begin(options: BeginOptions = {}): Promise<ControlledTransaction<unknown>> {
    try {
      const begun = await this.#guarded?.begin(options);
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
    if (!options.fastPath) {
      return new ReleasingDialect(super.createKyselyDialect(options)) as never;
    }
    const bounded = {
      ...options,
      onPoolCreated: (pool: Pool) => {
        boundWaits(pool, options.connectMs);
      },
    };
    this.#guarded = new GuardedDialect(new ReleasingDialect(super.createKyselyDialect(bounded)));
    return this.#guarded as never;
  }
}

type BeginOptions = NonNullable<Parameters<PostgreSqlConnection['begin']>[0]>;

interface PoolOptions
  extends PoolConfig, Required<Pick<SessionClientConfig, 'connectMs' | 'patienceMs'>> {
  readonly fastPath: boolean;
}

/** What goes to the `pg` pool beyond the address: its size, and what ends a wait. */
export function postgresPoolOptions(database: DatabaseSettings): PoolOptions {
  return {
    ...(database.fastPath
      ? { Client: FastClient }
      : { Client: SessionClient, connectionTimeoutMillis: database.connectTimeoutMs }),
    fastPath: database.fastPath,
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
