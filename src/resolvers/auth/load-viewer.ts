import { sql } from 'kysely';
import type { Viewer } from '../../access/viewer.js';
import type { AccessTokens } from '../../access/tokens.js';
import { UnauthenticatedError } from '../../errors.js';
import type { RequestInfo } from '../../session/context.js';
import type { Orm } from '../../session/orm.js';
import { openSession } from '../../session/session.js';
import { runQuery } from '../../session/statements.js';
import { ACCESS_COOKIE, cookieOf, forgetAccess, type Headers } from './cookies.js';

const BEARER = /^Bearer ([\w.~+/-]+=*)$/i;

/** What of a request says who asks, and is told when its cookie is of no use. */
export type SignedRequest = Pick<RequestInfo, 'headers' | 'setCookie'>;

/** What {@link loadViewer} works with. */
export interface LoadViewerParts {
  readonly orm: Orm;
  readonly tokens: AccessTokens;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
}

/**
 * Says who asks: nobody without a token; else the user of the token with the permissions its roles
 * give now, in one statement. A sign-in that was ended, a user who was deactivated or deleted, are
 * noticed here, on the very next request.
 * @returns null for a request without a token
 * @throws UnauthenticatedError for a token that is not good, or not any more
 */
export async function loadViewer(
  parts: LoadViewerParts,
  request: SignedRequest,
): Promise<Viewer | null> {
  const bearer = bearerOf(request.headers);
  if (bearer !== null) {
    return await viewerOf(parts, bearer);
  }
  const cookie = parts.cookies ? cookieOf(request.headers, ACCESS_COOKIE) : null;
  try {
    return cookie === null ? null : await viewerOf(parts, cookie);
  } catch (error) {
    if (error instanceof UnauthenticatedError) {
      // A browser would send it again with the next sign-in, and that would fail, too.
      forgetAccess(request);
    }
    throw error;
  }
}

async function viewerOf({ orm, tokens }: LoadViewerParts, token: string): Promise<Viewer> {
  const { userId, sessionId } = await tokens.verify(token);
  const em = openSession(orm);
  const kysely = em.getKysely({ type: 'read' });
  const rows = await runQuery<{ readonly permission: string | null }>(
    { em },
    {
      compile: () =>
        sql<{ permission: string | null }>`select p.name as permission from users u
          join auth_sessions s on s.user_id = u.id and s.access_stamp = u.access_stamp
          left join user_roles ur on ur.user_id = u.id
          left join rbac_role_permission rp on rp.role_id = ur.role_id
          left join rbac_permissions p on p.id = rp.permission_id
          where u.id = ${userId} and s.id = ${sessionId} and s.revoked_at is null
          and u.deleted_at is null and u.is_active`.compile(kysely),
    },
  );
  if (rows.length === 0) {
    throw UnauthenticatedError.badToken();
  }
  const permissions = new Set(rows.flatMap(({ permission }) => permission ?? []));
  return { userId, permissions, sessionId };
}

function bearerOf({ authorization }: Headers): string | null {
  if (authorization === undefined) {
    return null;
  }
  const token = BEARER.exec(String(authorization))?.[1];
  if (token === undefined) {
    throw UnauthenticatedError.badHeader();
  }
  return token;
}
