import type { FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import type { PlanStore } from './plan/plan-store.js';
import { type Answer, dataOf, isRefused, postGraphQL } from './post-graphql.js';
import type { RefreshSignIn } from './sign-in/refresh-sign-in.js';
import { hasEnded, type SignIn } from './sign-in/sign-in.js';
import { isEntering, outcomeOf, rootFields } from './sign-in/sign-in-fields.js';

/** Sends an operation with headers. */
export type Fetcher = (params: FetcherParams, options?: FetcherOpts) => Promise<Answer>;

/** What a fetcher works with. */
export interface FetcherOptions {
  readonly signIn: SignIn;
  /** One for all fetchers of a page, so that it is done once. */
  readonly refresh: RefreshSignIn;
  /** Where the plans of operations go, while they are wanted; left out, none is asked for. */
  readonly plans?: PlanStore;
}

/**
 * A fetcher that signs in and stays so: tokens in the answer of an operation go with the
 * operations after it, unless those have an Authorization of their own, and are refreshed when they
 * have ended.
 */
export function fetcherOf({ signIn, refresh, plans }: FetcherOptions): Fetcher {
  return async (params, options = {}) => {
    const fields = rootFields(params.query);
    const isIntrospection = params.operationName === 'IntrospectionQuery';
    // Everybody has the same schema, and a sign-in that is over must not keep it from anybody.
    const isOurs = !isIntrospection && !hasHeader(options, 'authorization') && !isEntering(fields);
    const keepPlan =
      plans === undefined || isIntrospection || hasHeader(options, 'x-plan')
        ? null
        : plans.requestOfOpenTab();
    const send = (): Promise<Answer> => {
      const token = isOurs ? (signIn.state().signedIn?.accessToken ?? null) : null;
      return postGraphQL(params, {
        headers: {
          ...(keepPlan && { 'x-plan': 'true' }),
          ...options.headers,
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        isAnonymous: isIntrospection,
      });
    };
    const { signedIn } = signIn.state();
    if (isOurs && signedIn !== null && hasEnded(signedIn)) {
      await refresh();
    }
    let answer = await send();
    if (isOurs && isRefused(answer) && (await refresh())) {
      answer = await send();
    }
    const outcome = outcomeOf(fields, dataOf(answer));
    if (outcome === 'ended') {
      if (isOurs) signIn.drop();
    } else if (outcome !== null) {
      signIn.adopt(outcome);
    }
    return keepPlan === null ? answer : keepPlan(answer);
  };
}

function hasHeader({ headers }: FetcherOpts, name: string): boolean {
  return Object.keys(headers ?? {}).some((key) => key.toLowerCase() === name);
}
