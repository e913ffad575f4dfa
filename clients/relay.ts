import {
  Environment,
  type GraphQLSingularResponse,
  Network,
  RecordSource,
  type RequestParameters,
  Store,
  type Variables,
} from 'relay-runtime';
import { isUnauthenticated, type TokenSession } from './token-session.js';

/**
 * An environment that sends the access token, and gets the next when it has ended. No two rows have
 * one id, whatever their types, which is what Relay expects: there is no `getDataID` to write.
 */
export function createEnvironment(url: string, session: TokenSession): Environment {
  const send = async (
    { text }: RequestParameters,
    variables: Variables,
  ): Promise<GraphQLSingularResponse> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...session.headers },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLSingularResponse;
  };
  return new Environment({
    network: Network.create(async (request, variables) => {
      const answer = await send(request, variables);
      const isRefreshed =
        'errors' in answer && isUnauthenticated(answer.errors ?? []) && (await session.refresh());
      return isRefreshed ? await send(request, variables) : answer;
    }),
    store: new Store(new RecordSource()),
  });
}
