import type { FastifyRequest, FastifyServerOptions } from 'fastify';
import { canonicalAddress } from '../../addresses.js';
import type { TrustedProxies } from '../../settings/proxies.js';

/** Fastify's option for what `X-Forwarded-For` and its like are believed from. */
export function trustProxyOption(
  proxies: TrustedProxies,
): NonNullable<FastifyServerOptions['trustProxy']> {
  if (proxies === 'off') {
    return false;
  }
  // The nearest is number 0: what it says of the next is believed, and so on.
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : [...proxies];
}

/**
 * The address of the client, in its one form: behind trusted proxies the one they name, else that of
 * the connection. What they name and is no address counts as theirs.
 */
export function clientAddress({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  return canonicalAddress(ip) ?? canonicalAddress(socket.remoteAddress ?? '') ?? '';
}
