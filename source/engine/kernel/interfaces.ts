// The host's interfaces, and those of them that a group can be joined on: that are up and take multicast,
// and the loopback always (Linux joins on it though it does not carry the MULTICAST flag).

import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { Link } from './host.ts';
import type { NetworkInterface } from './layer.ts';

// netdevice(7), SIOCGIFFLAGS.
const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
const IFF_MULTICAST = 0x1000;

const SYS = '/sys/class/net';

/** The interfaces that can be joined on, up now, by index. Never throws. */
export function listInterfaces(): NetworkInterface[] {
  const links = listLinks();
  if (links === null) return fromNode(knownAddresses());
  return links
    .filter(({ up, loopback, multicast }) => up && (loopback || multicast))
    .map(({ name, index, loopback, addresses }) => ({ name, index, loopback, addresses }));
}

/** All interfaces, up or not, by index, as the kernel says in /sys (Linux); null where there is none. */
export function listLinks(): Link[] | null {
  let names: string[];
  try {
    names = readdirSync(SYS);
  } catch {
    return null;
  }
  const addresses = knownAddresses();
  const links: Link[] = [];
  for (const name of names) {
    try {
      const flags = Number(readFileSync(`${SYS}/${name}/flags`, 'latin1'));
      links.push({
        name,
        index: Number(readFileSync(`${SYS}/${name}/ifindex`, 'latin1')),
        up: (flags & IFF_UP) !== 0,
        carrier: carrierOf(name),
        multicast: (flags & IFF_MULTICAST) !== 0,
        loopback: (flags & IFF_LOOPBACK) !== 0,
        addresses: addressesOf(name, addresses),
      });
    } catch {
      // It went while we looked, or the entry is no interface (bonding_masters).
    }
  }
  return links.sort((a, b) => a.index - b.index);
}

/** Only an interface that is up can tell. */
function carrierOf(name: string): boolean | null {
  try {
    return readFileSync(`${SYS}/${name}/carrier`, 'latin1').trim() === '1';
  } catch {
    return null;
  }
}

/** A name's index is good for so long: each datagram of a link-local sender asks for one. */
const INDEX_MS = 1000;
let indexes = new Map<string, number>();
let indexesUntil = 0;

function knownIndexes(): ReadonlyMap<string, number> {
  if (performance.now() > indexesUntil) {
    indexes = new Map(listInterfaces().map(({ name, index }) => [name, index]));
    indexesUntil = performance.now() + INDEX_MS;
  }
  return indexes;
}

/** The index of an interface by its name, or of a zone that is already a number; 0 if there is none. */
export function interfaceIndex(zone: string): number {
  return /^\d+$/.test(zone) ? Number(zone) : (knownIndexes().get(zone) ?? 0);
}

/**
 * An address as Node takes it: libuv reads a zone as the interface's name (if_nametoindex(3)) and passes
 * over one that is an index; on Windows it is the other way round.
 */
export function withZoneName(address: string): string {
  const [plain = '', zone] = address.split('%');
  if (zone === undefined || process.platform === 'win32') return address;
  for (const [name, index] of knownIndexes()) if (String(index) === zone) return `${plain}%${name}`;
  return address;
}

/** The zone of `fe80::1%eth0` as an index; 0 without one. */
export function scopeOf(address: string): number {
  const percent = address.indexOf('%');
  return percent < 0 ? 0 : interfaceIndex(address.slice(percent + 1));
}

type Known = Map<
  string,
  { address: string; family: string; internal: boolean; scopeid?: number }[]
>;

/** Addresses by interface; an alias (`eth0:1`) counts as the interface it stands on. */
function knownAddresses(): Known {
  const known: Known = new Map();
  try {
    for (const [label, list] of Object.entries(networkInterfaces())) {
      const name = label.split(':')[0] as string;
      known.set(name, [...(known.get(name) ?? []), ...(list ?? [])]);
    }
  } catch {
    // Some sandboxes forbid it: then an interface has no addresses that we know.
  }
  return known;
}

function addressesOf(name: string, known: Known): NetworkInterface['addresses'] {
  return (known.get(name) ?? []).map(({ address, family }) => ({
    address,
    family: family as 'IPv4' | 'IPv6',
  }));
}

/** Elsewhere: what Node lists is up and has an address; the index is its link-local address's scope. */
function fromNode(known: Known): NetworkInterface[] {
  return [...known]
    .map(([name, list]) => ({
      name,
      index: list.map((each) => each.scopeid ?? 0).find((scope) => scope > 0) ?? 0,
      loopback: list.some((each) => each.internal),
      addresses: addressesOf(name, known),
    }))
    .sort((a, b) => a.index - b.index);
}
