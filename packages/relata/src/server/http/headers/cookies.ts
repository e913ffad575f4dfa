import type { CookieOptions } from '../../../request/context.js';
import { BadInputError } from '../../../errors.js';

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const SAME_SITE = { lax: 'Lax', strict: 'Strict', none: 'None' } as const;

/**
 * A `Set-Cookie` header (RFC 6265). What is not said otherwise is closed: HttpOnly, Secure,
 * SameSite=Lax, for the whole site, until the browser ends.
 * @throws BadInputError if the name is not a token; the value is percent-encoded
 */
export function serializeCookie(name: string, value: string, options: CookieOptions = {}): string {
  if (!TOKEN.test(name)) {
    throw BadInputError.at('cookie', 'the name must be a token');
  }
  const { httpOnly = true, secure = true, sameSite = 'lax', path = '/', maxAge } = options;
  return [
    `${name}=${encodeURIComponent(value)}`,
    `Path=${path}`,
    ...(maxAge === undefined ? [] : [`Max-Age=${String(Math.trunc(maxAge))}`]),
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(secure ? ['Secure'] : []),
    `SameSite=${SAME_SITE[sameSite]}`,
  ].join('; ');
}
