// A receiver's socket for one group: bound to the group's address and deaf to groups that others on the
// host have joined (IP_MULTICAST_ALL = 0), which Linux would otherwise deliver to it as well.

import type { Address } from '../../../protocol/address.ts';
import { scopeOf } from '../interfaces.ts';
import type { DatagramHandlers, MulticastSocket, NetworkInterface } from '../layer.ts';
import { encodeSockaddr } from '../sockaddr.ts';
import { openDescriptor } from './datagram-descriptor.ts';
import { LinuxDatagramSocket } from './datagram-socket.ts';
import * as libc from './libc.ts';
import { isMember } from './memberships.ts';

// ip(7), ipv6(7), linux/in.h: the same numbers for both families, but for MULTICAST_ALL.
const IP_MULTICAST_ALL = 49;
const IPV6_MULTICAST_ALL = 29;
const MCAST_JOIN_GROUP = 42;
const MCAST_LEAVE_GROUP = 45;
const MCAST_JOIN_SOURCE_GROUP = 46;
const MCAST_LEAVE_SOURCE_GROUP = 47;

// struct group_req and group_source_req: the interface's index, then sockaddr_storage aligned to 8.
const STORAGE_BYTES = 128;
const GROUP_AT = 8;
const SOURCE_AT = GROUP_AT + STORAGE_BYTES;

/**
 * Opens a group's socket; it hears nothing before a join. A link-scoped IPv6 group carries its
 * interface as zone (`ff02::1%2`). @throws SystemError
 */
export async function openMulticast(
  group: Address,
  bufferBytes: number,
  handlers: DatagramHandlers,
): Promise<MulticastSocket> {
  const descriptor = openDescriptor(group.family, bufferBytes, (fd) => {
    // Several receivers of a group on one host share its port, and each gets every datagram.
    libc.setsockopt(fd, libc.SOL_SOCKET, libc.SO_REUSEADDR, 1);
    if (group.family === 'IPv4') libc.setsockopt(fd, libc.IPPROTO_IP, IP_MULTICAST_ALL, 0);
    else libc.setsockopt(fd, libc.IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    libc.bind(fd, encodeSockaddr(group, scopeOf(group.address)));
  });
  return new LinuxMulticastSocket(descriptor, group, handlers);
}

class LinuxMulticastSocket extends LinuxDatagramSocket implements MulticastSocket {
  readonly #group: Address;
  readonly #level: number;

  constructor(descriptor: number, group: Address, handlers: DatagramHandlers) {
    super(descriptor, group.family, handlers);
    this.#group = group;
    this.#level = group.family === 'IPv4' ? libc.IPPROTO_IP : libc.IPPROTO_IPV6;
  }

  join(on: NetworkInterface, source: string | null): void {
    const option = source === null ? MCAST_JOIN_GROUP : MCAST_JOIN_SOURCE_GROUP;
    libc.setsockopt(this.descriptor, this.#level, option, this.#request(on, source));
  }

  leave(on: NetworkInterface, source: string | null): void {
    const option = source === null ? MCAST_LEAVE_GROUP : MCAST_LEAVE_SOURCE_GROUP;
    libc.setsockopt(this.descriptor, this.#level, option, this.#request(on, source));
  }

  inKernel(on: NetworkInterface): boolean | null {
    return isMember(this.#group.address, this.#group.family, on.index);
  }

  #request(on: NetworkInterface, source: string | null): Buffer {
    const { family } = this.#group;
    const bytes = Buffer.alloc(source === null ? SOURCE_AT : SOURCE_AT + STORAGE_BYTES);
    bytes.writeUInt32LE(on.index);
    encodeSockaddr(this.#group).copy(bytes, GROUP_AT);
    if (source !== null)
      encodeSockaddr({ address: source, port: 0, family }).copy(bytes, SOURCE_AT);
    return bytes;
  }
}
