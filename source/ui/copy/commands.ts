// What a person can type elsewhere to see the same, or to talk to it: ss(8), nc(1), socat(1).

import { type Address, formatAddress } from '../../protocol/address.ts';
import { addressOf } from '../../protocol/ends.ts';
import { isOutgoing } from '../../protocol/spec.ts';
import type { Detail, ListenRow } from '../../protocol/views.ts';
import { shellWord } from './shell.ts';

export function commandsFor(detail: Exclude<Detail, { readonly of: 'gone' }>): readonly string[] {
  switch (detail.of) {
    case 'connection': {
      const { local, remote } = detail.row;
      // Without -a ss leaves out what is in TIME_WAIT or SYN_RECV.
      return [`ss -taino src '${formatAddress(local)}' dst '${formatAddress(remote)}'`];
    }
    case 'datagram':
      return detail.local === null ? [] : [`ss -uanm ${ofPort(detail.local)}`];
    case 'endpoint':
      return ofEndpoint(detail.row);
  }
}

function ofEndpoint(row: ListenRow): readonly string[] {
  return isOutgoing(row.kind) ? ofOutgoing(row) : ofListening(row);
}

/** The same from another program, and what the kernel has of ours. */
function ofOutgoing(row: ListenRow): readonly string[] {
  const to = addressOf(row);
  switch (row.kind) {
    case 'tcp-client':
      return [
        `nc ${to.address} ${to.port}`,
        `socat - TCP:${formatAddress(to)}`,
        `ss -tainp 'dport = :${to.port}'`,
      ];
    case 'udp-client':
      return [
        `nc -u ${to.address} ${to.port}`,
        `socat - UDP:${formatAddress(to)}`,
        `ss -uanp 'dport = :${to.port}'`,
      ];
    default:
      return [
        ...some(toGroup(to, row.interfaces)),
        ...row.interfaces.slice(0, 1).map((name) => receiver(to, name)),
        `ss -uanp ${ofPort(row.local)}`,
      ];
  }
}

function ofListening({ transport, local, interfaces }: ListenRow): readonly string[] {
  const host = reachable(local);
  switch (transport) {
    case 'tcp':
      return [
        `nc ${host} ${local.port}`,
        `socat - TCP:${formatAddress({ ...local, address: host })}`,
        `ss -tlnp ${ofPort(local)}`,
        `ss -tan ${ofPort(local)}`,
      ];
    case 'udp':
      return [
        `nc -u ${host} ${local.port}`,
        `socat - UDP:${formatAddress({ ...local, address: host })}`,
        `ss -uanm ${ofPort(local)}`,
      ];
    default:
      return [
        ...some(toGroup(local, interfaces)),
        ...interfaces.slice(0, 1).map((name) => receiver(local, name)),
        `ss -uanm ${ofPort(local)}`,
      ];
  }
}

const ofPort = ({ port }: Address): string => `'sport = :${port}'`;

const some = (command: string | null): readonly string[] => (command === null ? [] : [command]);

const isLoopback = (name: string): boolean => ['lo', 'lo0', 'loopback'].includes(name);

/** ff?1 and ff?2: of this host or link alone (RFC 4291 section 2.7), so that an interface must be named. */
const NEEDS_ZONE = /^ff.[12]:/i;

/**
 * Sends to a group that is joined, or sent to, on these interfaces. Null: there is only the loopback
 * interface, and most systems have no IPv6 multicast route to that.
 */
export function toGroup(
  { family, address, port }: Address,
  interfaces: readonly string[],
): string | null {
  const outside = interfaces.find((name) => !isLoopback(name));
  const inside = interfaces.length > 0 && outside === undefined;
  // On the loopback interface alone, the sender must choose that too.
  if (family === 'IPv4') return `nc -u ${inside ? '-s 127.0.0.1 ' : ''}${address} ${port}`;
  if (outside === undefined) return null;
  return `nc -u ${address}${NEEDS_ZONE.test(address) ? `%${outside}` : ''} ${port}`;
}

/** A second receiver of the group: both get every datagram. */
function receiver({ family, address, port }: Address, name: string): string {
  return family === 'IPv4'
    ? `socat -u ${shellWord(`UDP4-RECV:${port},reuseaddr,ip-add-membership=${address}:${name}`)} -`
    : `socat -u ${shellWord(`UDP6-RECV:${port},reuseaddr,ipv6-join-group=[${address}]:${name}`)} -`;
}

/** An address to connect to: one's own where the endpoint is bound to all. */
export function reachable({ address }: Address): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
