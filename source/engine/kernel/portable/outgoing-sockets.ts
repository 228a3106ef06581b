// Datagram sockets of our own that send, over node:dgram.

import { createSocket } from 'node:dgram';
import type { Address, Family } from '../../../protocol/address.ts';
import { withZoneName } from '../interfaces.ts';
import type { DatagramHandlers, DatagramSocket, NetworkInterface } from '../layer.ts';
import { sourceOn } from '../source-on.ts';
import { bindSocket, PortableDatagramSocket, socketType } from './datagram-socket.ts';

/** What a sender is answered: some messages. */
const ANSWER_BYTES = 212_992;

/** Rejects with Node's error, which carries `code` and `syscall`. */
export async function openUdpClient(
  remote: Address,
  { ttl, bufferBytes }: { ttl: number | null; bufferBytes: number },
  handlers: DatagramHandlers,
): Promise<DatagramSocket> {
  const socket = createSocket({ type: socketType(remote.family) });
  const any = remote.family === 'IPv4' ? '0.0.0.0' : '::';
  await bindSocket(socket, { address: any, port: 0, family: remote.family }, bufferBytes);
  const connected = Promise.withResolvers<void>();
  socket.once('error', connected.reject);
  try {
    socket.connect(remote.port, withZoneName(remote.address), connected.resolve);
    await connected.promise;
    if (ttl !== null) socket.setTTL(ttl);
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.off('error', connected.reject);
  return new ConnectedSocket(socket, handlers);
}

/** Rejects with Node's error. */
export async function openMulticastSender(
  family: Family,
  on: NetworkInterface,
  { ttl, loop }: { ttl: number; loop: boolean },
  handlers: DatagramHandlers,
): Promise<DatagramSocket> {
  const source = sourceOn(on, family);
  const socket = createSocket({ type: socketType(family) });
  await bindSocket(socket, source, ANSWER_BYTES);
  try {
    socket.setMulticastInterface(family === 'IPv4' ? source.address : `::%${on.name}`);
    socket.setMulticastTTL(ttl);
    socket.setMulticastLoopback(loop);
  } catch (error) {
    socket.close();
    throw error;
  }
  return new PortableDatagramSocket(socket, handlers);
}

class ConnectedSocket extends PortableDatagramSocket {
  protected override transmit(
    data: Buffer,
    _to: Address,
    done: (error: Error | null) => void,
  ): void {
    this.socket.send(data, done);
  }
}
