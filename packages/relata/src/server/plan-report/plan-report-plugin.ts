import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { plannedBefore } from '../../reading/plan/plan-of-request.js';
import { fragmentsOf } from '../../reading/plan/selection.js';
import type { Engine } from '../../reading/engine.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import { contextWith, type RequestContext } from '../../request/context.js';
import type { Settings } from '../../settings.js';
import { JsonText } from '../../reading/compiled/json/json-text.js';
import { ignoreIdentity } from '../graphql/own-credentials.js';
import { InFlightRequest } from '../http/in-flight-request.js';
import { type HiddenRows, hiddenRows } from '../../reading/hidden/hidden-rows.js';
import { PlanReport, type ReportedDatabase } from './plan-report.js';
import { mentionsPlan, type PlanRequest, planRequestOf } from './plan-request.js';
import type { JoinedSteps } from '../graphql/request-steps.js';

/** What plans are reported with. */
export interface PlanReportOptions extends ReportedDatabase {
  readonly nodeEnv: Settings['nodeEnv'];
  /** What plans the operations; undefined where nothing does. */
  readonly engine: Engine | undefined;
}

/**
 * Has Apollo take our steps, and tells requests that ask, by `X-Plan`, what they cost
 * (`extensions.cost`) and how they were answered (`extensions.plan`).
 */
export function planReportPlugin(
  steps: JoinedSteps,
  options: PlanReportOptions,
): ApolloServerPlugin<RequestContext> {
  const listener = Promise.resolve(steps);
  return {
    requestDidStart: ({ contextValue }) =>
      mentionsPlan(contextValue) ? Promise.resolve(reporting(steps, options)) : listener,
  };
}

function reporting(steps: JoinedSteps, options: PlanReportOptions): JoinedSteps {
  let asked: PlanRequest | null = null;
  let report: PlanReport | null = null;
  return {
    ...steps,
    didResolveOperation: async (request) => {
      const { operation, document } = request;
      if (operation !== undefined) {
        ignoreIdentity({ ...request, operation, fragments: fragmentsOf(document) });
      }
      const begun = new PlanReport(options);
      try {
        asked = await planRequestOf(request.contextValue, options.nodeEnv);
      } finally {
        if (asked !== null && asked !== 'cost') {
          report = begun;
        } else {
          begun.end();
        }
      }
      await steps.didResolveOperation(request);
    },
    willSendResponse: async (request) => {
      report?.end();
      await steps.willSendResponse(request);
      const { body } = request.response;
      if (asked !== null && body.kind === 'single') {
        const { singleResult } = body;
        const cost = costOf(request);
        const reader =
          (singleResult.data as unknown) instanceof JsonText ? 'compiled' : 'reference';
        const hidden = asked === 'hidden' ? await hiddenFrom(request, options) : undefined;
        const statements = asked === 'explain' ? await report?.explained() : report?.statements();
        singleResult.extensions = {
          ...singleResult.extensions,
          ...(cost === undefined ? {} : { cost }),
          ...(report && {
            plan: {
              reader,
              cost,
              milliseconds: report.milliseconds,
              statements,
              ...(hidden === undefined ? {} : { hidden }),
            },
          }),
        };
      }
    },
  };
}

/** What policies hid of what was read; null where that could not be found out. */
async function hiddenFrom(
  {
    contextValue,
    operation,
  }: Pick<GraphQLRequestContext<RequestContext>, 'contextValue' | 'operation'>,
  { engine, em }: PlanReportOptions,
): Promise<readonly HiddenRows[] | null> {
  const planned = operation && plannedBefore(contextValue, operation);
  if (planned === undefined || engine === undefined) {
    return [];
  }
  // A session of its own: that of the request may be in a transaction that failed.
  const runner = new StatementRunner(engine, contextWith(contextValue, { em: em.fork() }));
  try {
    return await hiddenRows(runner, planned.plan);
  } catch (error) {
    InFlightRequest.current()?.log.warn({ err: error }, 'hidden rows could not be counted');
    return null;
  }
}

/** What the operation costs; undefined where it was refused before it was planned. */
function costOf({
  contextValue,
  operation,
}: Pick<GraphQLRequestContext<RequestContext>, 'contextValue' | 'operation'>): number | undefined {
  return operation && plannedBefore(contextValue, operation)?.plan.cost;
}
