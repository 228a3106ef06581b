// What Linux says of the host around a socket, from netlink, /proc and /sys, as any user may read it.

import { readFileSync } from 'node:fs';
import type { Address } from '../../../protocol/address.ts';
import { type Host, MAX_HOLDERS } from '../host.ts';
import { listLinks } from '../interfaces.ts';
import { igmpVersion, members, sourceFilters } from './memberships.ts';
import { readHostCounters } from './net-stat.ts';
import { portHolders } from './port-holder.ts';
import { dump, stateBit } from './sock-diag.ts';
import { findWay } from './ways.ts';

export const linuxHost: Host = {
  links: listLinks,
  way(to, family) {
    const links = listLinks() ?? [];
    return findWay(to, family, (index) => links.find((link) => link.index === index)?.name ?? null);
  },
  reversePathFilter: (name) => ofInterface(name, 'rp_filter', Math.max),
  members,
  sourceFilters,
  igmpVersion,
  // Where it is set for all, that goes before the interface's own (IGMP_V3_SEEN in net/ipv4/igmp.c).
  forcedIgmpVersion: (name) => ofInterface(name, 'force_igmp_version', (all, own) => all || own),
  mldQueries(name) {
    const line = /^Icmp6InGroupMembQueries\s+(\d+)$/m.exec(read(`/proc/net/dev_snmp6/${name}`));
    return line === null ? null : Number(line[1]);
  },
  portHolders,
  halfOpen,
  counters: readHostCounters,
  unprivilegedPorts: () => sysctl('net/ipv4/ip_unprivileged_port_start'),
};

function halfOpen(port: number): readonly Address[] | null {
  try {
    return (['IPv4', 'IPv6'] as const)
      .flatMap((family) => dump('tcp', family, port, stateBit('SYN_RECV'), MAX_HOLDERS))
      .slice(0, MAX_HOLDERS)
      .map(({ remote }) => remote);
  } catch {
    return null;
  }
}

/** A setting that there is for all interfaces and for each; what holds is worked out of both. */
function ofInterface(
  name: string,
  setting: string,
  both: (all: number, own: number) => number,
): number | null {
  const all = sysctl(`net/ipv4/conf/all/${setting}`);
  const own = sysctl(`net/ipv4/conf/${name}/${setting}`);
  return all === null || own === null ? null : both(all, own);
}

function sysctl(path: string): number | null {
  const text = read(`/proc/sys/${path}`).trim();
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** Interface names come from the kernel: no slash is in them (dev_valid_name). */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
