import { type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { ContextCache } from '../../cache/context-cache.js';
import { JsonText } from '../../reading/compiled/json-text.js';
import { plannedBefore, planOfRequest, rootFields } from '../../reading/plan/plan-of-request.js';
import type { ReadPlan } from '../../reading/plan/read-plan.js';
import { fragmentsOf } from '../../reading/plan/selection.js';
import type { RequestContext } from '../../request/context.js';
import { confirmedViewer, RequestSession } from '../../request/request-session.js';
import { type Execution, executeMutation } from '../../writing/document/execute-mutation.js';
import { isStandalone } from '../../writing/document/standalone.js';
import { executeStandalone } from './execute-standalone.js';
import { mutationModeOf, type RawRequest } from './mutation-mode.js';
import { ignoreIdentity } from './own-credentials.js';
import { readCompiled } from './read-operation.js';
import type { RequestSteps } from './request-steps.js';
import { coerceVariables } from './variables.js';

/** What operations are executed with. */
export interface OwnExecution {
  readonly schema: GraphQLSchema;
  readonly execution: Execution;
  /** Those of graphql-js. */
  readonly options: NonNullable<ExecutionArgs['options']>;
}

// What came of a request that was executed before Apollo asked for it.
const results = new ContextCache<RequestContext, ExecutionResult>();

/**
 * Plans each operation, so that what it may not ask for, and what costs too much, is refused before
 * anything is read, and answers it before Apollo would execute it: a query by the compiled reader,
 * a mutation by executing it. An answer that is JSON already need not take the way of those whose
 * errors are to be formatted. Variables count: it runs for every request.
 */
export function answerOperations(own: OwnExecution): RequestSteps {
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
      if (operation.operation === OperationTypeNode.QUERY) {
        const answer = await readCompiled(compiledReader, contextValue, plan);
        if (answer !== null) {
          answers.set(contextValue, answer);
        }
        return;
      }
      const said = { document, operation, operationName, source, variables: request.variables };
      const result = await executeOperation(own, contextValue, said);
      const data: unknown = result.data;
      if (data instanceof JsonText) {
        answers.set(contextValue, data);
      } else {
        results.set(contextValue, result);
      }
    },
    respond: ({ contextValue }) => {
      const data = answers.get(contextValue);
      return data === undefined ? null : responseOf(data);
    },
  };
}

/**
 * Executes an operation, unless that was done before Apollo asked for it: a query by graphql-js, a
 * mutation document as one unit of work.
 * @throws what Apollo is told, wherever it is thrown
 */
export async function executeOperation(
  { schema, execution, options }: OwnExecution,
  contextValue: RequestContext,
  said: RawRequest,
): Promise<ExecutionResult> {
  const known = results.get(contextValue);
  if (known !== undefined) {
    return known;
  }
  const { document, operation, operationName } = said;
  const variableValues = said.variables ?? {};
  const args = { schema, document, contextValue, variableValues, operationName, options };
  const planned = plannedBefore(contextValue, operation);
  if (operation.operation !== OperationTypeNode.MUTATION || planned === undefined) {
    // What is wrong with variables is the executor's to report, before it resolves anything.
    await confirmedViewer(contextValue);
    return await execute(args);
  }
  const fields = rootFields(planned);
  if (fields.some(({ field }) => isStandalone(field))) {
    await confirmedViewer(contextValue);
    return await executeStandalone(args, fields);
  }
  const mode = await mutationModeOf(contextValue, said);
  return await executeMutation(execution, { args, operation: planned.operation, fields, ...mode });
}

function responseOf(data: JsonText): GraphQLResponse {
  return {
    http: { headers: new HeaderMap() },
    body: { kind: 'single', singleResult: { data: data as unknown as Record<string, unknown> } },
  };
}
