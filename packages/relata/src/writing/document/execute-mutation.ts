import { execute, type ExecutionResult, type GraphQLError, locatedError } from 'graphql';
import type { CompiledReader } from '../../reading/compiled/compiled-reader.js';
import type { Engine } from '../../reading/engine.js';
import type { RequestContext } from '../../request/context.js';
import { isCollision } from '../../database/database-failure.js';
import { checkDeferred } from '../../request/deferred-constraints.js';
import { confirmedViewer, likelyViewer } from '../../request/request-session.js';
import { beginSession, commitSession } from '../../request/transaction.js';
import {
  causeOf,
  freshContext,
  type MutationDocument,
  newRun,
  replay,
  rollBack,
  type Task,
} from './attempt.js';
import { blameLastField } from './blame.js';
import { observeChanges } from '../dry-run/change-set.js';
import { executeCompiled } from './execute-compiled.js';
import { claimKey, keepAnswer } from './idempotency.js';
import { checkInvariants } from '../invariants/check-invariants.js';
import { beginRun } from '../mutation-run.js';
import { prepareWrites } from './prepare.js';
import { retryCollisions } from '../../request/retry.js';

/** What documents are executed with. */
export interface Execution {
  readonly engine: Engine;
  /** Null where graphql-js puts all answers together. */
  readonly compiledReader: CompiledReader | null;
}

/**
 * Executes a mutation document as one unit: one transaction on the session of the request, root
 * fields in order, committed when all went well. When one fails everything is rolled back, and the
 * document is executed again in replay mode, where root fields tell what was recorded: so aliases
 * and fragments come out right without a word of our own about them. What is derived through and
 * through need not be executed by graphql-js unless it fails.
 */
export async function executeMutation(
  { engine, compiledReader }: Execution,
  document: MutationDocument,
): Promise<ExecutionResult> {
  const { args, isIndependent } = document;
  const viewer = likelyViewer(args.contextValue);
  const { request } = args.contextValue;
  const asking = { viewer, request };
  const prepared = await prepareWrites(engine, document, asking).catch(async (error: unknown) => {
    // Whose sign-in has ended is told that, and not what else is wrong.
    await confirmedViewer(args.contextValue);
    throw error;
  });
  const task: Task = { engine, document, prepared, only: null };
  if (compiledReader !== null && !isIndependent) {
    const result = await executeCompiled(task, compiledReader);
    if (result !== null) {
      return result;
    }
  }
  await confirmedViewer(args.contextValue);
  return isIndependent ? await executeEach(task) : await executeTask(task, compiledReader === null);
}

/**
 * Executes the document once for each of its root fields, with only that one doing anything: each
 * is a unit of its own, and its answer what the document answers for it alone.
 */
async function executeEach(task: Task): Promise<ExecutionResult> {
  const data: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  for (const { key, nodes } of task.document.fields) {
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

/** @param isUnused - whether the session of the request has done nothing yet that matters here */
async function executeTask(task: Task, isUnused = false): Promise<ExecutionResult> {
  const { args, isDryRun } = task.document;
  return await retryCollisions(async (attempt) => {
    const { contextValue } = args;
    const isOwn = attempt === 1 && !isDryRun && isUnused;
    const context = isOwn ? contextValue : freshContext(contextValue);
    return await attemptOnce(task, context);
  }, args.contextValue.signal);
}

async function attemptOnce(task: Task, context: RequestContext): Promise<ExecutionResult> {
  const { engine, document } = task;
  const { args, idempotencyKey } = document;
  const run = newRun(task);
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
      await checkInvariants(run, context);
    }
    if (run.failed === null) {
      if (changes === null && idempotencyKey !== null) {
        await keepAnswer(context, idempotencyKey, result);
      }
      try {
        if (changes === null) {
          await commitSession(context);
          return result;
        }
        await checkDeferred(context);
        return { ...result, extensions: { ...result.extensions, changes: changes() } };
      } catch (error) {
        if (!blameLastField(run, error)) {
          throw error;
        }
      }
    }
    const cause = causeOf(run, result.errors);
    if (isCollision(cause)) {
      throw cause;
    }
    await rollBack(context);
    return await replay(task, run, cause);
  } finally {
    await rollBack(context);
  }
}

/** Response key of the first root field below which something went wrong. */
function failedField(errors: readonly GraphQLError[] | undefined): string | null {
  const key = errors?.[0]?.path?.[0];
  return key === undefined ? null : String(key);
}
