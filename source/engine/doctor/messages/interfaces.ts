// What the doctor says of interfaces, memberships and routes.

import type { Family } from '../../../protocol/address.ts';
import { many } from './words.ts';

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.join(', ');

export const noInterface = (name: string, there: readonly string[]) =>
  [
    `There is no interface ${name} now.`,
    `It is joined there when it comes. Here are: ${listed(there)}.`,
  ] as const;
export const unknownInterfaces = ['The interfaces can not be listed on this system.'] as const;
export const down = (name: string) =>
  [`${name} is down.`, `Bring it up: ip link set ${name} up`] as const;
export const noCarrier = (name: string) =>
  [
    `${name} is up, but has no carrier.`,
    'Look at the cable, and whether the port at its other end is on.',
  ] as const;
export const noMulticast = (name: string) =>
  [
    `${name} takes no multicast (IFF_MULTICAST is off).`,
    `Switch it on: ip link set ${name} multicast on`,
  ] as const;
export const noAddress = (name: string, family: string) =>
  [
    `${name} is up, but has no ${family} address: routers and switches may pass over what it asks for.`,
    'Give it one.',
  ] as const;
export const fine = (name: string, loopback: boolean) =>
  [loopback ? `${name} is up.` : `${name} is up, has a carrier and takes multicast.`] as const;

export const notJoined = (name: string) =>
  [`It is not joined on ${name}.`, `Join it there: :join ${name}`] as const;
export const joinedNowhere = ['It is joined on no interface.', 'Join it: :join eth0'] as const;
export const membershipUnknown = (name: string) =>
  [`It was joined on ${name}; the kernel's table can not be read.`] as const;
export const notListed = (name: string) =>
  [
    `It was joined on ${name}, but the kernel's table does not list it.`,
    `Leave and join it again: :leave ${name}, then :join ${name}`,
  ] as const;
export const listedMember = (name: string, sockets: number) =>
  [
    sockets === 1
      ? `The kernel lists it as joined on ${name}, by this socket alone.`
      : `The kernel lists it as joined on ${name}, by ${sockets} sockets of this host: each gets its own copy.`,
  ] as const;

export const sourceListed = (source: string, name: string) =>
  [`Only ${source} is let in on ${name}, and the kernel's table says so too.`] as const;
export const sourceNotListed = (source: string, name: string) =>
  [
    `Only ${source} is to be let in on ${name}, but the kernel's table has no such filter.`,
    `Leave and join it again: :leave ${name}, then :join ${name}`,
  ] as const;
export const sourceUnknown = (source: string, name: string) =>
  [`Only ${source} is let in on ${name}; the kernel's table can not be read.`] as const;
export const sourceOverV2 = (name: string, version: string) =>
  [
    `IGMP${version.toLowerCase()} is spoken on ${name}: it can not ask routers for one source.`,
    'Use a querier that speaks IGMPv3, or join without a source.',
  ] as const;
export const othersHeard = (source: string, name: string, count: number, from: string) =>
  [
    `${many(count, 'datagram')} came on ${name} from ${from} meanwhile, but only ${source} is let in.`,
    'Check the source, or open it without one.',
  ] as const;

export const loopbackOnly = (others: readonly string[]) =>
  [
    'It is joined on the loopback interface alone: only programs of this host reach it.',
    others.length === 0
      ? 'There is no other interface that is up and takes multicast.'
      : `For other hosts join it elsewhere too: :join ${others.join(', or :join ')}`,
  ] as const;

export const senderWayUnknown = (address: string) =>
  [`The way back to ${address} can not be asked for on this system.`] as const;
export const senderNoWay = (address: string, name: string, reversePath: number) =>
  [
    `There is no way back to ${address}, and rp_filter=${reversePath} on ${name} drops what comes from there.`,
    `Add a route: ip route add ${address} dev ${name}`,
  ] as const;
