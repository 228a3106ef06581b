// A receiver's socket for one group: bound to the group's address and deaf to groups that others on the
// host have joined (IP_MULTICAST_ALL = 0), which Linux would otherwise deliver to it as well.

import type { Address } from '../../../protocol/address.ts';
import type { DatagramHandlers, MulticastSocket, NetworkInterface } from '../layer.ts';
import { encodeSockaddr } from '../sockaddr.ts';
import { openDescriptor } from './datagram-descriptor.ts';
import { LinuxDatagramSocket } from './datagram-socket.ts';
import { isMember } from './memberships.ts';
import { type GroupOption, OPTION, OpeningCalls } from './opening-calls.ts';

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
  const descriptor = openDescriptor(group.family, bufferBytes, handlers, (fd, calls) => {
    // Several receivers of a group on one host share its port, and each gets every datagram.
    calls.set(fd, OPTION.reuseAddress, 1);
    calls.set(fd, OPTION.multicastAll[group.family], 0);
    calls.bind(fd, group);
  });
  return new LinuxMulticastSocket(descriptor, group, handlers);
}

class LinuxMulticastSocket extends LinuxDatagramSocket implements MulticastSocket {
  readonly #group: Address;
  readonly #calls: OpeningCalls;

  constructor(descriptor: number, group: Address, handlers: DatagramHandlers) {
    super(descriptor, group.family, handlers);
    this.#group = group;
    this.#calls = new OpeningCalls(handlers);
  }

  join(on: NetworkInterface, source: string | null): void {
    this.#set(source === null ? OPTION.joinGroup : OPTION.joinSourceGroup, on, source);
  }

  leave(on: NetworkInterface, source: string | null): void {
    this.#set(source === null ? OPTION.leaveGroup : OPTION.leaveSourceGroup, on, source);
  }

  inKernel(on: NetworkInterface): boolean | null {
    return isMember(this.#group.address, this.#group.family, on.index);
  }

  #set(option: GroupOption, on: NetworkInterface, source: string | null): void {
    const { address, family } = this.#group;
    const said = [on.name, address, ...(source === null ? [] : [source])];
    this.#calls.set(this.descriptor, option[family], this.#request(on, source), said);
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
