// A listening socket of our own, and the accept gate. The socket, and with it the kernel's accept queue,
// lives as long as the listener. To accept, Node gets a duplicate of its descriptor: for as long as the
// gate is open, or, for one client, until the first `connection` event, in which the server closes
// itself. libuv accepts one connection an event, so exactly one is taken and the rest stay queued.
// Closing a duplicate at any time loses nobody: who was not accepted is still in the kernel's queue.

import { createServer, type Server } from 'node:net';
import type { Address } from '../../../protocol/address.ts';
import type { Gate, TcpListener, TcpListenerHandlers, WaitingClient } from '../layer.ts';
import { decodeSockaddr } from '../sockaddr.ts';
import * as libc from './libc.ts';
import { OPTION, OpeningCalls } from './opening-calls.ts';
import { type DiagRow, dump, stateBit } from './sock-diag.ts';
import { sampleListener } from './tcp-info.ts';

/** socket, bind, listen. @throws SystemError, naming the call that failed */
export async function listenTcp(
  at: Address,
  backlog: number,
  handlers: TcpListenerHandlers,
): Promise<TcpListener> {
  const calls = new OpeningCalls(handlers);
  const fd = calls.socket(at.family, 'SOCK_STREAM');
  try {
    // So that a server can be opened again while its last connections are in TIME_WAIT.
    calls.set(fd, OPTION.reuseAddress, 1);
    // `::` means everyone, whatever the system's net.ipv6.bindv6only.
    if (at.family === 'IPv6') calls.set(fd, OPTION.ipv6Only, 0);
    // Linux gives it on to each connection: one call here saves one for each of them.
    calls.set(fd, OPTION.noDelay, 1);
    calls.bind(fd, at);
    calls.listen(fd, backlog);
    return new LinuxTcpListener(fd, boundTo(fd, at), backlog, handlers);
  } catch (error) {
    calls.close(fd);
    throw error;
  }
}

/** As the kernel bound it, with the zone as it was asked for: the kernel knows its number only. */
function boundTo(fd: number, at: Address): Address {
  const bound = decodeSockaddr(libc.getsockname(fd));
  const zone = at.address.split('%')[1];
  if (zone === undefined) return bound;
  return { ...bound, address: `${bound.address.split('%')[0]}%${zone}` };
}

class LinuxTcpListener implements TcpListener {
  readonly local: Address;
  readonly descriptor: number;
  readonly #backlog: number;
  readonly #handlers: TcpListenerHandlers;
  #gate: Gate = 'closed';
  #server: Server | null = null;
  #closed = false;

  constructor(fd: number, local: Address, backlog: number, handlers: TcpListenerHandlers) {
    this.descriptor = fd;
    this.local = local;
    this.#backlog = backlog;
    this.#handlers = handlers;
  }

  setGate(gate: Gate): void {
    if (this.#closed || gate === this.#gate) return;
    this.#gate = gate;
    if (gate === 'closed') this.#stopAccepting();
    else this.#server ??= this.#accept();
  }

  queue(): { depth: number; backlog: number } | null {
    return this.#closed ? null : sampleListener(this.descriptor);
  }

  waiting(limit: number): readonly WaitingClient[] | null {
    return this.#list(WAITING_STATES, limit);
  }

  halfOpen(limit: number): readonly WaitingClient[] | null {
    return this.#list(HALF_OPEN, limit);
  }

  #list(states: number, limit: number): readonly WaitingClient[] | null {
    if (this.#closed) return null;
    const { family, port } = this.local;
    try {
      return dump('tcp', family, port, states, Number.POSITIVE_INFINITY, 'nobody')
        .filter((row) => this.#isMine(row))
        .slice(0, limit)
        .map(({ remote, local, receiveQueue, state }) => ({
          remote,
          local,
          // The kernel counts a FIN as a byte of the queue (inet_diag: rcv_nxt - copied_seq).
          bytesSent: state === 'CLOSE_WAIT' ? Math.max(0, receiveQueue - 1) : receiveQueue,
          ended: state === 'CLOSE_WAIT',
          halfOpen: state === 'SYN_RECV',
        }));
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#stopAccepting();
    this.#closed = true;
    libc.close(this.descriptor);
  }

  /** Others may listen on the same port at other addresses. */
  #isMine({ local }: DiagRow): boolean {
    const own = this.local.address.split('%')[0];
    return own === '0.0.0.0' || own === '::' || own === local.address;
  }

  #accept(): Server | null {
    let duplicate: number;
    try {
      duplicate = libc.duplicate(this.descriptor);
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException);
      return null;
    }
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    server.on('connection', (socket) => {
      if (this.#gate === 'one' && this.#server === server) {
        this.#gate = 'closed';
        this.#stopAccepting();
      }
      this.#handlers.accepted(socket);
    });
    server.on('error', (error) => {
      if (this.#server === server) this.#fail(error);
    });
    // Not `listen({ fd, backlog })`: that ignores the backlog and sets 511.
    server.listen({ fd: duplicate }, this.#backlog);
    return server;
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#gate = 'closed';
    this.#stopAccepting();
    this.#handlers.failed(error.code ?? 'EUNKNOWN');
  }

  /** Closes the duplicate at once; connections accepted through it live on. */
  #stopAccepting(): void {
    this.#server?.close();
    this.#server = null;
  }
}

const HALF_OPEN = stateBit('SYN_RECV');
const WAITING_STATES = stateBit('ESTABLISHED') | stateBit('CLOSE_WAIT') | HALF_OPEN;
