import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import { UnauthenticatedError } from '../../errors.js';
import type { Engine } from '../../reading/engine.js';
import { contextWith, type RequestContext } from '../../request/context.js';
import { rollBackSession } from '../../request/transaction.js';
import type { IdempotencyKey } from './idempotency.js';
import { beginRun, type MutationRun } from '../mutation-run.js';
import type { PreparedWrite, RawOperation } from './prepare.js';

/** In what way a mutation is to be executed. */
export interface MutationMode {
  /** Whether each root field is a unit of its own. */
  readonly isIndependent: boolean;
  /** Whether everything is rolled back in the end, and the change set told. */
  readonly isDryRun: boolean;
  /** Under which the answer is kept, and told again to whoever repeats the document. */
  readonly idempotencyKey: IdempotencyKey | null;
}

/** A mutation document, and what it executes with. */
export interface MutationDocument extends RawOperation, MutationMode {
  readonly args: ExecutionArgs & { readonly contextValue: RequestContext };
}

/** A document that was read and validated, and what of it is to be done. */
export interface Task {
  readonly engine: Engine;
  readonly document: MutationDocument;
  readonly prepared: ReadonlyMap<string, PreparedWrite>;
  /** Response key of the one field that is to do anything; null for all. */
  readonly only: string | null;
}

/** A run of which nothing has been done yet. */
export function newRun({ engine, prepared, only }: Task): MutationRun {
  return {
    engine,
    mode: 'write',
    only,
    prepared,
    records: new Map(),
    failed: null,
    isInTurn: false,
    refused: null,
    violatingField: null,
  };
}

/** A context that shares nothing with the one of the request but its end. */
export function freshContext(context: RequestContext): RequestContext {
  const em = context.em.fork({ signal: context.signal, freshEventManager: true });
  return contextWith(context, { em });
}

/** Undoes what was not committed, and forgets it. */
export async function rollBack({ em }: RequestContext): Promise<void> {
  if (em.isInTransaction()) {
    await rollBackSession(em).catch(() => undefined);
    em.clear();
  }
}

/** What made a run fail, as it was thrown; undefined where it was expected and nothing was. */
export function causeOf(run: MutationRun, errors: readonly GraphQLError[] = []): unknown {
  const record = run.records.get(run.failed ?? '');
  if (record !== undefined && 'error' in record) {
    return record.error;
  }
  const error = errors.find(({ path }) => path?.[0] === run.failed);
  return error?.originalError ?? error;
}

/**
 * Tells a failed document again, on a session that never saw what was rolled back.
 * @throws UnauthenticatedError where whoever asks has to sign in first: that is all there is to tell
 */
export async function replay(
  { document }: Task,
  run: MutationRun,
  cause: unknown,
): Promise<ExecutionResult> {
  if (cause instanceof UnauthenticatedError) {
    throw cause;
  }
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
