import { ApolloClient, gql, HttpLink, InMemoryCache, type PossibleTypesMap } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { DOCUMENTS, LISTS } from './documents.js';
import { clientFile, type MakeStore } from './store-client.js';

/** Apollo Client, set up as `clients/apollo.ts` is. */
export const makeApolloStore: MakeStore = (url, schema) => {
  const lists = LISTS.map(
    ([field]) => [field, relayStylePagination(['where', 'orderBy'])] as const,
  );
  const cache = new InMemoryCache({
    possibleTypes: clientFile<PossibleTypesMap>(schema, 'possible-types.json'),
    typePolicies: {
      ...clientFile<object>(schema, 'apollo-type-policies.json'),
      Query: { fields: Object.fromEntries(lists) },
    },
  });
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: url }) });
  const documentOf = (name: string): ReturnType<typeof gql> => gql(DOCUMENTS[name] ?? '');
  return {
    ask: async <T>(name: string, variables: object) =>
      (await client.query({ query: documentOf(name), variables, fetchPolicy: 'network-only' }))
        .data as T,
    kept: async <T>(name: string, variables: object) =>
      (await client.query({ query: documentOf(name), variables, fetchPolicy: 'cache-only' }))
        .data as T,
    change: async <T>(name: string, variables: object) =>
      (await client.mutate({ mutation: documentOf(name), variables })).data as T,
    keys: () => Object.keys(cache.extract()),
    keyOf: (type, id) => cache.identify({ __typename: type, id }) ?? '',
  };
};
