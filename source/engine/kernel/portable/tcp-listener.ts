// Listening over node:net. Node accepts as soon as it can, so clients that are not to be served yet are
// accepted, not read, and held in a queue of the program. It is as long as the backlog; who comes on top
// is reset and counted, where the kernel would let him try again: a connection can't be un-accepted.

import { createServer, type Server, type Socket } from 'node:net';
import { type Address, formatAddress } from '../../../protocol/address.ts';
import { withZoneName } from '../interfaces.ts';
import type { Gate, TcpListener, TcpListenerHandlers, WaitingClient } from '../layer.ts';
import { awaitCall } from '../made-call.ts';

/** listen(2) by Node. Rejects with its error, which carries `code` and `syscall`. */
export function listenTcp(
  at: Address,
  backlog: number,
  handlers: TcpListenerHandlers,
): Promise<TcpListener> {
  const call = { call: 'server.listen', arguments: [formatAddress(at), backlog] };
  return awaitCall(handlers, call, () => listen(at, backlog, handlers));
}

function listen(at: Address, backlog: number, handlers: TcpListenerHandlers): Promise<TcpListener> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
    server.once('error', reject);
    const host = withZoneName(at.address);
    server.listen({ host, port: at.port, backlog, exclusive: true }, () => {
      server.off('error', reject);
      resolve(new PortableTcpListener(server, at, backlog, handlers));
    });
  });
}

interface Held {
  readonly socket: Socket;
  readonly remote: Address;
  readonly local: Address;
}

class PortableTcpListener implements TcpListener {
  readonly local: Address;
  readonly descriptor = null;
  readonly #server: Server;
  readonly #backlog: number;
  readonly #handlers: TcpListenerHandlers;
  readonly #held: Held[] = [];
  #gate: Gate = 'closed';
  #overflows = 0;
  #draining = false;
  #closed = false;

  constructor(server: Server, at: Address, backlog: number, handlers: TcpListenerHandlers) {
    const bound = server.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : at.port;
    this.local = { ...at, port };
    this.#server = server;
    this.#backlog = backlog;
    this.#handlers = handlers;
    server.on('connection', (socket) => this.#arrived(socket));
    server.on('error', (error: NodeJS.ErrnoException) => handlers.failed(error.code ?? 'EUNKNOWN'));
  }

  setGate(gate: Gate): void {
    this.#gate = gate;
    this.#drainSoon();
  }

  queue(): { depth: number; backlog: number; overflows: number } | null {
    if (this.#closed) return null;
    return { depth: this.#held.length, backlog: this.#backlog, overflows: this.#overflows };
  }

  waiting(limit: number): readonly WaitingClient[] | null {
    return this.#held.slice(0, limit).map(({ remote, local }) => ({
      remote,
      local,
      bytesSent: null,
      ended: false,
      halfOpen: false,
    }));
  }

  /** Not known. */
  halfOpen(): null {
    return null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#server.close();
    for (const { socket } of this.#held.splice(0)) socket.resetAndDestroy();
  }

  #arrived(socket: Socket): void {
    // An error of one who waits is told to the connection by the first read or write.
    socket.on('error', () => {});
    const remote = addressOf(socket.remoteAddress, socket.remotePort, socket.remoteFamily);
    const local = addressOf(socket.localAddress, socket.localPort, socket.localFamily);
    if (this.#closed || remote === null || local === null) {
      socket.destroy();
      return;
    }
    // Linux lets one more wait than the backlog says.
    if (this.#gate === 'closed' && this.#held.length > this.#backlog) {
      this.#overflows += 1;
      socket.resetAndDestroy();
      return;
    }
    this.#held.push({ socket, remote, local });
    this.#drainSoon();
  }

  /** In a turn of its own, as with the kernel's queue: `accepted` never comes out of setGate. */
  #drainSoon(): void {
    if (this.#draining || this.#gate === 'closed' || this.#held.length === 0) return;
    this.#draining = true;
    setImmediate(() => {
      this.#draining = false;
      this.#drain();
    });
  }

  #drain(): void {
    while (this.#gate !== 'closed') {
      const next = this.#held.shift();
      if (next === undefined) return;
      if (this.#gate === 'one') this.#gate = 'closed';
      this.#handlers.accepted(next.socket);
    }
  }
}

function addressOf(
  address: string | undefined,
  port: number | undefined,
  family: string | undefined,
): Address | null {
  if (address === undefined || port === undefined) return null;
  return { address, port, family: family === 'IPv6' ? 'IPv6' : 'IPv4' };
}
