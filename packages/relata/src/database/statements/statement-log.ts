import { performance } from 'node:perf_hooks';
import { DefaultLogger, type LogContext, type LoggerOptions, type MikroORM } from '@mikro-orm/core';

/** A statement that has run, or failed. */
export interface ObservedStatement {
  /** Its text, with `?` or `$1` where values go. */
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** How long it took; the ORM measures whole milliseconds, and none for transaction control. */
  readonly milliseconds: number;
  /** How many rows it gave or changed; missing where that is not known, as of one that failed. */
  readonly rows?: number;
  /** Whether `?` in its text is the ORM's, which writes values into the text itself. */
  readonly isFormatted: boolean;
}

/** Told of each statement, after it has ended. What it throws reaches the caller of the statement. */
export type StatementListener = (statement: ObservedStatement) => void;

/**
 * The logger of an ORM, which knows of every statement: the ORM reports its own, `runQuery` those
 * built with Kysely. Without listeners a statement costs one comparison.
 */
export class StatementLog extends DefaultLogger {
  readonly #listeners = new Set<StatementListener>();

  /** Makes one; has the shape of MikroORM's `loggerFactory`. */
  static override create(options: LoggerOptions): StatementLog {
    return new StatementLog(options);
  }

  /** Whether anyone listens: what is only reported need not be measured otherwise. */
  get isObserved(): boolean {
    return this.#listeners.size > 0;
  }

  /** Adds a listener, until the returned function is called. */
  observe(listener: StatementListener): () => void {
    // Wrapped, so that one function added twice is told twice and taken away one at a time.
    const entry: StatementListener = (statement) => {
      listener(statement);
    };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** Tells every listener of a statement. */
  report(statement: ObservedStatement): void {
    for (const listener of this.#listeners) {
      listener(statement);
    }
  }

  /**
   * Begins to time a statement.
   * @returns what reports that it has ended, with how many rows it gave; null where nobody listens
   */
  begin(sql: string, parameters: readonly unknown[]): ((rows: number | undefined) => void) | null {
    if (!this.isObserved) {
      return null;
    }
    const start = performance.now();
    return (rows) => {
      const milliseconds = performance.now() - start;
      const counted = rows === undefined ? {} : { rows };
      this.report({ sql, parameters, milliseconds, ...counted, isFormatted: false });
    };
  }

  override logQuery(context: { query: string } & LogContext): void {
    if (this.isObserved && context.namespace !== 'slow-query') {
      const rows = context.results ?? context.affected;
      this.report({
        sql: context.query,
        parameters: context.params ?? [],
        milliseconds: context.took ?? 0,
        ...(rows === undefined ? {} : { rows }),
        isFormatted: true,
      });
    }
    super.logQuery(context);
  }
}

/**
 * Calls the listener for every statement of an ORM, whether the ORM made it or `runQuery` ran it,
 * with transaction control (`begin`, `commit`, `rollback`) among them.
 * @param orm - one made by `createOrm`
 * @returns a function that ends it
 */
export function observeStatements(
  orm: Pick<MikroORM, 'config'>,
  listener: StatementListener,
): () => void {
  return statementLogOf(orm)?.observe(listener) ?? (() => undefined);
}

/** The statement log of an ORM or of one of its entity managers; undefined if it has another logger. */
export function statementLogOf(owner: Pick<MikroORM, 'config'>): StatementLog | undefined {
  const logger = owner.config.getLogger();
  return logger instanceof StatementLog ? logger : undefined;
}
