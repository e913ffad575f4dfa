import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Policies } from '../../access/policies.js';
import { BadInputError } from '../../errors.js';
import type { RequestContext } from '../../request/context.js';
import { confirmedViewer } from '../../request/request-session.js';
import type { MutationMode } from '../../writing/document/attempt.js';
import { idempotencyKeyOf } from '../../writing/document/idempotency.js';

/** What a request says of its operation. */
export interface RawRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null;
  /** The text of the document. */
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** What makes a mutation more than that. */
const SPECIAL_HEADERS = ['idempotency-key', 'x-dry-run'] as const;

/**
 * In what way a mutation asks to be executed, by its headers and its directive.
 * @throws BadInputError for ways that exclude each other, RelataError for a key that cannot be used
 */
export async function mutationModeOf(
  context: RequestContext,
  { filters }: Pick<Policies, 'filters'>,
  { operation, source, operationName, variables }: RawRequest,
): Promise<MutationMode> {
  const isIndependent = hasDirective(operation, 'independent');
  if (isIndependent || SPECIAL_HEADERS.some((name) => name in context.request.headers)) {
    await confirmedViewer(context);
  }
  const idempotencyKey = idempotencyKeyOf(context, filters, {
    document: source,
    operationName,
    variables,
  });
  const isDryRun = isDryRunOf(context);
  if (idempotencyKey !== null && (isDryRun || isIndependent)) {
    throw BadInputError.at('Idempotency-Key', 'cannot be used with X-Dry-Run or @independent');
  }
  if (isDryRun && isIndependent) {
    throw BadInputError.at('X-Dry-Run', 'cannot be used with @independent');
  }
  return { isIndependent, isDryRun, idempotencyKey };
}

function hasDirective({ directives }: OperationDefinitionNode, directive: string): boolean {
  return directives?.some(({ name }) => name.value === directive) === true;
}

/** Reads the header `X-Dry-Run`. @throws BadInputError for anything but true and false */
export function isDryRunOf({ request }: Pick<RequestContext, 'request'>): boolean {
  const header = request.headers['x-dry-run'];
  if (header === undefined || header === 'false') {
    return false;
  }
  if (header !== 'true') {
    throw BadInputError.at('X-Dry-Run', 'must be true or false');
  }
  return true;
}
