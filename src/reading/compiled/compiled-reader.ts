import type { Viewer } from '../../access/viewer.js';
import { Slot } from '../../catalog/slot.js';
import { BoundedCache } from '../../catalog/bounded-cache.js';
import type { Orm } from '../../session/orm.js';
import { PreparedReads } from '../../session/prepared-reads.js';
import type { Engine } from '../engine.js';
import type { ReadPlan } from '../plan/read-plan.js';
import type { Template } from '../plan/template.js';
import { describeArguments } from './binding.js';
import { type CompiledRead, compileRead, ownValues } from './compile.js';

/** Most statements that are kept of one operation. */
const SHAPES = 64;

/** Who asks, and what ends the asking. */
export interface CompiledRequest {
  /** As looked up, or as remembered with its proof. */
  readonly viewer: Viewer;
  readonly signal: AbortSignal;
}

/** What comes of a read. */
export type Reading =
  | { readonly kind: 'answer'; /** The JSON text of `data`. */ readonly text: string }
  /** The reference reader is to answer. */
  | { readonly kind: 'declined' }
  /** The viewer is not any more what was remembered: nothing that was read may be used. */
  | { readonly kind: 'stale' };

const DECLINED: Reading = { kind: 'declined' };
const STALE: Reading = { kind: 'stale' };

/**
 * The compiled reader: one statement answers the whole of an operation, as finished JSON. It has no
 * behaviour of its own: what it does not answer exactly as the reference reader would, it leaves
 * to that one.
 */
export class CompiledReader {
  /** How many operations it answered, and how many it left to the reference reader. */
  readonly counts = { answered: 0, declined: 0 };
  readonly #engine: Engine;
  readonly #orm: Orm;
  readonly #reads: PreparedReads;
  // Apollo keeps a bounded number of documents, and templates live as long as theirs.
  readonly #statements = new WeakMap<Template, BoundedCache<string, CompiledRead | null>>();

  constructor(engine: Engine, orm: Orm) {
    this.#engine = engine;
    this.#orm = orm;
    this.#reads = new PreparedReads(orm);
  }

  /** @throws the reason of the signal; MikroORM's DriverException for what the database refuses */
  async read({ viewer, signal }: CompiledRequest, plan: ReadPlan): Promise<Reading> {
    const values = ownValues(viewer);
    const statement = this.#statementOf(viewer, plan, values);
    if (statement === null) {
      this.counts.declined += 1;
      return DECLINED;
    }
    const parameters = statement.parameters.map((parameter): unknown =>
      parameter instanceof Slot ? parameter.read(values) : parameter,
    );
    const [answer, proof] = await this.#reads.first(statement.read, parameters, signal);
    if (statement.isProving && proof !== viewer.proof) {
      return STALE;
    }
    const json = answer as string;
    const text = statement.isRewritten ? JSON.stringify(JSON.parse(json)) : json;
    this.counts.answered += 1;
    return { kind: 'answer', text };
  }

  #statementOf(viewer: Viewer, plan: ReadPlan, values: unknown[]): CompiledRead | null {
    let key = policyShape(viewer);
    for (const part of plan.variable) {
      key += describeArguments(part, values);
    }
    const known =
      this.#statements.get(plan.template) ?? new BoundedCache<string, CompiledRead | null>(SHAPES);
    this.#statements.set(plan.template, known);
    return known.getOrSet(key, () =>
      compileRead(this.#engine, plan, { viewer, kysely: this.#orm.em.fork().getKysely() }),
    );
  }
}

const shapes = new WeakMap<Viewer['permissions'], string>();

/** What of a viewer decides how policies look: all but who it is. */
function policyShape({ userId, permissions, proof }: Viewer): string {
  // As JSON: a name may have any character, and must not pass for two others.
  const known = shapes.get(permissions) ?? JSON.stringify([...permissions].sort());
  shapes.set(permissions, known);
  return `${userId === null ? '' : '@'}${proof === undefined ? '' : '!'}${known}:`;
}
