// A receiver's socket for one group over node:dgram. It is bound to the group's address where the
// system allows that; who listens to the same group elsewhere on the host can't be kept out.

import { createSocket, type Socket } from 'node:dgram';
import type { Address } from '../../../protocol/address.ts';
import type { DatagramHandlers, MulticastSocket, NetworkInterface } from '../layer.ts';
import { makeCall } from '../made-call.ts';
import { bindSocket, PortableDatagramSocket, socketType } from './datagram-socket.ts';

/** Opens a group's socket; it hears nothing before a join. Rejects with Node's error. */
export async function openMulticast(
  group: Address,
  bufferBytes: number,
  handlers: DatagramHandlers,
): Promise<MulticastSocket> {
  const make = () => createSocket({ type: socketType(group.family), reuseAddr: true });
  let socket = make();
  try {
    await bindSocket(socket, group, bufferBytes, handlers);
  } catch (error) {
    // Windows binds to its own addresses only.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRNOTAVAIL' && code !== 'EINVAL') throw error;
    socket = make();
    const any = group.family === 'IPv4' ? '0.0.0.0' : '::';
    await bindSocket(socket, { ...group, address: any }, bufferBytes, handlers);
  }
  return new PortableMulticastSocket(socket, group, handlers);
}

class PortableMulticastSocket extends PortableDatagramSocket implements MulticastSocket {
  readonly #group: string;
  readonly #family: Address['family'];
  readonly #handlers: DatagramHandlers;

  constructor(socket: Socket, group: Address, handlers: DatagramHandlers) {
    super(socket, handlers);
    this.#group = group.address.split('%')[0] as string;
    this.#family = group.family;
    this.#handlers = handlers;
  }

  join(on: NetworkInterface, source: string | null): void {
    const { socket } = this;
    this.#make('add', source, this.#interface(on), (group, at) => {
      if (source === null) socket.addMembership(group, at);
      else socket.addSourceSpecificMembership(source, group, at);
    });
  }

  leave(on: NetworkInterface, source: string | null): void {
    const { socket } = this;
    this.#make('drop', source, this.#interface(on), (group, at) => {
      if (source === null) socket.dropMembership(group, at);
      else socket.dropSourceSpecificMembership(source, group, at);
    });
  }

  #make(
    what: 'add' | 'drop',
    source: string | null,
    at: string,
    make: (group: string, at: string) => void,
  ): void {
    const group = this.#group;
    const wording =
      source === null
        ? { call: `socket.${what}Membership`, arguments: [group, at] }
        : { call: `socket.${what}SourceSpecificMembership`, arguments: [source, group, at] };
    makeCall(this.#handlers, wording, () => make(group, at));
  }

  inKernel(): null {
    return null;
  }

  /** As dgram wants an interface: by an IPv4 address of it, or by name as a zone. */
  #interface(on: NetworkInterface): string {
    if (this.#family === 'IPv6') return `::%${on.name}`;
    const first = on.addresses.find(({ family }) => family === 'IPv4');
    if (first !== undefined) return first.address;
    const error = new Error(`${on.name} has no IPv4 address`);
    throw Object.assign(error, { code: 'EADDRNOTAVAIL', syscall: 'addMembership' });
  }
}
