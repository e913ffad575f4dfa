import type { Key } from '../kinds/kind.js';
import type { Viewer } from '../access/viewer.js';
import { viewerKeyOf } from '../access/viewer-key.js';
import type { Model } from '../model/model.js';
import type { RequestInfo } from '../request/context.js';
import { type AuthDoor, doorWithoutTables } from './door.js';

/**
 * Who asks, as an application says it.
 * @example
 * const found: FoundViewer = { userId: 7, permissions: ['post:read'], attributes: { region: 'north' } };
 */
export interface FoundViewer {
  /**
   * Key of the row of the viewer in the model of users, or its text, as tokens have it; null where that has none. What no
   * row can have is an error of the request.
   */
  readonly userId: Key | bigint | null;
  /** Names of permissions; none where left out. */
  readonly permissions?: Iterable<string>;
  /** What else is known of the viewer, for rules of the application. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Says who asks, by anything in the request. Null leaves it to the next door; what it throws is
 * answered like an error of a resolver: an UnauthenticatedError is 401.
 * @example
 * const byHeader: FindViewer = ({ headers }) =>
 *   headers['x-user'] === undefined ? null : { userId: Number(headers['x-user']) };
 */
export type FindViewer = (request: RequestInfo) => FoundViewer | null | Promise<FoundViewer | null>;

/** A door that asks the application. */
export function viewerDoor(find: FindViewer): AuthDoor {
  return doorWithoutTables(({ engine: { viewers } }) => ({
    identityOf: (request) => {
      const found = find(request);
      return found instanceof Promise
        ? found.then((viewer) => viewer && viewerFrom(viewer, viewers))
        : found && viewerFrom(found, viewers);
    },
  }));
}

/**
 * The viewer of a request, frozen: policies remember by it what they worked out.
 * @param viewers - the model whose rows viewers are
 * @throws ViewerKeyError
 */
export function viewerFrom(
  { userId, permissions = [], attributes = {} }: FoundViewer,
  viewers: Model | null,
): Viewer {
  return Object.freeze({
    userId: userId === null ? null : viewerKeyOf(viewers, userId),
    permissions: new Set(permissions),
    attributes,
  });
}
