import { BadInputError, ForbiddenError } from '../../errors.js';
import type { RequestContext } from '../../request/context.js';
import { RequestSession } from '../../request/request-session.js';
import type { Settings } from '../../settings.js';

/** Header in which a request asks how it is answered, as Node names it. */
const HEADER = 'x-plan';

/** What shows plans in production, and anywhere what the database says to EXPLAIN, and what policies hide. */
const PERMISSION = 'plan:read';

/**
 * What a request asks to be told besides its answer: what it costs, how it was answered, or that
 * and how the database goes about it, or that and what the policies hid.
 */
export type PlanRequest = 'cost' | 'plan' | 'explain' | 'hidden';

/** Whether a request says anything about it: for all others there is nothing to do. */
export function mentionsPlan({ request }: RequestContext): boolean {
  return request.headers[HEADER] !== undefined;
}

/**
 * What a request asks for, if it may.
 * @returns null where it asks for nothing
 * @throws BadInputError for a header that says something else; ForbiddenError for one who may not
 */
export async function planRequestOf(
  context: RequestContext,
  nodeEnv: Settings['nodeEnv'],
): Promise<PlanRequest | null> {
  switch (context.request.headers[HEADER]) {
    case undefined:
    case 'false':
      return null;
    case 'cost':
      return 'cost';
    case 'true':
      if (nodeEnv === 'production') {
        await demandPermission(context, 'X-Plan');
      }
      return 'plan';
    case 'explain':
      await demandPermission(context, 'X-Plan: explain');
      return 'explain';
    case 'hidden':
      await demandPermission(context, 'X-Plan: hidden');
      return 'hidden';
    default:
      throw BadInputError.at('X-Plan', 'must be true, false, cost, explain or hidden');
  }
}

/** By what the database says now of the viewer, not by what is remembered: SQL is shown before long. */
async function demandPermission(context: RequestContext, what: string): Promise<void> {
  const viewer = context instanceof RequestSession ? await context.confirm() : context.viewer;
  if (!viewer.permissions.has(PERMISSION)) {
    throw ForbiddenError.without(what, PERMISSION);
  }
}
