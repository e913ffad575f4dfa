import { type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { ContextCache } from '../../cache/context-cache.js';
import {
  type PlannedOperation,
  planOfRequest,
  rootFields,
} from '../../reading/plan/plan-of-request.js';
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

/** Puts an error to a client. */
type FormatError = (error: GraphQLError) => GraphQLFormattedError;

/**
 * Plans each operation, so that what it may not ask for, and what costs too much, is refused before
 * anything is read, and answers it before Apollo would execute it: a query by the compiled reader,
 * a mutation by executing it. Left to Apollo are queries for the reference reader, and what
 * graphql-js has to say of variables. Variables count: it runs for every request.
 */
export function answerOperations(own: OwnExecution, format: FormatError): RequestSteps {
  const answers = new ContextCache<RequestContext, GraphQLResponse>();
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
      // Variables that do not fit are graphql-js's to report.
      if (variables === null) {
        await confirmedViewer(contextValue);
        return;
      }
      const asked = { schema, operation, fragments, variables };
      let plan: ReadPlan;
      try {
        plan = planOfRequest(engine, contextValue, asked);
      } catch (error) {
        // Whose sign-in has ended is told that, and not what else is wrong with the request.
        await confirmedViewer(contextValue);
        throw error;
      }
      if (operation.operation === OperationTypeNode.MUTATION) {
        const raw = { document, operation, operationName, source, variables: request.variables };
        const result = await executeOperation(own, contextValue, { raw, operation: asked, plan });
        answers.set(contextValue, responseOf(result, format));
        return;
      }
      if (compiledReader !== null && contextValue instanceof RequestSession) {
        const data = await readCompiled(compiledReader, contextValue, plan);
        if (data !== null) {
          answers.set(contextValue, responseOf({ data: data as never }, format));
          return;
        }
      }
      await confirmedViewer(contextValue);
    },
    respond: ({ contextValue }) => answers.get(contextValue) ?? null,
  };
}

/** A mutation document as it was sent, and as it was planned. */
interface PlannedDocument extends PlannedOperation {
  readonly raw: RawRequest;
}

/**
 * Executes a mutation document as one unit of work.
 * @throws what the client is told, where nothing was executed
 */
async function executeOperation(
  { schema, execution, options }: OwnExecution,
  contextValue: RequestContext,
  { raw, ...planned }: PlannedDocument,
): Promise<ExecutionResult> {
  const { document, operationName } = raw;
  const variableValues = raw.variables ?? {};
  const args = { schema, document, contextValue, variableValues, operationName, options };
  const fields = rootFields(planned);
  if (fields.some(({ field }) => isStandalone(field))) {
    await confirmedViewer(contextValue);
    return await executeStandalone(args, fields);
  }
  const mode = await mutationModeOf(contextValue, execution.engine.policies, raw);
  return await executeMutation(execution, { args, operation: planned.operation, fields, ...mode });
}

function responseOf(result: ExecutionResult, format: FormatError): GraphQLResponse {
  const errors = result.errors?.map((error) => format(error));
  const singleResult = { ...result, ...(errors && { errors }) } as FormattedExecutionResult;
  return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
}
