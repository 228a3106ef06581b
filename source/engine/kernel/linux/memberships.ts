// The kernel's own tables of memberships: /proc/net/igmp (IPv4) and /proc/net/igmp6, and of the sources
// that sockets want or don't (/proc/net/mcfilter, mcfilter6). They list what the host has joined on each
// interface, whichever socket asked for it.

import { readFileSync } from 'node:fs';
import type { Family } from '../../../protocol/address.ts';
import { MAX_FILTERS, type SourceFilter } from '../host.ts';
import { formatIPv4, formatIPv6, ipv4Bytes, ipv6Bytes } from '../sockaddr.ts';

/** Whether the host is a member of the group on an interface; null where the table can't be read. */
export function isMember(group: string, family: Family, interfaceIndex: number): boolean | null {
  const count = members(group, family, interfaceIndex);
  return count === null ? null : count > 0;
}

/** How many sockets have joined the group on an interface; null where the table can't be read. */
export function members(group: string, family: Family, interfaceIndex: number): number | null {
  const table = read(family === 'IPv4' ? 'igmp' : 'igmp6');
  if (table === null) return null;
  const count = family === 'IPv4' ? membersIPv4 : membersIPv6;
  return count(table, group, interfaceIndex);
}

/** The filters of all sockets that joined the group there; null where the table can't be read. */
export function sourceFilters(
  group: string,
  family: Family,
  interfaceIndex: number,
): readonly SourceFilter[] | null {
  const table = read(family === 'IPv4' ? 'mcfilter' : 'mcfilter6');
  return table === null ? null : filtersOf(table, group, family, interfaceIndex);
}

/** The version that /proc/net/igmp gives for an interface; null: none, or it can't be read. */
export function igmpVersion(interfaceIndex: number): string | null {
  return versionIn(read('igmp') ?? '', interfaceIndex);
}

function read(name: string): string | null {
  try {
    return readFileSync(`/proc/net/${name}`, 'latin1');
  } catch {
    return null;
  }
}

/**
 * A line `index name : count version` for each interface, below it one `group users timer reporter` for
 * each group: `010000E0` is 224.0.0.1.
 */
export function membersIPv4(table: string, group: string, interfaceIndex: number): number {
  // The kernel prints the network-order word as a number of the (little-endian) host.
  const wanted = Buffer.from(ipv4Bytes(group)).reverse().toString('hex').toUpperCase();
  let inside = false;
  for (const line of table.split('\n').slice(1)) {
    const [first = '', users] = line.trim().split(/\s+/);
    if (/^\S/.test(line)) inside = Number(first) === interfaceIndex;
    else if (inside && first.toUpperCase() === wanted) return countOf(users);
  }
  return 0;
}

/** A line `index name group users flags timer` for each membership. */
export function membersIPv6(table: string, group: string, interfaceIndex: number): number {
  const wanted = ipv6Bytes(group).toString('hex');
  for (const line of table.split('\n')) {
    const [index, , address, users] = line.trim().split(/\s+/);
    if (Number(index) === interfaceIndex && address?.toLowerCase() === wanted) {
      return countOf(users);
    }
  }
  return 0;
}

export function versionIn(table: string, interfaceIndex: number): string | null {
  const line = table.split('\n').find((each) => {
    return /^\d/.test(each) && Number.parseInt(each, 10) === interfaceIndex;
  });
  return /\b(V[123])\s*$/.exec(line ?? '')?.[1] ?? null;
}

/** A line `index name group source including excluding` for each; addresses in hexadecimal. */
export function filtersOf(
  table: string,
  group: string,
  family: Family,
  interfaceIndex: number,
): readonly SourceFilter[] {
  const bytesOf = (text: string) => Buffer.from(text.replace(/^0x/, ''), 'hex');
  const [wanted, format] =
    family === 'IPv4'
      ? ([ipv4Bytes(group), formatIPv4] as const)
      : ([ipv6Bytes(group), formatIPv6] as const);
  const found: SourceFilter[] = [];
  for (const line of table.split('\n').slice(1)) {
    const [index, , of = '', from = '', including, excluding] = line.trim().split(/\s+/);
    const source = bytesOf(from);
    if (Number(index) !== interfaceIndex || !bytesOf(of).equals(wanted)) continue;
    if (source.length !== wanted.length || found.length === MAX_FILTERS) continue;
    found.push({
      source: format(source, 0),
      including: countOf(including),
      excluding: countOf(excluding),
    });
  }
  return found;
}

/** A line that is there says one at the least. */
const countOf = (text: string | undefined): number => (/^\d+$/.test(text ?? '') ? Number(text) : 1);
