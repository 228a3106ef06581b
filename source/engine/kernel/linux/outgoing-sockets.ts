// Datagram sockets of our own that send: connected to one peer, or bound to one interface for groups.

import { constants } from 'node:os';
import type { Address } from '../../../protocol/address.ts';
import { SingleDatagram } from '../datagram-batch.ts';
import { scopeOf } from '../interfaces.ts';
import type { DatagramHandlers, SocketLayer } from '../layer.ts';
import { ipv4Bytes } from '../sockaddr.ts';
import { ANSWER_BYTES, sourceOn } from '../source-on.ts';
import { openDescriptor } from './datagram-descriptor.ts';
import { LinuxDatagramSocket } from './datagram-socket.ts';
import * as libc from './libc.ts';
import { OPTION } from './opening-calls.ts';

const IP_MREQN_BYTES = 12;

/** @throws SystemError */
export const openUdpClient: SocketLayer['openUdpClient'] = async (
  remote,
  { ttl, bufferBytes },
  handlers,
) => {
  const descriptor = openDescriptor(remote.family, bufferBytes, handlers, (fd, calls) => {
    if (ttl !== null) calls.set(fd, OPTION.ttl[remote.family], ttl);
    calls.connect(fd, remote);
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
  const descriptor = openDescriptor(family, ANSWER_BYTES, handlers, (fd, calls) => {
    if (family === 'IPv4') {
      const request = Buffer.alloc(IP_MREQN_BYTES);
      ipv4Bytes(source.address).copy(request, 4);
      request.writeInt32LE(on.index, 8);
      calls.set(fd, OPTION.multicastInterface.IPv4, request, [on.name]);
    } else {
      calls.set(fd, OPTION.multicastInterface.IPv6, on.index);
    }
    calls.set(fd, OPTION.multicastTtl[family], ttl);
    calls.set(fd, OPTION.multicastLoop[family], loop ? 1 : 0);
    calls.bind(fd, source);
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
