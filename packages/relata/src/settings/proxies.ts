import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Which proxies are believed in what they say of a client: none, how many in a row, or which ones. */
export type TrustedProxies = 'off' | number | readonly string[];

/** Networks that have a name. */
const NAMED: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];
const HOPS = /^(?:[1-9]|10)$/;

/** Proxies in front of the server. Everybody (`0.0.0.0/0`) is none: whoever asks could be anybody. */
export const trustedProxies: z.ZodType<TrustedProxies, string> = z
  .string()
  .transform(proxiesOf)
  .refine(
    (proxies) => proxies !== null,
    'must be off, how many proxies there are in a row (1 to 10), or their networks separated by commas, like 10.0.0.0/8, 192.168.1.7',
  );

function proxiesOf(text: string): TrustedProxies | null {
  if (text.toLowerCase() === 'off') {
    return 'off';
  }
  if (HOPS.test(text)) {
    return Number(text);
  }
  const networks = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return networks.length > 0 && networks.every(isNetwork) ? networks : null;
}

function isNetwork(text: string): boolean {
  if (NAMED.includes(text)) {
    return true;
  }
  const [address = '', length] = text.split('/', 2);
  const isWhole = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  if (!isWhole || length === undefined) {
    return isWhole;
  }
  return /^[1-9]\d{0,2}$/.test(length) && ipaddr.isValidCIDR(text);
}
