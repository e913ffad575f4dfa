import { type FetchHandler, fetchHandlerOf } from './fetch.js';
import { type Listener, listenerOf } from './listener.js';
import { type PluginOptions, pluginOf } from './plugin.js';

/** The ways into an application from a server that is not its own. */
export interface Embedded {
  readonly listener: Listener;
  readonly fetch: FetchHandler;
  readonly plugin: ReturnType<typeof pluginOf>;
}

/** Makes the ways into an application from servers of other kinds. */
export function embedded(options: PluginOptions): Embedded {
  return {
    listener: listenerOf(options),
    fetch: fetchHandlerOf(options),
    plugin: pluginOf(options),
  };
}
