// What can be asked of the host around a socket: its interfaces, its ways, who else is there. The doctor
// asks it (engine/doctor/). Every answer is the kernel's; null is: not known here.

import type { Address, Family } from '../../protocol/address.ts';

/** An interface, up or not (netdevice(7)). */
export interface Link {
  readonly name: string;
  readonly index: number;
  /** IFF_UP: somebody has switched it on. */
  readonly up: boolean;
  /** There is a cable, or something like it, and a peer at its end; null: it is down, or can't tell. */
  readonly carrier: boolean | null;
  /** IFF_MULTICAST. Groups can be joined on the loopback without it. */
  readonly multicast: boolean;
  readonly loopback: boolean;
  /** Numeric; none while it is down. */
  readonly addresses: readonly { readonly address: string; readonly family: Family }[];
}

/** Where the kernel would send a packet to (rtnetlink(7), RTM_GETROUTE). */
export type Way =
  | {
      readonly leads: 'out';
      readonly interface: string;
      /** Null: no router is between. */
      readonly gateway: string | null;
      /** The address it would be sent from. */
      readonly source: string | null;
      /** The address is this host's own. */
      readonly local: boolean;
    }
  /** `ENETUNREACH`, `EHOSTUNREACH`, or `EACCES` and `EINVAL` for a route that forbids or swallows it. */
  | { readonly leads: 'nowhere'; readonly code: string };

/** What sockets of this host want of one sender to a group (/proc/net/mcfilter, mcfilter6). */
export interface SourceFilter {
  readonly source: string;
  readonly including: number;
  readonly excluding: number;
}

/** A socket with a port. */
export interface PortHolder {
  readonly local: Address;
  readonly state: string;
  /** As `python3 (pid 4711)`; null: another user's, or not found in the time that the search may take. */
  readonly process: string | null;
  /** This very process has it. */
  readonly own: boolean;
}

/** Counters of the whole host since boot (/proc/net/snmp, netstat). Null: this kernel has no such. */
export interface HostCounters {
  /** IPv4 packets dropped by rp_filter (`IPReversePathFilter`). */
  readonly reversePathDrops: number | null;
  /** UDP datagrams to groups that are joined where they arrived, and that no socket took: another port, or a source filter (`IgnoredMulti`). */
  readonly ignoredMulticast: number | null;
  /** UDP datagrams to a port that nobody has (`NoPorts`). */
  readonly noPort: number | null;
}

export interface Host {
  /** All interfaces, by index. */
  links(): readonly Link[] | null;
  /** @param to a numeric address, or a group; a link-local one with its zone */
  way(to: string, family: Family): Way | null;
  /**
   * The stricter of `all` and the interface's own `rp_filter` (ip-sysctl): 0 off, 1 strict, 2 loose. IPv4.
   */
  reversePathFilter(name: string): number | null;
  /** How many sockets of the host have joined a group there (/proc/net/igmp, igmp6); 0: none. */
  members(group: string, family: Family, index: number): number | null;
  /** At most MAX_FILTERS of them. */
  sourceFilters(group: string, family: Family, index: number): readonly SourceFilter[] | null;
  /** The IGMP version spoken there, as /proc/net/igmp writes it: `V1`, `V2`, `V3`. */
  igmpVersion(index: number): string | null;
  /** net.ipv4.conf.*.force_igmp_version, the interface's own or that of all; 0: not forced. */
  forcedIgmpVersion(name: string): number | null;
  /** MLD queries heard there since it came (/proc/net/dev_snmp6). The kernel does not count IGMP's. */
  mldQueries(name: string): number | null;
  /** The sockets that have a port, whatever their address, at most MAX_HOLDERS; of TCP those that listen. */
  portHolders(transport: 'tcp' | 'udp', port: number): readonly PortHolder[] | null;
  /** Clients whose handshake hangs (SYN_RECV) at a listening port, at most MAX_HOLDERS. */
  halfOpen(port: number): readonly Address[] | null;
  counters(): HostCounters | null;
  /** The first port that needs no privilege (net.ipv4.ip_unprivileged_port_start). */
  unprivilegedPorts(): number | null;
}

/** More sources of a group than fit a screen. */
export const MAX_FILTERS = 64;
/** Sockets on one port that are looked at. */
export const MAX_HOLDERS = 64;
