import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Viewer } from '../access/viewer.js';
import type { Cancellation } from '../cancellation/cancellation.js';
import type { RequestContext, RequestInfo } from './context.js';

/** Somebody with a token: who it is, and may do what, the database says. */
export interface SignedIdentity {
  /** Who it was when last looked at; null where that is not known. */
  readonly remembered: Viewer | null;
  /** Looks it up. @throws UnauthenticatedError where the sign-in has ended */
  readonly load: () => Promise<Viewer>;
}

/** Who a request is from: somebody, or somebody to be looked up. */
export type Identity = Viewer | SignedIdentity;

/** What a {@link RequestSession} is made from. */
export interface RequestSessionParts {
  readonly identity: Identity;
  readonly cancellation: Cancellation;
  readonly request: RequestInfo;
  /** Forks the session's entity manager. */
  readonly fork: () => SqlEntityManager;
}

/** What is known of a request so far. */
export interface RequestState extends Pick<
  RequestSessionParts,
  'identity' | 'cancellation' | 'fork'
> {
  viewer: Viewer | null;
  em: SqlEntityManager | null;
}

/**
 * The context of one request. What costs something is done when it is first needed: a read by one
 * statement needs neither an entity manager nor another statement to know the viewer.
 */
export class RequestSession implements RequestContext {
  readonly request: RequestInfo;
  /** Shared with the copy that Apollo works with: it copies public fields and the prototype. */
  readonly state: RequestState;

  constructor({ identity, cancellation, request, fork }: RequestSessionParts) {
    this.request = request;
    const viewer = 'load' in identity ? null : identity;
    this.state = { identity, cancellation, fork, viewer, em: null };
  }

  /** Says whether its answer is still waited for. */
  get cancellation(): Cancellation {
    return this.state.cancellation;
  }

  get signal(): AbortSignal {
    return this.state.cancellation.signal;
  }

  get em(): SqlEntityManager {
    return (this.state.em ??= this.state.fork());
  }

  /** The entity manager if there is one: only then is there something to close. */
  get opened(): SqlEntityManager | null {
    return this.state.em;
  }

  /** @throws TypeError while nobody has made sure of the viewer: no read may go by what was remembered */
  get viewer(): Viewer {
    if (this.state.viewer === null) {
      throw new TypeError('The viewer of the request is not confirmed');
    }
    return this.state.viewer;
  }

  set viewer(viewer: Viewer) {
    this.state.viewer = viewer;
  }

  /** Who is probably asking: for reads that find out themselves whether it is so. */
  get likelyViewer(): Viewer | null {
    const { identity, viewer } = this.state;
    return viewer ?? ('load' in identity ? identity.remembered : null);
  }

  /** Makes sure of the viewer. @throws UnauthenticatedError where the sign-in has ended */
  async confirm(): Promise<Viewer> {
    const { identity, viewer } = this.state;
    if (viewer === null && 'load' in identity) {
      this.state.viewer = await identity.load();
    }
    return this.viewer;
  }
}

/** Makes sure of the viewer of any context. @throws UnauthenticatedError where the sign-in has ended */
export async function confirmedViewer(context: RequestContext): Promise<Viewer> {
  return context instanceof RequestSession ? await context.confirm() : context.viewer;
}

/** Who is probably asking; null where that is not known without looking. */
export function likelyViewer(context: RequestContext): Viewer | null {
  return context instanceof RequestSession ? context.likelyViewer : context.viewer;
}
