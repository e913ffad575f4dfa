import {
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import { getVariableValues, OperationTypeNode } from 'graphql';
import { Attachment } from '../catalog/attachment.js';
import type { CompiledReader } from '../reading/compiled/compiled-reader.js';
import type { Engine } from '../reading/engine.js';
import { planOfRequest } from '../reading/plan/plan-of-request.js';
import type { ReadPlan } from '../reading/plan/read-plan.js';
import { fragmentsOf } from '../reading/plan/selection.js';
import type { RequestContext } from '../session/context.js';
import { RequestSession } from '../session/request-session.js';
import type { JsonText } from '../reading/compiled/json-text.js';
import { readCompiled } from './read-operation.js';

/**
 * Plans each operation before it executes, so that what it may not ask for, and what costs too
 * much, is refused before anything is read. Variables count: it runs for every request. A query
 * that the compiled reader can answer is answered here, and not executed.
 */
export function planPlugin(
  engine: Engine,
  reader: CompiledReader | null,
): ApolloServerPlugin<RequestContext> {
  const answers = new Attachment<RequestContext, JsonText>('answer');
  const listener: GraphQLRequestListener<RequestContext> = {
    didResolveOperation: async ({ schema, operation, document, request, contextValue }) => {
      const definitions = operation?.variableDefinitions ?? [];
      const { coerced } = getVariableValues(schema, definitions, request.variables ?? {});
      // Variables that do not fit are the executor's to report.
      if (operation === undefined || coerced === undefined) {
        return;
      }
      const fragments = fragmentsOf(document);
      const plan = await plannedFor(contextValue, () =>
        planOfRequest(engine, contextValue, { schema, operation, fragments, variables: coerced }),
      );
      const isQuery = operation.operation === OperationTypeNode.QUERY;
      if (reader !== null && isQuery && contextValue instanceof RequestSession) {
        const answer = await readCompiled(reader, contextValue, plan);
        if (answer !== null) {
          answers.set(contextValue, answer);
        }
      }
    },
    responseForOperation: ({ contextValue }) => {
      const data = answers.get(contextValue);
      return Promise.resolve(data === undefined ? null : responseOf(data));
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

/** Plans. Whose sign-in has ended is told that, and not what else is wrong with the request. */
async function plannedFor(context: RequestContext, plan: () => ReadPlan): Promise<ReadPlan> {
  try {
    return plan();
  } catch (error) {
    if (context instanceof RequestSession) {
      await context.confirm();
    }
    throw error;
  }
}

function responseOf(data: JsonText): GraphQLResponse {
  return {
    http: { headers: new HeaderMap() },
    body: { kind: 'single', singleResult: { data: data as unknown as Record<string, unknown> } },
  };
}
