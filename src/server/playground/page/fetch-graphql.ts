import type { FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import type { PlanSwitch } from './plan-switch.js';
import type { SignIn } from './sign-in.js';
import { isEntering, outcomeOf, rootFields } from './sign-in-fields.js';

/** The body of an answer. */
type Answer = Record<string, unknown>;

/** Sends an operation with headers. */
type Fetcher = (params: FetcherParams, options?: FetcherOpts) => Promise<Answer>;

const OVER = 'Your sign-in is over: sign in again.';

/**
 * A fetcher that signs in and stays so: tokens in the answer of an operation go with the
 * operations after it, unless those have an Authorization of their own. While plans are
 * wanted, operations ask for theirs.
 */
export function fetcherOf(signIn: SignIn, plans?: PlanSwitch): Fetcher {
  return async (params, options = {}) => {
    const fields = rootFields(params.query);
    signIn.expire(OVER);
    const { signedIn } = signIn.state();
    const isIntrospection = params.operationName === 'IntrospectionQuery';
    const isTheirs =
      signedIn !== null &&
      !hasHeader(options, 'authorization') &&
      !isEntering(fields) &&
      // Everybody has the same schema, and a sign-in that is over must not keep it from anybody.
      !isIntrospection;
    const token = isTheirs ? signedIn.accessToken : null;
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const isPlanned = plans?.isOn() === true && !isIntrospection && !hasHeader(options, 'x-plan');
    const plan = isPlanned ? { 'x-plan': 'true' } : {};
    const answer = await fetchGraphQL(params, { ...plan, ...options.headers, ...authorization });
    const outcome = outcomeOf(fields, dataOf(answer));
    if (outcome === 'ended' && isTheirs) {
      signIn.drop();
    } else if (outcome !== null && outcome !== 'ended') {
      signIn.adopt(outcome);
    } else if (isTheirs && isRefused(answer) && signIn.state().signedIn === signedIn) {
      signIn.drop(OVER);
    }
    return answer;
  };
}

/** Ends the sign-in, here even if the server cannot be reached. */
export async function signOut(signIn: SignIn): Promise<void> {
  const fetcher = fetcherOf(signIn);
  try {
    await fetcher({ query: 'mutation SignOut { signOut }' });
  } finally {
    signIn.drop();
  }
}

/**
 * Sends an operation to the server that served this page.
 * @returns the body of the answer; an answer that is not JSON (a proxy's error page, say) is shown
 * with its status rather than as a parse error
 */
async function fetchGraphQL(
  params: FetcherParams,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...headers,
    },
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

function hasHeader({ headers }: FetcherOpts, name: string): boolean {
  return Object.keys(headers ?? {}).some((key) => key.toLowerCase() === name);
}

function dataOf({ data }: Answer): Answer | null {
  return typeof data === 'object' ? (data as Answer | null) : null;
}

/** Whether the token itself was refused: an error with a path is about a field, a password say. */
function isRefused({ errors }: Answer): boolean {
  return (
    Array.isArray(errors) &&
    (errors as readonly ErrorOfAnswer[]).some(
      ({ path, extensions }) => path === undefined && extensions?.code === 'UNAUTHENTICATED',
    )
  );
}

interface ErrorOfAnswer {
  readonly path?: unknown;
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
