import { ContextCache } from '../cache/context-cache.js';
import type { Engine } from '../reading/engine.js';
import type { RequestContext } from '../request/context.js';
import type { Outcome } from './outcome.js';
import type { PreparedWrite } from './document/prepare.js';

/** What a root field of a document came to, recorded in case the document is told again. */
export type Recorded = { readonly value: unknown } | { readonly error: unknown };

/**
 * One execution of a mutation document. In `write` mode root fields do their work and are
 * recorded; after the first that fails the rest do nothing. In `replay` mode, after a rollback,
 * they only tell what was recorded.
 */
export interface MutationRun {
  readonly engine: Engine;
  readonly mode: 'write' | 'replay';
  /** Response key of the one field that is to do anything; null for all. */
  readonly only: string | null;
  readonly prepared: ReadonlyMap<string, PreparedWrite>;
  readonly records: Map<string, Recorded>;
  /** Response key of the field that failed. */
  failed: string | null;
  /** Whether the document has waited for its turn at what it looks for; see `sought.ts`. */
  isInTurn: boolean;
  /** What a part of the hand-written field that runs was refused with, whatever the field answers. */
  refused: Outcome | null;
  /** Response key of the field that ended an invariant; a later one may mend it. */
  violatingField: string | null;
}

// A run lives as long as the context it executes in.
const runs = new ContextCache<RequestContext, MutationRun>();

/** Ties a run to the context its document executes in. */
export function beginRun(context: RequestContext, run: MutationRun): void {
  runs.set(context, run);
}

/** The run a resolver is part of; undefined where a document executes without one. */
export function runOf(context: RequestContext): MutationRun | undefined {
  return runs.get(context);
}
