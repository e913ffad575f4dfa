import { exampleKey } from '../../model/key.js';
import type { ExecutionResult } from 'graphql';
import { OutcomeUnknownError } from '../../errors.js';
import type { CompiledReader } from '../../reading/compiled/compiled-reader.js';
import { JsonText } from '../../reading/compiled/json/json-text.js';
import { planOfRequest } from '../../reading/plan/plan-of-request.js';
import type { ReadPlan } from '../../reading/plan/read-plan.js';
import { planWritten, type WrittenField, writtenOf } from '../../reading/plan/written-plan.js';
import type { RequestContext } from '../../request/context.js';
import { isCollision } from '../../database/database-failure.js';
import { confirmedViewer, likelyViewer } from '../../request/request-session.js';
import {
  beginSession,
  commitSession,
  commitWith,
  mayCommitAtOnce,
} from '../../request/transaction.js';
import { causeOf, newRun, replay, rollBack, type Task } from './attempt.js';
import { blameLastField } from './blame.js';
import { checkInvariants } from '../invariants/check-invariants.js';
import { beginRun, type MutationRun } from '../mutation-run.js';
import { type Outcome, outcomeParts } from '../outcome.js';
import { type PayloadParts, type PayloadPlan, payloadsOf } from './payload-plan.js';
import { retryCollisions } from '../../request/retry.js';
import { Writer } from './writer.js';

/** A task whose payloads the compiled reader answers. */
interface CompiledTask {
  readonly task: Task;
  readonly reader: CompiledReader;
  readonly plan: ReadPlan;
  readonly payloads: readonly PayloadPlan[];
}

/**
 * Executes a mutation document whose root fields are all derived: what its payloads show of rows,
 * the compiled reader reads within the transaction, one statement a field. Whoever is remembered as
 * the viewer is taken for it as long as nothing is kept: those statements prove it.
 * @returns null where graphql-js is to execute the document; then nothing was kept
 * @throws what the ordinary execution throws
 */
export async function executeCompiled(
  task: Task,
  reader: CompiledReader,
): Promise<ExecutionResult | null> {
  const { args, operation, isDryRun, idempotencyKey } = task.document;
  const isWhole = [...task.prepared.values()].every(
    ({ write }) => write.kind !== 'create' || !write.continues,
  );
  if (isDryRun || idempotencyKey !== null || !isWhole) {
    return null;
  }
  const { contextValue } = args;
  const plan = planOfRequest(task.engine, contextValue, operation);
  const payloads = payloadsOf(task.engine, operation, plan);
  if (payloads?.every(({ key, kind }) => kind === 'typeName' || task.prepared.has(key)) !== true) {
    return null;
  }
  const shown = payloads.flatMap(writtenFields);
  const viewer =
    (shown.length === 0 ? null : likelyViewer(contextValue)) ??
    (await confirmedViewer(contextValue));
  if (
    !shown.every((field) =>
      reader.canRead(viewer, planWritten(plan, field, [exampleKey(field.model)])),
    )
  ) {
    return null;
  }
  const { signal, request } = contextValue;
  return await retryCollisions(async (attempt) => {
    const em =
      attempt === 1 ? contextValue.em : contextValue.em.fork({ signal, freshEventManager: true });
    return await attemptOnce({ task, reader, plan, payloads }, { em, viewer, signal, request });
  }, signal);
}

async function attemptOnce(
  compiled: CompiledTask,
  context: RequestContext,
): Promise<ExecutionResult | null> {
  const { task } = compiled;
  const run = newRun(task);
  await beginSession(context);
  try {
    beginRun(context, run);
    const text = await answer(compiled, run, context).catch((error: unknown) => {
      if (blameLastField(run, error)) {
        return null;
      }
      throw error;
    });
    if (text !== null) {
      return { data: JsonText.of(text) as unknown as Record<string, unknown> };
    }
    const cause = causeOf(run);
    if (isCollision(cause)) {
      throw cause;
    }
    await rollBack(context);
    const { viewer } = context;
    const isProven =
      (await confirmedViewer(task.document.args.contextValue)).proof === viewer.proof;
    return run.failed === null || !isProven ? null : await replay(task, run, cause);
  } finally {
    await rollBack(context);
  }
}

