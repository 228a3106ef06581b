// From a host that may be a name to a listening socket.

import type { Address } from '../../protocol/address.ts';
import type { SocketLayer, TcpListener, TcpListenerHandlers } from '../kernel/layer.ts';
import { resolve } from './resolve.ts';

export interface Listening {
  readonly listener: TcpListener;
  /** Every address that the host has, the one listened on first. */
  readonly resolved: readonly string[];
}

/** No address could be listened on: the first one's error, and the address it is about. */
export class ListenError extends Error {
  readonly reason: unknown;
  readonly at: Address | null;
  readonly resolved: readonly string[];

  constructor(reason: unknown, at: Address | null, resolved: readonly string[]) {
    super('listen');
    this.reason = reason;
    this.at = at;
    this.resolved = resolved;
  }
}

/** Listens on the first of the host's addresses that can be bound. Rejects with ListenError. */
export async function listenOn(
  sockets: SocketLayer,
  { host, port, backlog }: { host: string; port: number; backlog: number },
  handlers: TcpListenerHandlers,
): Promise<Listening> {
  const found = await resolve(host, handlers).catch((error: unknown) => {
    throw new ListenError(error, null, []);
  });
  const addresses = found.map(({ address }) => address);
  let failure: ListenError | null = null;
  for (const each of found) {
    const at: Address = { ...each, port };
    try {
      const listener = await sockets.listenTcp(at, backlog, handlers);
      const others = addresses.filter((address) => address !== each.address);
      return { listener, resolved: [each.address, ...others] };
    } catch (error) {
      failure ??= new ListenError(error, at, addresses);
    }
  }
  const none = Object.assign(new Error(host), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
  throw failure ?? new ListenError(none, null, []);
}
