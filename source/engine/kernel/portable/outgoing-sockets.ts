// Datagram sockets of our own that send, over node:dgram.

import { createSocket } from 'node:dgram';
import { type Address, formatAddress } from '../../../protocol/address.ts';
import { withZoneName } from '../interfaces.ts';
import type { SocketLayer } from '../layer.ts';
import { awaitCall } from '../made-call.ts';
import { ANSWER_BYTES, sourceOn } from '../source-on.ts';
import { bindSocket, PortableDatagramSocket, socketType } from './datagram-socket.ts';

/** Rejects with Node's error, which carries `code` and `syscall`. */
export const openUdpClient: SocketLayer['openUdpClient'] = async (
  remote,
  { ttl, bufferBytes },
  handlers,
) => {
  const socket = createSocket({ type: socketType(remote.family) });
  const any = remote.family === 'IPv4' ? '0.0.0.0' : '::';
  await bindSocket(socket, { address: any, port: 0, family: remote.family }, bufferBytes, handlers);
  const connected = Promise.withResolvers<void>();
  socket.once('error', connected.reject);
  try {
    await awaitCall(
      handlers,
      { call: 'socket.connect', arguments: [formatAddress(remote)] },
      () => {
        socket.connect(remote.port, withZoneName(remote.address), connected.resolve);
        return connected.promise;
      },
    );
    if (ttl !== null) socket.setTTL(ttl);
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.off('error', connected.reject);
  return new ConnectedSocket(socket, handlers);
};

/** Rejects with Node's error. */
export const openMulticastSender: SocketLayer['openMulticastSender'] = async (
  family,
  on,
  { ttl, loop },
  handlers,
) => {
  const source = sourceOn(on, family);
  const socket = createSocket({ type: socketType(family) });
  await bindSocket(socket, source, ANSWER_BYTES, handlers);
  try {
    socket.setMulticastInterface(family === 'IPv4' ? source.address : `::%${on.name}`);
    socket.setMulticastTTL(ttl);
    socket.setMulticastLoopback(loop);
  } catch (error) {
    socket.close();
    throw error;
  }
  return new PortableDatagramSocket(socket, handlers);
};

class ConnectedSocket extends PortableDatagramSocket {
  protected override transmit(
    data: Buffer,
    _to: Address,
    done: (error: Error | null) => void,
  ): void {
    this.socket.send(data, done);
  }
}
