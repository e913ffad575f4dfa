import type { ApolloServer } from '@apollo/server';
import type { RequestContext } from '../../request/context.js';
import { hashDocumentsOnce } from './document-hash.js';
import { dropIdlePlugins } from './idle-plugins.js';

/** Spares an Apollo that has started what it does for nothing at every request. */
export function spareApollo(apollo: ApolloServer<RequestContext>): void {
  dropIdlePlugins(apollo);
  hashDocumentsOnce();
}
