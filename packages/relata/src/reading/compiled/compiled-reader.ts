import type { Viewer } from '../../access/viewer.js';
import { Placeholder } from '../../filter/placeholder.js';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { getOrMake } from '../../cache/get-or-make.js';
import type { RequestContext } from '../../request/context.js';
import type { Cancellation } from '../../cancellation/cancellation.js';
import type { Orm } from '../../database/orm.js';
import type { Cell } from '../../database/statements/prepared-statement.js';
import type { RowReads } from '../../database/statements/row-reads.js';
import type { Engine } from '../engine.js';
import type { ReadPlan } from '../plan/read-plan.js';
import type { Template } from '../plan/template.js';
import { Binding } from './binding.js';
import { type CompiledRead, compileRead, ownValues } from './compile.js';
import { rewritten } from './masked-values.js';
import { boundFilters } from './bound-filters.js';
import { JsonText } from './json/json-text.js';

/** Most statements that are kept of one operation. */
const SHAPES = 64;

/** Who asks, and what ends the asking. */
export interface CompiledRequest {
  /** As looked up, or as remembered with its proof. */
  readonly viewer: Viewer;
  readonly cancellation: Cancellation;
}

/** What comes of a read. */
export type Reading =
  | { readonly kind: 'answer'; readonly answer: JsonText }
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
  readonly #reads: RowReads;
  // Apollo keeps a bounded number of documents, and templates live as long as theirs.
  readonly #statements = new WeakMap<Template, BoundedCache<string, CompiledRead | null>>();

  constructor(engine: Engine, orm: Orm, reads: RowReads) {
    this.#engine = engine;
    this.#orm = orm;
    this.#reads = reads;
  }

  /**
   * Answers a query, on any connection.
   * @throws the reason of the cancellation; MikroORM's DriverException for what the database refuses
   */
  async read({ viewer, cancellation }: CompiledRequest, plan: ReadPlan): Promise<Reading> {
    const bound = this.#bound(viewer, plan);
    if (bound === null) {
      this.counts.declined += 1;
      return DECLINED;
    }
    const { statement, parameters } = bound;
    const cells = await this.#reads.first(statement.read, parameters, cancellation);
    const reading = readingOf(statement, viewer, cells);
    this.counts.answered += reading.kind === 'answer' ? 1 : 0;
    return reading;
  }

  /** Whether plans of this form can be read at all, by this viewer and whoever is like it. */
  canRead(viewer: Viewer, plan: ReadPlan): boolean {
    return this.#bound(viewer, plan) !== null;
  }

  /**
   * Answers within the transaction of a session: what it wrote is seen.
   * @throws as {@link read} does; the transaction cannot go on then
   */
  async readWithin(
    { em, signal, viewer }: ReadContext,
    plan: ReadPlan,
    isLast = false,
  ): Promise<Reading> {
    const bound = this.#bound(viewer, plan, isLast);
    if (bound === null) {
      return DECLINED;
    }
    const { statement, parameters } = bound;
    return readingOf(
      statement,
      viewer,
      await this.#reads.firstWithin({ em, signal }, statement.read, { parameters, isLast }),
    );
  }

  /**
   * Answers as {@link readWithin} does, as the last thing a transaction does before it is committed:
   * that may happen at once, so that whatever is no answer fails.
   */
  async readLast(context: ReadContext, plan: ReadPlan): Promise<JsonText> {
    const reading = await this.readWithin(context, plan, true);
    if (reading.kind !== 'answer') {
      throw new TypeError(`The last read of a transaction is ${reading.kind}`);
    }
    return reading.answer;
  }

  #bound(viewer: Viewer, plan: ReadPlan, isLast = false): BoundRead | null {
    const values = ownValues(viewer);
    const statement = this.#statementOf({ viewer, plan, isLast }, values);
    return (
      statement && {
        statement,
        parameters: statement.parameters.map((parameter): unknown =>
          parameter instanceof Placeholder ? parameter.read(values) : parameter,
        ),
      }
    );
  }

  #statementOf({ viewer, plan, isLast }: ReadShape, values: unknown[]): CompiledRead | null {
    const filters = boundFilters(this.#engine.policies.filters.made(viewer), values);
    const binding = new Binding(plan.variable, values);
    const shape = policyShape(viewer) + filters.key;
    const key = shape + (isLast ? '.' : '') + (plan.part ?? '') + binding.key;
    return this.#statementsOf(plan.template).getOrSet(key, () =>
      compileRead(this.#engine, plan, {
        viewer,
        isLast,
        binding,
        filters: filters.bound,
        kysely: this.#orm.em.fork().getKysely(),
      }),
    );
  }

  #statementsOf(template: Template): BoundedCache<string, CompiledRead | null> {
    return getOrMake(this.#statements, template, () => new BoundedCache(SHAPES));
  }
}

/** What of a request a read within its transaction needs. */
type ReadContext = Pick<RequestContext, 'em' | 'signal' | 'viewer'>;

/** What the text of a statement follows from. */
interface ReadShape {
  readonly viewer: Viewer;
  readonly plan: ReadPlan;
  readonly isLast: boolean;
}

/** A statement, and what one request brings. */
interface BoundRead {
  readonly statement: CompiledRead;
  readonly parameters: readonly unknown[];
}

function readingOf(
  { isProving, isRewritten, maskedColumns }: CompiledRead,
  viewer: Viewer,
  [answer, proof]: readonly Cell[],
): Reading {
  if (isProving && proof?.toString() !== viewer.proof) {
    return STALE;
  }
  if (answer == null) {
    return DECLINED;
  }
  const json = new JsonText(answer);
  return {
    kind: 'answer',
    answer:
      isRewritten || maskedColumns.length > 0
        ? JsonText.of(rewritten(json.data, maskedColumns))
        : json,
  };
}

const shapes = new WeakMap<Viewer['permissions'], string>();

/** What of a viewer decides how policies look, besides filters that are made of it: all but who it is. */
function policyShape({ userId, permissions, proof }: Viewer): string {
  // As JSON: a name may have any character, and must not pass for two others.
  const known = getOrMake(shapes, permissions, () => JSON.stringify([...permissions].sort()));
  return `${userId === null ? '' : '@'}${proof === undefined ? '' : '!'}${known}:`;
}
