import { commitMutation, createOperationDescriptor, fetchQuery } from 'relay-runtime';
import { createEnvironment } from '../../../clients/relay.js';
import { TokenSession } from '../../../clients/token-session.js';
import type { RelayProject } from '../relay-project.js';
import { DOCUMENTS, LISTS, listOf, nameOf } from './documents.js';
import type { MakeStore, Variables } from './store-client.js';

/** The documents as Relay's compiler takes them: what grows has a key. */
export const RELAY_PAGE = [
  `import { graphql } from 'relay-runtime';`,
  ...Object.entries({
    ...DOCUMENTS,
    ...Object.fromEntries(
      LISTS.map(([field, column]) => [
        nameOf(field),
        listOf(field, column, ` @connection(key: "keys_${field}")`),
      ]),
    ),
  }).map(([, document]) => `graphql\`${document}\`;`),
].join('\n');

/** Relay, with what its compiler made of {@link RELAY_PAGE}. */
export function relayStores(project: RelayProject): MakeStore {
  return (url) => {
    const environment = createEnvironment(url, new TokenSession(url));
    return {
      ask: async <T>(name: string, variables: Variables) => {
        const request = await project.request(name);
        // Rows that nothing retains are collected.
        environment.retain(createOperationDescriptor(request, variables));
        return (await fetchQuery(environment, request, variables).toPromise()) as T;
      },
      kept: async <T>(name: string, variables: Variables) => {
        const { fragment } = createOperationDescriptor(await project.request(name), variables);
        return environment.lookup(fragment).data as T;
      },
      change: async <T>(name: string, variables: Variables) => {
        const mutation = await project.request(name);
        return await new Promise<T>((resolve, reject) => {
          commitMutation(environment, {
            mutation,
            variables,
            onCompleted: (data) => {
              resolve(data as T);
            },
            onError: reject,
          });
        });
      },
      keys: () => environment.getStore().getSource().getRecordIDs(),
      keyOf: (_type, id) => id,
    };
  };
}
