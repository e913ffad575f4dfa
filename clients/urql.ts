import { Client, type Exchange, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { cacheExchange, type UpdatesConfig } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import embeddedTypes from './embedded-types.json' with { type: 'json' };
import schema from './graphcache-schema.json' with { type: 'json' };
import { isUnauthenticated, type TokenSession } from './token-session.js';

/**
 * A store that knows the schema. `posts` is a list that grows: each page asked for is added to it.
 * @param updates - what mutations change beyond the rows that they return
 */
export function createCache(updates: UpdatesConfig = {}): Exchange {
  return cacheExchange({
    schema,
    keys: Object.fromEntries(embeddedTypes.map((name) => [name, () => null])),
    resolvers: { Query: { posts: relayPagination() } },
    updates,
  });
}

/** Sends the access token, and gets the next when it has ended. */
export function createAuthorization(session: TokenSession): Exchange {
  return authExchange((utils) =>
    Promise.resolve({
      addAuthToOperation: (operation) => utils.appendHeaders(operation, session.headers),
      didAuthError: ({ graphQLErrors }) => isUnauthenticated(graphQLErrors),
      refreshAuth: async () => {
        await session.refresh();
      },
    }),
  );
}

/** A client of both. */
export function createClient(url: string, session: TokenSession, updates?: UpdatesConfig): Client {
  return new Client({
    url,
    preferGetMethod: false,
    exchanges: [createCache(updates), createAuthorization(session), fetchExchange],
  });
}
