// Datagram sockets of our own that send: connected to one peer, or bound to one interface for groups.

import type { Address, Family } from '../../../protocol/address.ts';
import { scopeOf } from '../interfaces.ts';
import type { DatagramHandlers, DatagramSocket, NetworkInterface } from '../layer.ts';
import { encodeSockaddr, ipv4Bytes } from '../sockaddr.ts';
import { sourceOn } from '../source-on.ts';
import { openDescriptor } from './datagram-descriptor.ts';
import { LinuxDatagramSocket } from './datagram-socket.ts';
import * as libc from './libc.ts';

/** What a sender is answered: some messages, so the system's usual size does. */
const ANSWER_BYTES = 212_992;
const IP_MREQN_BYTES = 12;

/** @throws SystemError */
export async function openUdpClient(
  remote: Address,
  { ttl, bufferBytes }: { ttl: number | null; bufferBytes: number },
  handlers: DatagramHandlers,
): Promise<DatagramSocket> {
  const descriptor = openDescriptor(remote.family, bufferBytes, (fd) => {
    if (ttl !== null && remote.family === 'IPv4') {
      libc.setsockopt(fd, libc.IPPROTO_IP, libc.IP_TTL, ttl);
    } else if (ttl !== null) {
      libc.setsockopt(fd, libc.IPPROTO_IPV6, libc.IPV6_UNICAST_HOPS, ttl);
    }
    libc.connect(fd, encodeSockaddr(remote, scopeOf(remote.address)));
  });
  return new LinuxDatagramSocket(descriptor, remote.family, handlers);
}

/** ip(7), ipv6(7): the interface is set at the socket, so no route can lead elsewhere. @throws SystemError */
export async function openMulticastSender(
  family: Family,
  on: NetworkInterface,
  { ttl, loop }: { ttl: number; loop: boolean },
  handlers: DatagramHandlers,
): Promise<DatagramSocket> {
  const source = sourceOn(on, family);
  const descriptor = openDescriptor(family, ANSWER_BYTES, (fd) => {
    if (family === 'IPv4') {
      const request = Buffer.alloc(IP_MREQN_BYTES);
      ipv4Bytes(source.address).copy(request, 4);
      request.writeInt32LE(on.index, 8);
      libc.setsockopt(fd, libc.IPPROTO_IP, libc.IP_MULTICAST_IF, request);
      libc.setsockopt(fd, libc.IPPROTO_IP, libc.IP_MULTICAST_TTL, ttl);
      libc.setsockopt(fd, libc.IPPROTO_IP, libc.IP_MULTICAST_LOOP, loop ? 1 : 0);
    } else {
      libc.setsockopt(fd, libc.IPPROTO_IPV6, libc.IPV6_MULTICAST_IF, on.index);
      libc.setsockopt(fd, libc.IPPROTO_IPV6, libc.IPV6_MULTICAST_HOPS, ttl);
      libc.setsockopt(fd, libc.IPPROTO_IPV6, libc.IPV6_MULTICAST_LOOP, loop ? 1 : 0);
    }
    libc.bind(fd, encodeSockaddr(source));
  });
  return new LinuxDatagramSocket(descriptor, family, handlers);
}
