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
      return [`ss -tino src '${formatAddress(local)}' dst '${formatAddress(remote)}'`];
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
        `ss -tinp 'dport = :${to.port}'`,
      ];
    case 'udp-client':
      return [
        `nc -u ${to.address} ${to.port}`,
        `socat - UDP:${formatAddress(to)}`,
        `ss -uanp 'dport = :${to.port}'`,
      ];
    default:
      return [
        `nc -u ${to.address} ${to.port}`,
        ...row.interfaces.slice(0, 1).map((name) => receiver(to, name)),
        `ss -uanp ${ofPort(row.local)}`,
      ];
  }
}

function ofListening({ kind, local, interfaces }: ListenRow): readonly string[] {
  const host = reachable(local);
  switch (kind) {
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
        `nc -u ${local.address} ${local.port}`,
        ...interfaces.slice(0, 1).map((name) => receiver(local, name)),
        `ss -uanm ${ofPort(local)}`,
      ];
  }
}

const ofPort = ({ port }: Address): string => `'sport = :${port}'`;

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
