// Which interfaces a word of the spec means, and what a group's address asks of them. Pure.

import { isIP, isIPv4 } from 'node:net';
import type { Family } from '../../protocol/address.ts';
import type { NetworkInterface } from '../kernel/layer.ts';
import { ipv4Bytes, ipv6Bytes } from '../kernel/sockaddr.ts';

/** 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291); a group carries no zone, the interface says it. */
export function isGroup(host: string): boolean {
  if (isIPv4(host)) return (ipv4Bytes(host)[0] as number) >> 4 === 0xe;
  return isIP(host) === 6 && !host.includes('%') && ipv6Bytes(host)[0] === 0xff;
}

/**
 * Interface-local and link-local IPv6 groups (`ff01::`, `ff02::`, RFC 4291 section 2.7): the same
 * address on two links is two groups, so each needs a socket bound in its scope.
 */
export function isLinkScoped(group: string, family: Family): boolean {
  if (family === 'IPv4') return false;
  const scope = (ipv6Bytes(group)[1] as number) & 0x0f;
  return scope === 1 || scope === 2;
}

/**
 * @param word an interface's name, one of its addresses, `loopback`, or `all`: every one that has an
 *   address of the group's family
 */
export function chooseInterfaces(
  word: string,
  there: readonly NetworkInterface[],
  family: Family,
): NetworkInterface[] {
  const named = there.filter(({ name }) => name === word);
  if (named.length > 0) return named;
  if (word === 'all') {
    return there.filter(({ addresses }) => addresses.some((each) => each.family === family));
  }
  if (word === 'loopback') return there.filter(({ loopback }) => loopback);
  return there.filter(({ addresses }) =>
    addresses.some(({ address }) => sameAddress(address, word)),
  );
}

/** Equal however IPv6 is spelled, a zone aside. */
export function sameAddress(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split('%')[0] ?? '') as [string, string];
  const family = isIP(a);
  if (family !== isIP(b) || family === 0) return false;
  return family === 4 ? a === b : ipv6Bytes(a).equals(ipv6Bytes(b));
}
