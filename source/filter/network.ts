import { isIPv4 } from 'node:net';

const IPV4_BITS = 32;
const IPV6_BITS = 128;

/** The bits that an address has: of a network that is one address alone. */
export function wholeAddress(address: string): number {
  return isIPv4(address) ? IPV4_BITS : IPV6_BITS;
}
