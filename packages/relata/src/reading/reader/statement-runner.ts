import type { RequestContext } from '../../request/context.js';
import { runQuery } from '../../database/statements/statements.js';
import type { Engine } from '../engine.js';
import type { Sql } from '../sql/dialect.js';
import { Scope } from '../sql/scope.js';
import type { RawRow } from './row.js';

/** Runs the statements of a request, reads and writes: an engine, and the session they go through. */
export class StatementRunner {
  readonly engine: Engine;
  readonly context: RequestContext;

  constructor(engine: Engine, context: RequestContext) {
    this.engine = engine;
    this.context = context;
  }

  /** Names and policies for one statement. */
  scope(): Scope {
    return new Scope(this.engine.dialect, this.engine.policies, this.context.viewer);
  }

  /** Runs one statement: in the transaction of the session if it is in one. */
  async run(statement: Sql): Promise<readonly RawRow[]> {
    const { em, signal } = this.context;
    const kysely = em.getKysely({ type: 'read' });
    return await runQuery<RawRow>({ em, signal }, { compile: () => statement.compile(kysely) });
  }
}
