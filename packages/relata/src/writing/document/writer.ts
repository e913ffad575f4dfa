import { getNullableType, type GraphQLFieldConfig } from 'graphql';
import type { Model } from '../../model/model.js';
import { StartupError } from '../../errors.js';
import type { Engine } from '../../reading/engine.js';
import { ReadSession } from '../../reading/reader/session.js';
import type { RequestContext } from '../../request/context.js';
import { askToSignIn } from './anonymous.js';
import { type Fault, Faults } from '../user-error.js';
import { watchField } from '../invariants/check-invariants.js';
import { type MutationRun, runOf } from '../mutation-run.js';
import { nothing, type Outcome } from '../outcome.js';
import { faultsOfThrown, isRefused, refusalOf } from './refusal.js';
import { runWrite } from '../change/update-rows.js';
import { isStandalone } from './standalone.js';

type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>;

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
    const { write, faults } = prepared;
    const rolledBack = nothing(write.model, [Faults.rolledBack()]);
    return await recorded({ run, context, key, rolledBack }, () =>
      runWrite(new ReadSession(this.engine, context), write, faults),
    );
  }
}

/**
 * A hand-written root field of the mutation type: it is part of its document's run like any other.
 * It may be null, unless it stands alone: when another field fails, nothing is what it comes to.
 */
export function recordedField(field: FieldConfig, payload: Model | undefined): FieldConfig {
  const { resolve, type } = field;
  return {
    ...field,
    type: isStandalone(field) ? type : getNullableType(type),
    resolve: async (source, args, context, info): Promise<unknown> => {
      const run = runOf(context);
      if (run === undefined) {
        return await resolve?.(source, args, context, info);
      }
      const rolledBack = payload === undefined ? null : nothing(payload, [Faults.rolledBack()]);
      const key = String(info.path.key);
      const refuse = (faults: readonly Fault[]): unknown => {
        askToSignIn({ faults }, context.viewer);
        return refusalOf(payload, faults);
      };
      return await recorded({ run, context, key, rolledBack }, () =>
        handWritten(run, refuse, async () => {
          const value: unknown = await resolve?.(source, args, context, info);
          // What it changed and did not write is its own: faults found now are told here.
          await context.em.flush();
          return value;
        }),
      );
    },
  };
}

/** Does the work of a hand-written field; what may go wrong in it is told as its payload tells it. */
async function handWritten(
  run: MutationRun,
  refuse: (faults: readonly Fault[]) => unknown,
  work: () => Promise<unknown>,
): Promise<unknown> {
  run.refused = null;
  try {
    const value = await work();
    const { refused } = run as Pick<MutationRun, 'refused'>;
    return refused === null || isRefused(value) ? value : refuse(refused.faults);
  } catch (error) {
    const faults = faultsOfThrown(error);
    if (faults === null) {
      throw error;
    }
    return refuse(faults);
  }
}

interface Recording<T> {
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
async function recorded<T>(recording: Recording<T>, work: () => Promise<T>): Promise<T> {
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
