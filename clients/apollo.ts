import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { relayStylePagination } from '@apollo/client/utilities';
import { from, mergeMap, throwError } from 'rxjs';
import typePolicies from './apollo-type-policies.json' with { type: 'json' };
import possibleTypes from './possible-types.json' with { type: 'json' };
import { isUnauthenticated, type TokenSession } from './token-session.js';

/** A store that knows the schema. `posts` is a list that grows: `fetchMore` adds pages to its edges. */
export function createCache(): InMemoryCache {
  const grows = relayStylePagination(['where', 'orderBy', 'offset']);
  return new InMemoryCache({
    possibleTypes,
    typePolicies: { ...typePolicies, Query: { fields: { posts: grows } } },
  });
}

/** A client that sends the access token, and gets the next when it has ended. */
export function createClient(url: string, session: TokenSession): ApolloClient {
  const authorize = new SetContextLink(({ headers }) => ({
    headers: { ...(headers as Record<string, string> | undefined), ...session.headers },
  }));
  const refresh = new ErrorLink(({ error, operation, forward }) =>
    CombinedGraphQLErrors.is(error) && isUnauthenticated(error.errors)
      ? from(session.refresh()).pipe(
          mergeMap((refreshed) => (refreshed ? forward(operation) : throwError(() => error))),
        )
      : undefined,
  );
  return new ApolloClient({
    cache: createCache(),
    link: ApolloLink.from([refresh, authorize, new HttpLink({ uri: url })]),
  });
}
