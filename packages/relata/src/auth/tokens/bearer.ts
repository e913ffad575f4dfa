import { decodeJwt } from 'jose';
import type { Headers } from './cookies.js';

const BEARER = /^Bearer ([\w.~+/-]+=*)$/i;

/** The header, unless there is nothing in it: clients without a token send that, too. */
export function authorizationOf({ authorization }: Headers): string | null {
  const text = String(authorization ?? '').trim();
  return text === '' ? null : text;
}

/** The token in such a header (RFC 6750); null for anything else. */
export function tokenIn(authorization: string): string | null {
  return BEARER.exec(authorization)?.[1] ?? null;
}

/** Who says that it made a token, whether that is true or not; null for what is no JWT. */
export function issuerOf(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}
