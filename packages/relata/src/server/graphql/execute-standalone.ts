import { execute, type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import { BadInputError } from '../../errors.js';
import type { SelectedField } from '../../reading/plan/selection.js';
import type { RequestContext } from '../../request/context.js';
import { isStandalone } from '../../writing/document/standalone.js';
import { isDryRunOf } from './mutation-mode.js';

/**
 * Executes a field that commits by itself: nothing else may hang on it, nor ask to have it twice or
 * not at all.
 */
export async function executeStandalone(
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
