import { RuleError, StartupError } from '../../errors.js';
import type { Engine } from '../../reading/engine.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RequestContext } from '../../request/context.js';
import { createRows, placeOfAll } from '../change/create-rows.js';
import { createWhatMay } from '../change/create-what-may.js';
import { purgeRow, removeRows, restoreRow } from '../change/remove-rows.js';
import { updateEach } from '../change/update-each.js';
import { updateRows, upsertRow } from '../change/update-rows.js';
import type { RootWrite } from '../input/write-plan.js';
import { watchField } from '../invariants/check-invariants.js';
import { type MutationRun, runOf } from '../mutation-run.js';
import { nothing, type Outcome } from '../outcome.js';
import { pathOf } from '../rows/targets.js';
import { lockTrees } from '../trees/lock-trees.js';
import {
  type UserError,
  UserErrors,
  type InputPath,
  throwIfAny,
  WriteFailure,
} from '../user-error.js';
import { askToSignIn } from './anonymous.js';
import { isRefused } from './refusal.js';

/** Resolves the derived root fields of the mutation type. */
export class Writer {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Does what a root field asks for, or tells again what it came to. */
  async root(context: RequestContext, key: string): Promise<Outcome> {
    const run = runOf(context);
    const prepared = run?.prepared.get(key);
    if (run === undefined || prepared === undefined) {
      throw new StartupError('A mutation was executed past the executor of mutations');
    }
    const { write, userErrors } = prepared;
    const rolledBack = nothing(write.model, [UserErrors.rolledBack()]);
    return await recorded({ run, context, key, rolledBack }, () =>
      runWrite(new StatementRunner(this.engine, context), write, userErrors),
    );
  }
}

/**
 * Does what one root field of a mutation asks for, in the transaction of the session. What was
 * expected to go wrong comes back as user errors, and then the document is rolled back.
 * @param known - what was found wrong with its input already
 */
export async function runWrite(
  session: StatementRunner,
  write: RootWrite,
  known: readonly UserError[],
): Promise<Outcome> {
  try {
    if (write.kind === 'create' && write.continues) {
      await lockTrees(session, write);
      return await createWhatMay(session, write, known);
    }
    throwIfAny(known);
    await lockTrees(session, write);
    switch (write.kind) {
      case 'create':
        return await createRows(session, write);
      case 'update':
        return await updateRows(session, write);
      case 'updateEach':
        return await updateEach(session, write);
      case 'upsert':
        return await upsertRow(session, write);
      case 'delete':
        return await removeRows(session, write);
      case 'restore':
        return await restoreRow(session, write);
      case 'purge':
        return await purgeRow(session, write);
    }
  } catch (error) {
    const userErrors = userErrorsOf(error, write);
    if (userErrors === null) {
      throw error;
    }
    return nothing(write.model, userErrors);
  } finally {
    // Link tables are changed beside the unit of work: what it remembers of them may be stale.
    session.context.em.clear();
  }
}

/** What an error that a write throws says to its payload; null for one nobody expects. */
function userErrorsOf(error: unknown, write: RootWrite): readonly UserError[] | null {
  if (error instanceof WriteFailure) {
    return error.userErrors;
  }
  // A hook may find a rule broken while rows are loaded; what the database finds, it finds later.
  return error instanceof RuleError ? [UserErrors.invalid(placeOf(write), error.message)] : null;
}

/** The argument a write as a whole is about. */
function placeOf(write: RootWrite): InputPath {
  switch (write.kind) {
    case 'create':
      return placeOfAll(write.rows);
    case 'update':
    case 'delete':
      return pathOf(write.target);
    case 'upsert':
      return ['by'];
    case 'restore':
    case 'purge':
      return ['id'];
    case 'updateEach':
      return ['updates'];
  }
}

/** A root field that is done, and what it is part of. */
export interface Recording<T> {
  readonly run: MutationRun;
  readonly context: RequestContext;
  /** Response key of the field. */
  readonly key: string;
  /** What the field answers when nothing of it was kept. */
  readonly rolledBack: T;
}

/**
 * Runs the work of a root field and records it; or, when another failed or the document is told
 * again, does nothing.
 */
export async function recorded<T>(recording: Recording<T>, work: () => Promise<T>): Promise<T> {
  const { run, context, key, rolledBack } = recording;
  if (run.only !== null && run.only !== key) {
    return rolledBack;
  }
  const record = run.records.get(key);
  if (run.mode === 'replay' || run.failed !== null) {
    if (run.failed !== key || record === undefined) {
      return rolledBack;
    }
    if ('error' in record) {
      throw record.error;
    }
    return record.value as T;
  }
  try {
    const value = await work();
    run.records.set(key, { value });
    if (isRefused(value)) {
      askToSignIn(value, context.viewer);
      run.failed = key;
    } else {
      await watchField(run, context, key);
    }
    return value;
  } catch (error) {
    run.records.set(key, { error });
    run.failed = key;
    throw error;
  }
}
