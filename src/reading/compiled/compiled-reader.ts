import type { Viewer } from '../../access/viewer.js';
import { Slot } from '../../catalog/slot.js';
import { BoundedCache } from '../../session/bounded-cache.js';
import type { RequestContext } from '../../session/context.js';
import { runQuery } from '../../session/statements.js';
import type { Engine } from '../engine.js';
import type { ReadPlan } from '../plan/read-plan.js';
import type { Template } from '../plan/template.js';
import { describeArguments } from './binding.js';
import { type AnswerRow, type CompiledRead, compileRead } from './compile.js';

/** Most statements that are kept of one operation. */
const SHAPES = 64;

/**
 * The compiled reader: one statement answers the whole of an operation, as finished JSON. It has no
 * behaviour of its own: what it does not answer exactly as the reference reader would, it leaves
 * to that one.
 */
export class CompiledReader {
  /** How many operations it answered, and how many it left to the reference reader. */
  readonly counts = { answered: 0, declined: 0 };
  readonly #engine: Engine;
  // Apollo keeps a bounded number of documents, and templates live as long as theirs.
  readonly #statements = new WeakMap<Template, BoundedCache<string, CompiledRead | null>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * @returns the JSON text of `data`; null where the reference reader is to answer
   * @throws the reason of the signal; MikroORM's DriverException for what the database refuses
   */
  async read(context: RequestContext, plan: ReadPlan): Promise<string | null> {
    const values: unknown[] = [context.viewer.userId];
    const statement = this.#statementOf(context, plan, values);
    if (statement === null) {
      this.counts.declined += 1;
      return null;
    }
    const { query, isRewritten } = statement;
    const parameters = query.parameters.map((parameter): unknown =>
      parameter instanceof Slot ? parameter.read(values) : parameter,
    );
    const [row] = await runQuery<AnswerRow>(context, { compile: () => ({ ...query, parameters }) });
    const answer = row?.answer ?? null;
    const text = answer !== null && isRewritten ? JSON.stringify(JSON.parse(answer)) : answer;
    this.counts.answered += 1;
    return text;
  }

  #statementOf(context: RequestContext, plan: ReadPlan, values: unknown[]): CompiledRead | null {
    const { viewer, em } = context;
    let key = policyShape(viewer);
    for (const part of plan.variable) {
      key += describeArguments(part, values);
    }
    const known =
      this.#statements.get(plan.template) ?? new BoundedCache<string, CompiledRead | null>(SHAPES);
    this.#statements.set(plan.template, known);
    return known.getOrSet(key, () =>
      compileRead(this.#engine, plan, { viewer, kysely: em.getKysely({ type: 'read' }) }),
    );
  }
}

const shapes = new WeakMap<Viewer['permissions'], string>();

/** What of a viewer decides how policies look: all but who it is. */
function policyShape({ userId, permissions }: Viewer): string {
  const known = shapes.get(permissions) ?? [...permissions].sort().join();
  shapes.set(permissions, known);
  return `${userId === null ? '' : '@'}${known}:`;
}