export const senderOtherWay = (address: string, out: string, name: string) =>
  [
    `The way back to ${address} leads out of ${out}, so rp_filter=1 on ${name} drops what it sends there.`,
    `Add a route (ip route add ${address} dev ${name}), or be less strict: sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.${name}.rp_filter=2`,
  ] as const;
export const senderFine = (address: string, out: string, reversePath: number) =>
  [`The way back to ${address} leads out of ${out}: rp_filter=${reversePath} lets it in.`] as const;
export const reversePathUnknown = (name: string) =>
  [`rp_filter of ${name} can not be read on this system.`] as const;
export const reversePathOff = (name: string) =>
  [`rp_filter is off on ${name}: it drops nothing.`] as const;
export const reversePathStrict = (name: string) =>
  [
    `rp_filter=1 on ${name}: what comes from an address whose way back is another interface is dropped. No sender is known to look at.`,
    `Ask the kernel with the sender's address: ip route get ADDRESS must say "dev ${name}"`,
  ] as const;
export const reversePathLoose = (name: string) =>
  [`rp_filter=2 on ${name}: only senders that there is no way back to are dropped.`] as const;
export const reversePathDropped = (packets: number, names: readonly string[]) =>
  [
    `rp_filter has dropped ${many(packets, 'packet')} on this host meanwhile.`,
    `Add routes to the senders, or be less strict: sysctl -w net.ipv4.conf.all.rp_filter=2${names.map((name) => ` net.ipv4.conf.${name}.rp_filter=2`).join('')}`,
  ] as const;

export const wayOutUnknown = [
  'Where programs of this host send to the group can not be asked for on this system.',
] as const;
export const noWayOut = (family: Family, on: string) =>
  [
    'There is no route for the group: a program of this host that chooses no interface can not send to it.',
    `Let it choose one (IP_MULTICAST_IF), or add a route: ip route add ${family === 'IPv4' ? '224.0.0.0/4' : 'ff00::/8'} dev ${on}`,
  ] as const;
export const wayOutJoined = (name: string) =>
  [
    `Programs of this host that choose no interface send to it out of ${name}, where it is joined.`,
  ] as const;
export const wayOutElsewhere = (name: string) =>
  [
    `Programs of this host that choose no interface send to it out of ${name}, where it is not joined.`,
    `Join it there (:join ${name}), or let the sender choose an interface (IP_MULTICAST_IF).`,
  ] as const;

const QUERIES = (name: string) =>
  `Queries come every 125 s or so: tcpdump -ni ${name} igmp or icmp6`;
export const querierUnknown = (name: string) =>
  [
    `IGMPv3 is spoken on ${name}. Whether a querier was heard is --: the kernel counts no IGMP queries.`,
    QUERIES(name),
  ] as const;
export const versionUnknown = (name: string) =>
  [`Which IGMP is spoken on ${name} can not be read.`, QUERIES(name)] as const;
export const versionForced = (name: string, version: number) =>
  [
    `IGMPv${version} is spoken on ${name} by order (force_igmp_version). Whether a querier was heard is --: the kernel counts no IGMP queries.`,
    QUERIES(name),
  ] as const;
export const oldQuerier = (name: string, version: string) =>
  [`A querier of IGMP${version.toLowerCase()} was heard on ${name} lately.`] as const;
export const noMldQuery = (name: string) =>
  [
    `No MLD query was heard on ${name} since it came.`,
    'A switch that snoops then forgets the group after some minutes: let a router or switch be the querier.',
  ] as const;
export const mldQueries = (name: string, count: number) =>
  [`${many(count, 'MLD query', 'MLD queries')} heard on ${name} since it came.`] as const;
export const mldUnknown = (name: string) =>
  [`Whether an MLD querier was heard on ${name} can not be read.`, QUERIES(name)] as const;
export const switchUnknown = [
  'Whether a switch on the way passes the group on (snooping) can not be seen from here.',
  'With snooping and no querier, groups fall silent after some minutes.',
] as const;
