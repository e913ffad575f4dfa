import type { FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';

/**
 * Sends an operation to the server that served this page.
 * @returns the body of the answer; an answer that is not JSON (a proxy's error page, say) is shown
 * with its status rather than as a parse error
 */
export async function fetchGraphQL(
  params: FetcherParams,
  options?: FetcherOpts,
): Promise<Record<string, unknown>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...options?.headers,
    },
    body: JSON.stringify(
      hasManyOperations(params.query) ? params : { ...params, operationName: undefined },
    ),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { status: response.status, statusText: response.statusText, body: text };
  }
}

/**
 * Whether the document needs the name of an operation. Where it does not, it is better left out:
 * for a moment after a change of tabs, GraphiQL still names the operation of the other tab.
 */
function hasManyOperations(query: string): boolean {
  try {
    const { definitions } = parse(query);
    return definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1;
  } catch {
    return true;
  }
}
