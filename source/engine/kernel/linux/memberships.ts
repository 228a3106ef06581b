// The kernel's own tables of memberships: /proc/net/igmp (IPv4) and /proc/net/igmp6. They list what the
// host has joined on each interface, whichever socket asked for it.

import { readFileSync } from 'node:fs';
import type { Family } from '../../../protocol/address.ts';
import { ipv4Bytes, ipv6Bytes } from '../sockaddr.ts';

/** Whether the host is a member of the group on an interface; null where the table can't be read. */
export function isMember(group: string, family: Family, interfaceIndex: number): boolean | null {
  try {
    return family === 'IPv4'
      ? hasIPv4(readFileSync('/proc/net/igmp', 'latin1'), group, interfaceIndex)
      : hasIPv6(readFileSync('/proc/net/igmp6', 'latin1'), group, interfaceIndex);
  } catch {
    return null;
  }
}

/** A line `index name : …` for each interface, its groups below it: `010000E0` is 224.0.0.1. */
export function hasIPv4(table: string, group: string, interfaceIndex: number): boolean {
  // The kernel prints the network-order word as a number of the (little-endian) host.
  const wanted = Buffer.from(ipv4Bytes(group)).reverse().toString('hex').toUpperCase();
  let inside = false;
  for (const line of table.split('\n').slice(1)) {
    const [first = ''] = line.trim().split(/\s+/);
    if (/^\S/.test(line)) inside = Number(first) === interfaceIndex;
    else if (inside && first.toUpperCase() === wanted) return true;
  }
  return false;
}

/** A line `index name group users flags timer` for each membership. */
export function hasIPv6(table: string, group: string, interfaceIndex: number): boolean {
  const wanted = ipv6Bytes(group).toString('hex');
  return table.split('\n').some((line) => {
    const [index, , address] = line.trim().split(/\s+/);
    return Number(index) === interfaceIndex && address?.toLowerCase() === wanted;
  });
}
