import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  locatedError,
} from 'graphql';
import type { Engine } from '../reading/engine.js';
import { type Operation, rootFields } from '../reading/plan/selection.js';
import { contextWith, type RequestContext } from '../session/context.js';
import { beginSession, commitSession } from '../session/transaction.js';
import { isCollision } from '../session/database-failure.js';
import { observeChanges } from './change-set.js';
import { claimKey, type IdempotencyKey, keepAnswer } from './idempotency.js';
import { judgeRun } from './invariants.js';
import { beginRun, type MutationRun } from './mutation-run.js';
import { type PreparedWrite, prepareWrites } from './prepare.js';
import { retryCollisions } from './retry.js';

/** A mutation document, and what it executes with. */
export interface MutationDocument {
  readonly args: ExecutionArgs & { readonly contextValue: RequestContext };
  readonly operation: Operation;
  /** Whether everything is rolled back in the end, and the change set told. */
  readonly isDryRun: boolean;
  /** Under which the answer is kept, and told again to whoever repeats the document. */
  readonly idempotencyKey: IdempotencyKey | null;
}

/** One try at a document. */
interface Attempt {
  readonly engine: Engine;
  readonly document: MutationDocument;
  readonly prepared: ReadonlyMap<string, PreparedWrite>;
  readonly context: RequestContext;
  /** Response key of the one field that is to do anything; null for all. */
  readonly only: string | null;
}

type Task = Omit<Attempt, 'context'>;

/**
 * Executes a mutation document as one unit: one transaction on the session of the request, root
 * fields in order, committed when all went well. When one fails everything is rolled back, and the
 * document is executed again in replay mode, where root fields tell what was recorded: so aliases
 * and fragments come out right without a word of our own about them.
 */
export async function executeMutation(
  engine: Engine,
  document: MutationDocument,
): Promise<ExecutionResult> {
  const { operation } = document;
  const prepared = await prepareWrites(engine, operation);
  const task: Task = { engine, document, prepared, only: null };
  return isIndependent(operation) ? await executeEach(task) : await executeTask(task);
}

/**
 * Executes the document once for each of its root fields, with only that one doing anything: each
 * is a unit of its own, and its answer what the document answers for it alone.
 */
async function executeEach(task: Task): Promise<ExecutionResult> {
  const data: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  const fields = rootFields(task.document.operation);
  for (const { key, nodes } of fields) {
    try {
      const result = await executeTask({ ...task, only: key });
      Object.assign(data, { ...result.data, ...data, [key]: result.data?.[key] ?? null });
      errors.push(...(result.errors ?? []).filter(({ path }) => path?.[0] === key));
    } catch (error) {
      data[key] = null;
      errors.push(locatedError(error, nodes, [key]));
    }
  }
  return errors.length === 0 ? { data } : { errors, data };
}

async function executeTask(task: Task): Promise<ExecutionResult> {
  const { args, isDryRun } = task.document;
  return await retryCollisions(async (attempt) => {
    const isOwn = attempt === 1 && !isDryRun && task.only === null;
    const context = isOwn ? args.contextValue : freshContext(args.contextValue);
    return await attemptOnce({ ...task, context });
  }, args.contextValue.signal);
}

async function attemptOnce(attempt: Attempt): Promise<ExecutionResult> {
  const { engine, document, context } = attempt;
  const { args, idempotencyKey } = document;
  const run = newRun(attempt);
  await beginSession(context);
  try {
    const known = idempotencyKey === null ? null : await claimKey(context, idempotencyKey);
    if (known !== null) {
      return known;
    }
    beginRun(context, run);
    const changes = document.isDryRun ? observeChanges(engine, context) : null;
    const result = await execute({ ...args, contextValue: context });
    // Reading the payload of an earlier field may have failed before a later one did.
    run.failed = failedField(result.errors) ?? run.failed;
    if (run.failed === null) {
      await judgeRun(run, context);
    }
    if (run.failed === null) {
      if (changes !== null) {
        return { ...result, extensions: { ...result.extensions, changes: changes() } };
      }
      if (idempotencyKey !== null) {
        await keepAnswer(context, idempotencyKey, result);
      }
      await commitSession(context);
      return result;
    }
    const cause = causeOf(run, result);
    if (isCollision(cause)) {
      throw cause;
    }
    await rollBack(context);
    return await replay(attempt, run, cause);
  } finally {
    await rollBack(context);
  }
}

/** Tells the document again, on a session that never saw what was rolled back. */
async function replay(
  { document }: Attempt,
  run: MutationRun,
  cause: unknown,
): Promise<ExecutionResult> {
  const { args } = document;
  const context = freshContext(args.contextValue);
  const records = new Map(run.records);
  const failed = run.failed ?? '';
  const record = records.get(failed);
  if (cause !== undefined && (record === undefined || !('error' in record))) {
    // The field did its work, and reading its payload failed: that is the failure to tell.
    records.set(failed, { error: cause });
  }
  beginRun(context, { ...run, records, mode: 'replay' });
  return await execute({ ...args, contextValue: context });
}

function newRun({ engine, prepared, only }: Attempt): MutationRun {
  return { engine, mode: 'write', only, prepared, records: new Map(), failed: null, breaker: null };
}

/** A session that shares nothing with the one of the request but its end. */
function freshContext(context: RequestContext): RequestContext {
  const em = context.em.fork({ signal: context.signal, freshEventManager: true });
  return contextWith(context, { em });
}

async function rollBack({ em }: RequestContext): Promise<void> {
  if (em.isInTransaction()) {
    // A connection that is gone has taken the transaction with it.
    await em.rollback().catch(() => undefined);
  }
  em.clear();
}

function isIndependent({ operation }: Operation): boolean {
  return operation.directives?.some(({ name }) => name.value === 'independent') === true;
}

/** Response key of the first root field below which something went wrong. */
function failedField(errors: readonly GraphQLError[] | undefined): string | null {
  const key = errors?.[0]?.path?.[0];
  return key === undefined ? null : String(key);
}

function causeOf(run: MutationRun, { errors }: ExecutionResult): unknown {
  const record = run.records.get(run.failed ?? '');
  if (record !== undefined && 'error' in record) {
    return record.error;
  }
  const error = errors?.find(({ path }) => path?.[0] === run.failed);
  return error?.originalError ?? error;
}