/**
 * Does everything, keeps it, and says it.
 * @returns null where something failed, or somebody else must say it; then nothing is kept
 */
async function answer(
  { task, reader, plan, payloads }: CompiledTask,
  run: MutationRun,
  context: RequestContext,
): Promise<string | null> {
  const writer = new Writer(task.engine);
  const members: string[] = [];
  for (const payload of payloads) {
    const { key } = payload;
    const isLast = payload === payloads.at(-1);
    const outcome = payload.kind === 'typeName' ? null : await written(writer, context, key);
    if (isLast && run.failed === null) {
      await checkInvariants(run, context);
    }
    if (run.failed !== null) {
      return null;
    }
    const text =
      payload.kind === 'typeName'
        ? JSON.stringify(payload.name)
        : outcome && (await payloadText({ reader, plan, context, isLast }, payload, outcome));
    if (text === null) {
      return null;
    }
    members.push(member(key, text));
  }
  if (context.em.isInTransaction()) {
    await commitSession(context);
  }
  return `{${members.join()}}`;
}

/** What a root field comes to; what it throws is recorded. */
async function written(
  writer: Writer,
  context: RequestContext,
  key: string,
): Promise<Outcome | null> {
  try {
    return await writer.root(context, key);
  } catch {
    return null;
  }
}

interface Reading {
  readonly reader: CompiledReader;
  readonly plan: ReadPlan;
  readonly context: RequestContext;
  /** Whether nothing but to commit comes after what is read. */
  readonly isLast: boolean;
}

async function payloadText(
  reading: Reading,
  { fields }: PayloadParts,
  outcome: Outcome,
): Promise<string | null> {
  const members: string[] = [];
  const last = fields.findLast(({ kind }) => kind === 'written');
  for (const field of fields) {
    const isLast = reading.isLast && field === last && mayCommitAtOnce(reading.context);
    const text =
      field.kind === 'written'
        ? await writtenText({ ...reading, isLast }, field.field, outcome)
        : JSON.stringify(
            field.kind === 'typeName' ? field.name : outcomeParts[field.part](outcome),
          );
    if (text === null) {
      return null;
    }
    members.push(member(field.key, text));
  }
  return `{${members.join()}}`;
}

async function writtenText(
  { reader, plan, context, isLast }: Reading,
  field: WrittenField,
  { keys }: Outcome,
): Promise<string | null> {
  const known = keys.filter((key) => key !== null);
  if (known.length < keys.length || (keys.length === 0 && !field.isList)) {
    return null;
  }
  const last = { isRead: false };
  try {
    const rows = planWritten(plan, field, known);
    if (isLast) {
      const { data } = await commitWith(context, async () => {
        const read = await reader.readLast(context, rows);
        last.isRead = true;
        return read;
      });
      return writtenOf(data);
    }
    const reading = await reader.readWithin(context, rows);
    return reading.kind === 'answer' ? writtenOf(reading.answer.data) : null;
  } catch (error) {
    const isOfCommit = last.isRead || error instanceof OutcomeUnknownError;
    if (isOfCommit || context.signal.aborted || isCollision(error)) {
      // Nobody may do all of it again who does not know that nothing was kept.
      throw error;
    }
    // What is to be said of it, graphql-js says.
    return null;
  }
}

function writtenFields(payload: PayloadPlan): readonly WrittenField[] {
  return payload.kind === 'typeName'
    ? []
    : payload.fields.flatMap((field) => (field.kind === 'written' ? [field.field] : []));
}

function member(key: string, text: string): string {
  return `${JSON.stringify(key)}:${text}`;
}
