import type { FetcherParams } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';

/** The body of an answer. */
export type Answer = Record<string, unknown>;

/** How an operation is sent. */
export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the browser leaves its cookies out. */
  readonly isAnonymous?: boolean;
}

/**
 * Sends an operation to where this page is from, which may be below a path.
 * @returns the body of the answer; an answer that is not JSON (a proxy's error page, say) is shown
 * with its status rather than as a parse error
 * @throws TypeError when there is no answer
 */
export async function postGraphQL(
  params: FetcherParams,
  { headers = {}, isAnonymous = false }: PostOptions = {},
): Promise<Answer> {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...headers,
    },
    credentials: isAnonymous ? 'omit' : 'same-origin',
    body: JSON.stringify(
      hasManyOperations(params.query) ? params : { ...params, operationName: undefined },
    ),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { status: response.status, statusText: response.statusText, body: text };
  }
}

/** The data of an answer; null where there is none. */
export function dataOf({ data }: Answer): Answer | null {
  return typeof data === 'object' ? (data as Answer | null) : null;
}

/** Whether the server says that it does not know who asks, or no more. */
export function isRefused({ errors }: Answer): boolean {
  return (
    Array.isArray(errors) &&
    (errors as readonly ErrorOfAnswer[]).some(
      ({ extensions }) => extensions?.code === 'UNAUTHENTICATED',
    )
  );
}

interface ErrorOfAnswer {
  readonly extensions?: { readonly code?: unknown };
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
