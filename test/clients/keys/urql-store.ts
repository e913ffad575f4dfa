import {
  Client,
  fetchExchange,
  type OperationResult,
  type OperationResultSource,
} from '@urql/core';
import { cacheExchange, type CacheExchangeOpts, type Entity } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { DOCUMENTS, LISTS } from './documents.js';
import { clientFile, type MakeStore } from './store-client.js';

/** urql with its normalised store, set up as `clients/urql.ts` is. */
export const makeUrqlStore: MakeStore = (url, schema) => {
  // The store itself tells its keys to whoever changes it only.
  const keys = new Set<string>();
  const embedded = clientFile<readonly string[]>(schema, 'embedded-types.json');
  const client = new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        schema: clientFile<NonNullable<CacheExchangeOpts['schema']>>(
          schema,
          'graphcache-schema.json',
        ),
        keys: Object.fromEntries(embedded.map((name) => [name, () => null])),
        resolvers: {
          Query: Object.fromEntries(LISTS.map(([field]) => [field, relayPagination()])),
        },
        updates: {
          Query: {
            node: ({ node }, _arguments, cache) => {
              const key = cache.keyOfEntity(node as Entity);
              if (key !== null && cache.inspectFields(key).length > 0) {
                keys.add(key);
              }
            },
          },
        },
      }),
      fetchExchange,
    ],
  });
  return {
    ask: (name, variables) =>
      dataOf(client.query(DOCUMENTS[name] ?? '', variables, { requestPolicy: 'network-only' })),
    kept: (name, variables) =>
      dataOf(client.query(DOCUMENTS[name] ?? '', variables, { requestPolicy: 'cache-only' })),
    change: (name, variables) => dataOf(client.mutation(DOCUMENTS[name] ?? '', variables)),
    keys: () => [...keys],
    keyOf: (type, id) => `${type}:${id}`,
  };
};

async function dataOf<T>(source: OperationResultSource<OperationResult<unknown>>): Promise<T> {
  const { data, error } = await source.toPromise();
  if (error !== undefined || data === undefined) {
    throw error ?? new TypeError('No data');
  }
  return data as T;
}
