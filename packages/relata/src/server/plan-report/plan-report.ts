import type { SqlEntityManager } from '@mikro-orm/sql';
import { performance } from 'node:perf_hooks';
import type { DatabaseSettings } from '../../database/database-settings.js';
import { explainStatement, isExplainable } from '../../database/statements/explain.js';
import { inOneLine } from '../../database/statements/sql-layout.js';
import {
  type ObservedStatement,
  observeStatements,
} from '../../database/statements/statement-log.js';
import { InFlightRequest } from '../http/in-flight-request.js';

/** What is told of a statement, in the order in which they ended. */
export interface StatementReport {
  /** Its text without its values, which may be somebody's secrets. */
  readonly sql: string;
  readonly milliseconds: number;
  readonly rows?: number;
  /** How the database goes about it; null where it would not say. */
  readonly explain?: readonly string[] | null;
}

/** What a report looks at. */
export interface ReportedDatabase {
  readonly em: SqlEntityManager;
  readonly dialect: DatabaseSettings['dialect'];
}

/**
 * What one request does in the database, from when it is made. Statements of requests that run at
 * the same time are told apart by the request they run for.
 */
export class PlanReport {
  readonly #begun = performance.now();
  readonly #database: ReportedDatabase;
  readonly #inFlight = InFlightRequest.current();
  readonly #statements: ObservedStatement[] = [];
  readonly #end: () => void;
  #milliseconds: number | null = null;

  constructor(database: ReportedDatabase) {
    this.#database = database;
    this.#end = observeStatements(database.em, (statement) => {
      if (InFlightRequest.current() === this.#inFlight) {
        this.#statements.push(statement);
      }
    });
    // Whoever gives a request up asks nobody for the rest.
    this.#inFlight?.cancellation.on(this.#end);
  }

  /** Ends it: what runs later is not told of. */
  end(): void {
    this.#end();
    this.#inFlight?.cancellation.off(this.#end);
    this.#milliseconds ??= performance.now() - this.#begun;
  }

  /** How long it took, from beginning to end. */
  get milliseconds(): number {
    return rounded(this.#milliseconds ?? performance.now() - this.#begun);
  }

  statements(): readonly StatementReport[] {
    return this.#statements.map(reportOf);
  }

  /** The statements with what the database says of those that read. Asks it one at a time. */
  async explained(): Promise<readonly StatementReport[]> {
    const reports: StatementReport[] = [];
    for (const statement of this.#statements) {
      const report = reportOf(statement);
      reports.push(
        isExplainable(statement) ? { ...report, explain: await this.#explain(statement) } : report,
      );
    }
    return reports;
  }

  async #explain(statement: ObservedStatement): Promise<readonly string[] | null> {
    const { em, dialect } = this.#database;
    const signal = this.#inFlight?.cancellation.signal;
    // A session of its own: that of the request may be in a transaction that failed.
    const context = { em: em.fork(), ...(signal === undefined ? {} : { signal }) };
    try {
      return await explainStatement(context, dialect, statement);
    } catch (error) {
      this.#inFlight?.log.warn({ err: error }, 'a statement could not be explained');
      return null;
    }
  }
}

function reportOf({ sql, milliseconds, rows }: ObservedStatement): StatementReport {
  return {
    sql: inOneLine(sql),
    milliseconds: rounded(milliseconds),
    ...(rows === undefined ? {} : { rows }),
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
