import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../src/request/context.js';

/** What requests wait for that a test holds up. */
export const held = {
  /** Contexts of the requests that have come to `held`, in order. */
  contexts: [] as RequestContext[],
  gate: Promise.withResolvers<string>(),
};

/** Queries that show what a request is given, and wait. */
@Resolver()
export class Waiting {
  @Query(() => String, { description: 'Waits for a test.' })
  async held(@Ctx() context: RequestContext): Promise<string> {
    held.contexts.push(context);
    return await held.gate.promise;
  }

  @Query(() => String, { description: 'Sets two cookies, and says who asks.' })
  seen(@Ctx() { request }: RequestContext): string {
    request.setCookie('__Host-a', 'b');
    request.setCookie('__Host-c', 'd');
    return `${request.id} ${request.address}`;
  }
}
