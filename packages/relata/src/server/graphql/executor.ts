import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { ContextCache } from '../../cache/context-cache.js';
import { BadInputError } from '../../errors.js';
import { JsonText } from '../../reading/compiled/json-text.js';
import type { RequestContext } from '../../request/context.js';
import { confirmedViewer } from '../../request/request-session.js';
import { plannedBefore, rootFields } from '../../reading/plan/plan-of-request.js';
import type { SelectedField } from '../../reading/plan/selection.js';
import { type Execution, executeMutation } from '../../writing/document/execute-mutation.js';
import { idempotencyKeyOf } from '../../writing/document/idempotency.js';
import { isStandalone } from '../../writing/document/standalone.js';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type GatewayRequest = Parameters<Executor>[0];

/** What is said of an operation. */
export type RawRequest = Pick<
  GatewayRequest,
  'document' | 'operation' | 'operationName' | 'source'
> & { readonly variables: GatewayRequest['request']['variables'] };

// What came of a request that was executed before Apollo asked for it.
const results = new ContextCache<RequestContext, ExecutionResult>();

/**
 * Executes a mutation before Apollo asks for it: an answer that is JSON already need not take
 * the way of those whose errors are to be formatted.
 * @returns null for an answer that is to take that way; it is kept
 * @throws what Apollo is told, wherever it is thrown
 */
export async function executeAhead(
  own: OwnExecution,
  context: RequestContext,
  said: RawRequest,
): Promise<JsonText | null> {
  const result = await executeRequest(own, context, said);
  const data: unknown = result.data;
  if (data instanceof JsonText) {
    return data;
  }
  results.set(context, result);
  return null;
}

/** What operations are executed with. */
export interface OwnExecution {
  readonly schema: GraphQLSchema;
  readonly execution: Execution;
  /** Those of graphql-js. */
  readonly options: NonNullable<ExecutionArgs['options']>;
}

/**
 * Hands Apollo our schema and our executor in one: a query is executed by graphql-js, a
 * mutation document as one unit of work. (Apollo takes an executor only where it expects a gateway.)
 */
export function ownExecution(own: OwnExecution): Gateway {
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: own.schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ context, request: { variables }, ...said }) => {
          const contextValue = context as RequestContext;
          return (results.get(contextValue) ??
            (await executeRequest(own, contextValue, { ...said, variables }))) as never;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** What makes a mutation more than that. */
const SPECIAL_HEADERS = ['idempotency-key', 'x-dry-run'] as const;

async function executeRequest(
  { schema, execution, options }: OwnExecution,
  contextValue: RequestContext,
  { document, operation, operationName, source, variables }: RawRequest,
): Promise<ExecutionResult> {
  const variableValues = variables ?? {};
  const args = { schema, document, contextValue, variableValues, operationName, options };
  if (operation.operation !== OperationTypeNode.MUTATION) {
    await confirmedViewer(contextValue);
    return await execute(args);
  }
  const planned = plannedBefore(contextValue, operation);
  if (planned === undefined) {
    // What is wrong with its variables is the executor's to report, before it resolves anything.
    await confirmedViewer(contextValue);
    return await execute(args);
  }
  const fields = rootFields(planned);
  if (fields.some(({ field }) => isStandalone(field))) {
    await confirmedViewer(contextValue);
    return await executeStandalone(args, fields);
  }
  const said = { document: source, operationName, variables };
  const isIndependent =
    operation.directives?.some(({ name }) => name.value === 'independent') === true;
  if (isIndependent || SPECIAL_HEADERS.some((name) => name in contextValue.request.headers)) {
    await confirmedViewer(contextValue);
  }
  const idempotencyKey = idempotencyKeyOf(contextValue, said);
  const isDryRun = isDryRunOf(contextValue);
  if (idempotencyKey !== null && (isDryRun || isIndependent)) {
    throw BadInputError.at('Idempotency-Key', 'cannot be used with X-Dry-Run or @independent');
  }
  if (isDryRun && isIndependent) {
    throw BadInputError.at('X-Dry-Run', 'cannot be used with @independent');
  }
  return await executeMutation(execution, {
    args,
    operation: planned.operation,
    fields,
    isDryRun,
    idempotencyKey,
  });
}

/** A field that commits by itself: nothing else may hang on it, nor ask to have it twice or not at all. */
async function executeStandalone(
  args: ExecutionArgs & { readonly contextValue: RequestContext },
  fields: readonly SelectedField[],
): Promise<ExecutionResult> {
  const name = fields.find(({ field }) => isStandalone(field))?.field.name ?? '';
  const operation = getOperationAST(args.document, args.operationName);
  if (fields.length > 1 || (operation?.selectionSet.selections.length ?? 0) > 1) {
    throw BadInputError.at(name, 'must stand alone in its document');
  }
  const { headers } = args.contextValue.request;
  if (headers['idempotency-key'] !== undefined || isDryRunOf(args.contextValue)) {
    throw BadInputError.at(name, 'takes neither Idempotency-Key nor X-Dry-Run');
  }
  const result = await execute(args);
  // There is nothing beside the field that failed: the whole answer is its failure.
  return result.errors === undefined ? result : { errors: result.errors };
}

function isDryRunOf({ request }: RequestContext): boolean {
  const header = request.headers['x-dry-run'];
  if (header === undefined || header === 'false') {
    return false;
  }
  if (header !== 'true') {
    throw BadInputError.at('X-Dry-Run', 'must be true or false');
  }
  return true;
}
