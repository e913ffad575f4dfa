import { parseId } from '../../model/global-id.js';
import { StartupError } from '../../errors.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RequestContext } from '../../request/context.js';
import { demandSignIn } from '../document/anonymous.js';
import { WriteFailure } from '../user-error.js';
import { lookBefore, noteRows } from '../invariants/suspects.js';
import { checkVersion } from '../checks/check-version.js';
import { targetKeys } from '../rows/targets.js';
import { runOf } from '../mutation-run.js';
import { nothing, type Outcome } from '../outcome.js';
import { noteRefusal } from '../document/refusal.js';
import { writeUnit } from '../change/write-unit.js';
import { Unit } from '../unit/unit.js';
import { userErrorOf } from '../violations/user-error-of.js';

/**
 * For operations of the domain: loads a row the viewer may update, lets it change, and writes it
 * with everything else of the document. The row's own methods hold the rules.
 * @param model - class of the row
 * @param id - as a client gives it, `post_42` or `42`
 * @param expectedVersion - fails with a ConflictError where the row has another; null and undefined
 *   do not mind
 * @param change - changes the row; a RuleError it throws becomes a ValidationError of the payload
 * @returns what the payload type of the model answers with
 * @example
 * const publish = async (context: RequestContext, id: string): Promise<Outcome> =>
 *   await changeRow(context, { model: Post, id }, (post) => {
 *     post.publish();
 *   });
 */
export async function changeRow<T extends object>(
  context: RequestContext,
  target: {
    readonly model: abstract new (...args: never[]) => T;
    readonly id: string;
    readonly expectedVersion?: number | null | undefined;
  },
  change: (row: T) => void | Promise<void>,
): Promise<Outcome> {
  const run = runOf(context);
  const model = run?.engine.catalog.get(target.model.name);
  if (run === undefined || model === undefined) {
    throw new StartupError(`${target.model.name} is changed outside of a mutation`);
  }
  demandSignIn({ engine: run.engine, viewer: context.viewer }, model, ['update']);
  const key = parseId(model, target.id, 'id');
  const session = new StatementRunner(run.engine, context);
  try {
    await targetKeys(session, { model, target: { kind: 'key', key }, policy: 'update' });
    const unit = new Unit(session);
    const entities = await unit.load(model, [key]);
    const row = { model, path: [], values: new Map(), links: [], sought: null };
    const known = { version: target.expectedVersion ?? null, base: null };
    await checkVersion(unit, entities, { row, known });
    noteRows(session, model);
    // The change may write by itself.
    await lookBefore(session);
    for (const entity of entities) {
      await change(entity as unknown as T);
    }
    await writeUnit(unit, { path: ['id'], writes: [] });
    return { model, keys: [key], deletedKeys: [], affectedCount: 1, userErrors: [] };
  } catch (error) {
    const userError = userErrorOf(error, { path: ['id'], writes: [] });
    const userErrors =
      error instanceof WriteFailure ? error.userErrors : userError === null ? [] : [userError];
    if (userErrors.length === 0) {
      throw error;
    }
    return noteRefusal(run, nothing(model, userErrors));
  } finally {
    context.em.clear();
  }
}
