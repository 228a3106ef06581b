// Datagram sockets of our own that send: connected to one peer, or bound to one interface for groups.

import { constants } from 'node:os';
import type { Address } from '../../../protocol/address.ts';
import { SingleDatagram } from '../datagram-batch.ts';
import { scopeOf } from '../interfaces.ts';
import type { DatagramHandlers, SocketLayer } from '../layer.ts';
import { encodeSockaddr, ipv4Bytes } from '../sockaddr.ts';
import { ANSWER_BYTES, sourceOn } from '../source-on.ts';
import { openDescriptor } from './datagram-descriptor.ts';
import { LinuxDatagramSocket } from './datagram-socket.ts';
import * as libc from './libc.ts';

const IP_MREQN_BYTES = 12;

/** @throws SystemError */
export const openUdpClient: SocketLayer['openUdpClient'] = async (
  remote,
  { ttl, bufferBytes },
  handlers,
) => {
  const descriptor = openDescriptor(remote.family, bufferBytes, (fd) => {
    if (ttl !== null && remote.family === 'IPv4') {
      libc.setsockopt(fd, libc.IPPROTO_IP, libc.IP_TTL, ttl);
    } else if (ttl !== null) {
      libc.setsockopt(fd, libc.IPPROTO_IPV6, libc.IPV6_UNICAST_HOPS, ttl);
    }
    libc.connect(fd, encodeSockaddr(remote, scopeOf(remote.address)));
  });
  return new ConnectedSocket(descriptor, remote, handlers);
};

/** ip(7), ipv6(7): the interface is set at the socket, so no route can lead elsewhere. @throws SystemError */
export const openMulticastSender: SocketLayer['openMulticastSender'] = async (
  family,
  on,
  { ttl, loop },
  handlers,
) => {
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
};

class ConnectedSocket extends LinuxDatagramSocket {
  readonly #remote: Address;
  readonly #handlers: DatagramHandlers;

  constructor(descriptor: number, remote: Address, handlers: DatagramHandlers) {
    super(descriptor, remote.family, handlers);
    this.#remote = remote;
    this.#handlers = handlers;
  }

  /** By the kernel's own call: libuv refuses an address here, and Node one less. */
  override async sendNow(data: Buffer): Promise<void> {
    let sent = libc.sendto(this.descriptor, data, null);
    if (sent < 0 && libc.errno() === constants.errno.ECONNREFUSED) {
      // That was the answer to one sent before (udp(7)); told once, it no longer keeps this one.
      this.#handlers.refused?.('ECONNREFUSED');
      sent = libc.sendto(this.descriptor, data, null);
    }
    if (sent < 0) throw new libc.SystemError('sendto', libc.errno());
    const { address } = this.#remote;
    this.#handlers.sent(new SingleDatagram(data, this.#remote, scopeOf(address)));
  }
}
