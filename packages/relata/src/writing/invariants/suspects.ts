import type { Model } from '../../model/model.js';
import type { Engine, Invariant } from '../../reading/engine.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RequestContext } from '../../request/context.js';

const LOCK = 'relata/invariants';

// What the transaction of a context may have ended, and whether it held before; null where nobody
// has looked yet. Lives as long as the context.
const suspects = new WeakMap<RequestContext, Map<Invariant, boolean | null>>();

/** Notes that a column or a relation of some rows changes. */
export function noteChange({ engine, context }: StatementRunner, model: Model, name: string): void {
  suspect(engine, context, ({ watches }) => watches[model.name]?.includes(name) === true);
}

/** Notes that rows go, or change in ways nobody knows. */
export function noteRows({ engine, context }: StatementRunner, model: Model): void {
  suspect(engine, context, ({ watches }) => watches[model.name] !== undefined);
}

/** Forgets what was changed so far: what holds by now counts for what comes after. */
export function forgetChanges(context: RequestContext): void {
  suspects.delete(context);
}

/**
 * Looks whether what is about to be changed holds before. Whoever looks keeps others that look
 * waiting until the end of its transaction, so that two cannot end together what neither ends alone.
 * It looks through its own connection: a second one may not be had while others wait with theirs.
 */
export async function lookBefore(session: StatementRunner): Promise<void> {
  const { engine, context } = session;
  const suspected = suspects.get(context);
  if (suspected === undefined || ![...suspected.values()].includes(null)) {
    return;
  }
  const turn = engine.dialect.inTurn([LOCK]);
  if (turn !== null) {
    await session.run(turn);
  }
  for (const [invariant, held] of suspected) {
    if (held === null) {
      suspected.set(invariant, await invariant.holds(context));
    }
  }
}

/**
 * An invariant that held, and does not any more, or null. A transaction that changed nothing that is
 * watched asks nothing of the database.
 */
export async function brokenInvariant(context: RequestContext): Promise<Invariant | null> {
  for (const [invariant, held] of suspects.get(context) ?? []) {
    if (held === true && !(await invariant.holds(context))) {
      return invariant;
    }
  }
  return null;
}

function suspect(
  engine: Engine,
  context: RequestContext,
  concerns: (invariant: Invariant) => boolean,
): void {
  const concerned = engine.invariants.filter(concerns);
  if (concerned.length > 0) {
    const suspected = suspects.get(context) ?? new Map<Invariant, boolean | null>();
    for (const invariant of concerned) {
      suspected.set(invariant, suspected.get(invariant) ?? null);
    }
    suspects.set(context, suspected);
  }
}
