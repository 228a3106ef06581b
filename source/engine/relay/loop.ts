// Whether a relay would pass on to itself. Two relays that pass on to each other can't be seen from here:
// those run until one of them has as many conversations as it may.

import { isIPv4, isIPv6 } from 'node:net';
import type { Address } from '../../protocol/address.ts';

const EVERY: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * @param local where the relay listens
 * @param target a numeric address
 * @param own the host's own addresses, as far as they are known
 */
export function loopsBack(local: Address, target: Address, own: readonly string[]): boolean {
  if (target.port !== local.port) return false;
  const to = reached(target.address);
  const at = plain(local.address);
  if (!EVERY.has(at)) return to === at;
  // Linux takes IPv4 at a socket of IPv6 too (bindv6only in ipv6(7)).
  if (at === '0.0.0.0' && !isIPv4(to)) return false;
  return to === '::1' || to.startsWith('127.') || own.some((each) => plain(each) === to);
}

/** Who connects to the unspecified address reaches the loopback (RFC 1122 3.2.1.3, as Linux has it). */
function reached(address: string): string {
  const to = plain(address);
  if (to === '0.0.0.0') return '127.0.0.1';
  return to === '::' ? '::1' : to;
}

/** Without zone; an IPv4 address mapped into IPv6 (RFC 4291 2.5.5.2) as itself; IPv6 in its one short form. */
function plain(address: string): string {
  const bare = address.split('%')[0] ?? '';
  if (!isIPv6(bare)) return bare;
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const word = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.');
}
