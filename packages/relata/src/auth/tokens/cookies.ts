import type { CookieOptions, RequestContext, RequestInfo } from '../../request/context.js';
import type { Grant } from '../passwords/sessions.js';

/** Headers of a request, as Node has them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Browsers send a `__Host-` cookie to this host alone, over a safe connection alone. */
export const ACCESS_COOKIE = '__Host-relata-access';
/** The cookie of the refresh token. */
export const REFRESH_COOKIE = '__Host-relata-refresh';

const OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

/** The value of a cookie a request sent, or null. */
export function cookieOf({ cookie }: Headers, name: string): string | null {
  for (const pair of String(cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name && value !== undefined && value.trim() !== '') {
      return value.trim();
    }
  }
  return null;
}

/** Hands the tokens of a grant to the browser. */
export function setCookies({ request }: RequestContext, grant: Grant, refreshIdleMs: number): void {
  const accessSeconds = Math.floor((grant.expiresAt.getTime() - Date.now()) / 1000);
  request.setCookie(ACCESS_COOKIE, grant.accessToken, { ...OPTIONS, maxAge: accessSeconds });
  request.setCookie(REFRESH_COOKIE, grant.refreshToken, {
    ...OPTIONS,
    maxAge: Math.floor(refreshIdleMs / 1000),
  });
}

/** Takes an access token from the browser that is of no use to it. */
export function forgetAccess(request: Pick<RequestInfo, 'setCookie'>): void {
  request.setCookie(ACCESS_COOKIE, '', { ...OPTIONS, maxAge: 0 });
}

/** Takes the tokens from the browser. */
export function clearCookies({ request }: RequestContext): void {
  forgetAccess(request);
  request.setCookie(REFRESH_COOKIE, '', { ...OPTIONS, maxAge: 0 });
}
