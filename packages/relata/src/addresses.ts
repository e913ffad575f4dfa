import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address as proxies may write it: in brackets, with a port. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/;
/** Which interface an address of the link is of: nothing to the network. */
const ZONE = /%.*$/;
/** Groups of an IPv6 address that name the network of one customer: 64 bits. */
const NETWORK_GROUPS = 4;

/**
 * The one way to write an address: IPv4 also where it comes mapped into IPv6, IPv6 as RFC 5952 has it.
 * @param text - an address, perhaps with a port or a zone
 * @returns null for what is no address
 */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) {
    return text;
  }
  const [, inBrackets, withPort] = WITH_PORT.exec(text) ?? [];
  const bare = (inBrackets ?? withPort ?? text).replace(ZONE, '');
  return isIPv4(bare) || isIPv6(bare) ? ipaddr.process(bare).toString() : null;
}

/**
 * Whom an address is counted for: an IPv4 address by itself, all of IPv6 that a provider gives to one
 * customer (a /64), which anybody in it may choose from.
 * @param address - a canonical one; anything else is counted as it is
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) {
    return address;
  }
  const groups = ipaddr.IPv6.parse(address).parts.slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}
