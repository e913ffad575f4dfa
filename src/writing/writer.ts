import type { GraphQLFieldConfig } from 'graphql';
import type { Model } from '../catalog/model.js';
import { StartupError } from '../errors.js';
import type { Engine } from '../reading/engine.js';
import { ReadSession } from '../reading/reader/session.js';
import type { RequestContext } from '../session/context.js';
import { askToSignIn } from './anonymous.js';
import { Faults } from './fault.js';
import { watchField } from './invariants.js';
import { type MutationRun, runOf } from './mutation-run.js';
import { isOutcome, nothing, type Outcome } from './outcome.js';
import { runWrite } from './run-write.js';

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

/** A hand-written root field of the mutation type: it is part of its document's run like any other. */
export function recordedField(field: FieldConfig, payload: Model | undefined): FieldConfig {
  const { resolve } = field;
  return {
    ...field,
    resolve: async (source, args, context, info): Promise<unknown> => {
      const run = runOf(context);
      const work = async (): Promise<unknown> => await resolve?.(source, args, context, info);
      const rolledBack = payload === undefined ? null : nothing(payload, [Faults.rolledBack()]);
      const key = String(info.path.key);
      return run === undefined
        ? await work()
        : await recorded({ run, context, key, rolledBack }, work);
    },
  };
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
    if (hasFailed(value)) {
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

function hasFailed(value: unknown): value is Outcome {
  return isOutcome(value) && value.faults.length > 0 && value.affectedCount === 0;
}
