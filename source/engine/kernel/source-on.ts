import type { Address, Family } from '../../protocol/address.ts';
import type { NetworkInterface } from './layer.ts';

/** The receive buffer of a sender to a group: it is answered some messages, so the usual size does. */
export const ANSWER_BYTES = 212_992;

/**
 * What a sender on an interface is bound to: its first IPv4 address; for IPv6 any, since the kernel
 * chooses by the group's scope (RFC 6724). @throws an error with code EADDRNOTAVAIL where it has none
 */
export function sourceOn(on: NetworkInterface, family: Family): Address {
  if (family === 'IPv6') return { address: '::', port: 0, family };
  const first = on.addresses.find((each) => each.family === family);
  if (first !== undefined) return { address: first.address, port: 0, family };
  const error = new Error(`${on.name} has no ${family} address`);
  throw Object.assign(error, { code: 'EADDRNOTAVAIL', syscall: 'bind' });
}
