import { type GraphQLResponse, HeaderMap } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { ContextCache } from '../../cache/context-cache.js';
import { planOfRequest } from '../../reading/plan/plan-of-request.js';
import type { ReadPlan } from '../../reading/plan/read-plan.js';
import { fragmentsOf } from '../../reading/plan/selection.js';
import type { RequestContext } from '../../request/context.js';
import { confirmedViewer, RequestSession } from '../../request/request-session.js';
import type { JsonText } from '../../reading/compiled/json-text.js';
import { executeAhead, type OwnExecution } from './executor.js';
import { ignoreIdentity } from './own-credentials.js';
import { readCompiled } from './read-operation.js';
import type { RequestSteps } from './request-steps.js';
import { coerceVariables } from './variables.js';

/**
 * Plans each operation before it executes, so that what it may not ask for, and what costs too
 * much, is refused before anything is read. Variables count: it runs for every request. What the
 * compiled reader answers is answered here, a query or a mutation, and Apollo has nothing to execute.
 */
export function planOperations(own: OwnExecution): RequestSteps {
  const answers = new ContextCache<RequestContext, JsonText>();
  const { engine, compiledReader } = own.execution;
  return {
    resolved: async ({
      schema,
      operation,
      operationName,
      document,
      source,
      request,
      contextValue,
    }) => {
      const fragments = fragmentsOf(document);
      ignoreIdentity({ schema, operation, fragments, contextValue });
      const variables = coerceVariables(schema, operation, request.variables ?? {});
      // Variables that do not fit are the executor's to report.
      if (variables === null) {
        return;
      }
      let plan: ReadPlan;
      try {
        const asked = { schema, operation, fragments, variables };
        plan = planOfRequest(engine, contextValue, asked);
      } catch (error) {
        // Whose sign-in has ended is told that, and not what else is wrong with the request.
        await confirmedViewer(contextValue);
        throw error;
      }
      if (compiledReader === null || !(contextValue instanceof RequestSession)) {
        return;
      }
      const said = { document, operation, operationName, source, variables: request.variables };
      const answer =
        operation.operation === OperationTypeNode.QUERY
          ? await readCompiled(compiledReader, contextValue, plan)
          : await executeAhead(own, contextValue, said);
      if (answer !== null) {
        answers.set(contextValue, answer);
      }
    },
    respond: ({ contextValue }) => {
      const data = answers.get(contextValue);
      return data === undefined ? null : responseOf(data);
    },
  };
}

function responseOf(data: JsonText): GraphQLResponse {
  return {
    http: { headers: new HeaderMap() },
    body: { kind: 'single', singleResult: { data: data as unknown as Record<string, unknown> } },
  };
}
