import type { Key } from '../kinds/kind.js';

/**
 * Who is asking. Made once a request; policies are decided by nothing else.
 * @example
 * const editor: Viewer = { userId: 7, permissions: new Set(['post:update']) };
 */
export interface Viewer {
  /** Primary key of the signed-in user; null for an anonymous request. */
  readonly userId: Key | null;
  /** Names of the permissions the user's roles give, `post:update`. */
  readonly permissions: ReadonlySet<string>;
  /** What else whoever says who asks knows of the viewer, for rules of an application. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The sign-in the request is made under, where there is one. */
  readonly sessionId?: number;
  /** What the database said of the viewer when it was looked up: as long as it says the same, nothing changed. */
  readonly proof?: string;
}

/** A request without credentials. */
export const ANONYMOUS: Viewer = Object.freeze({ userId: null, permissions: new Set<string>() });
