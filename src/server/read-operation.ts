import type { OperationDefinitionNode } from 'graphql';
import type { CompiledReader } from '../reading/compiled/compiled-reader.js';
import { plannedBefore } from '../reading/plan/plan-of-request.js';
import type { RequestContext } from '../session/context.js';
import { databaseFailureOf } from '../session/database-failure.js';
import { Exchange } from './exchange.js';
import { JsonText } from './json-text.js';

/**
 * Answers a query by the compiled reader.
 * @returns null where the reference reader is to answer
 * @throws what the reference reader would meet, too: the deadline, a database that is away
 */
export async function readCompiled(
  reader: CompiledReader,
  context: RequestContext,
  operation: OperationDefinitionNode,
): Promise<{ readonly data: JsonText } | null> {
  const plan = plannedBefore(context, operation);
  if (plan === undefined) {
    return null;
  }
  try {
    const text = await reader.read(context, plan);
    return text === null ? null : { data: new JsonText(text) };
  } catch (error) {
    if (context.signal.aborted || isOfDatabase(error)) {
      throw error;
    }
    // A value the statement cannot write, in a row brought in by other means: what is to be said of
    // it, the reference reader says.
    Exchange.current()?.log.warn({ err: error }, 'the compiled reader gave up');
    return null;
  }
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && databaseFailureOf([error]) !== null;
}
