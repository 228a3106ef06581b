// What a person can type elsewhere to see the same, or to talk to it: ss(8), nc(1), socat(1).

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Detail, ListenRow } from '../../protocol/views.ts';

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

function ofEndpoint({ kind, local, interfaces }: ListenRow): readonly string[] {
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
    case 'multicast':
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
    ? `socat -u 'UDP4-RECV:${port},reuseaddr,ip-add-membership=${address}:${name}' -`
    : `socat -u 'UDP6-RECV:${port},reuseaddr,ipv6-join-group=[${address}]:${name}' -`;
}

/** An address to connect to: one's own where the endpoint is bound to all. */
export function reachable({ address }: Address): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
