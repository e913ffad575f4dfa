import { ANONYMOUS, type Viewer } from '../access/viewer.js';
import type { RequestInfo } from '../request/context.js';
import type { Identity } from '../request/request-session.js';
import { UnauthenticatedError } from '../errors.js';
import type { OpenDoor } from './door.js';
import { authorizationOf } from './tokens/bearer.js';

/**
 * Who a request is from: what the first door says that knows it; anonymous where none does.
 * @param left - those that have not been asked yet
 */
export function identityOf(
  doors: readonly OpenDoor[],
  request: RequestInfo,
  left = doors,
): Identity {
  for (const [index, door] of left.entries()) {
    const identity = door.identityOf(request);
    if (identity instanceof Promise) {
      // It may never be waited for, where nothing is read.
      identity.catch(() => undefined);
      const others = left.slice(index + 1);
      return {
        remembered: null,
        load: async () => (await identity) ?? (await viewerOf(identityOf(doors, request, others))),
      };
    }
    if (identity !== null) {
      return identity;
    }
  }
  const hasToken = authorizationOf(request.headers) !== null;
  return hasToken && doors.some(({ takesTokens }) => takesTokens === true) ? REFUSED : ANONYMOUS;
}

/** A token that nobody takes. */
const REFUSED: Identity = {
  remembered: null,
  load: () => Promise.reject(UnauthenticatedError.badToken()),
};

async function viewerOf(identity: Identity): Promise<Viewer> {
  return 'load' in identity ? await identity.load() : identity;
}
