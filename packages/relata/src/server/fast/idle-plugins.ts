import type { ApolloServer } from '@apollo/server';
import type { RequestContext } from '../../request/context.js';

/** What of Apollo says which plugins it runs. */
interface WithPlugins {
  readonly internals: { readonly plugins: object[] };
}

/**
 * Takes away plugins that are there only so that Apollo adds no others when it starts: it waits for
 * every one at every request.
 */
export function dropIdlePlugins(apollo: ApolloServer<RequestContext>): void {
  const { plugins } = (apollo as unknown as WithPlugins).internals;
  const busy = plugins.filter((plugin) => !('__is_disabled_plugin__' in plugin));
  plugins.splice(0, plugins.length, ...busy);
}
