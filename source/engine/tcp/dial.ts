// One client on its way to a server: it tries each address in turn until one answers. An address has
// `connect-timeout`; the kernel alone would go on for two minutes (tcp_syn_retries).

import type { Socket } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import type { SocketLayer } from '../kernel/layer.ts';
import { endOf } from './ends.ts';

export interface DialHooks {
  /** An address is tried. */
  readonly trying: (remote: Address) => void;
  /** It did not work: the error has `code` and `syscall`. */
  readonly failed: (remote: Address, error: NodeJS.ErrnoException) => void;
  /** One answered; the socket is paused, with half-open allowed. Called at most once, and last. */
  readonly connected: (socket: Socket, local: Address, remote: Address) => void;
  /** None did. Called at most once, and last. */
  readonly gaveUp: () => void;
}

export class Dial {
  readonly #addresses: readonly Address[];
  readonly #timeoutMs: number;
  readonly #sockets: SocketLayer;
  readonly #hooks: DialHooks;
  #at = -1;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    addresses: readonly Address[],
    timeoutMs: number,
    sockets: SocketLayer,
    hooks: DialHooks,
  ) {
    this.#addresses = addresses;
    this.#timeoutMs = timeoutMs;
    this.#sockets = sockets;
    this.#hooks = hooks;
  }

  /** Where it is now: both ends, the kernel's word for it where known; null between two addresses. */
  get standing(): { local: Address; remote: Address; state: string | null } | null {
    const remote = this.#addresses[this.#at];
    if (this.#socket === null || remote === undefined) return null;
    const local = localOf(this.#socket);
    if (local === null) return null;
    return { local, remote, state: this.#sockets.sample(this.#socket)?.state ?? null };
  }

  /** Tries the next address. */
  next(): void {
    this.#at += 1;
    const remote = this.#addresses[this.#at];
    if (remote === undefined) {
      this.#hooks.gaveUp();
      return;
    }
    this.#hooks.trying(remote);
    const socket = this.#sockets.connectTcp(remote);
    this.#socket = socket;
    socket.once('error', (error) => this.#failed(remote, error));
    socket.once('connect', () => this.#connected(socket, remote));
    this.#timer = setTimeout(() => this.#failed(remote, timedOut()), this.#timeoutMs);
  }

  /** Lets go of it; no hook is called any more. */
  cancel(): void {
    this.#drop();
    this.#at = this.#addresses.length;
  }

  #connected(socket: Socket, remote: Address): void {
    const local = localOf(socket);
    if (local === null || isItself(local, remote)) {
      this.#failed(remote, refused());
      return;
    }
    clearTimeout(this.#timer);
    this.#socket = null;
    socket.removeAllListeners('error');
    this.#hooks.connected(socket, local, remote);
  }

  #failed(remote: Address, error: NodeJS.ErrnoException): void {
    this.#drop();
    this.#hooks.failed(remote, error);
    // In a turn of its own: an error that comes at once would otherwise run through all of them here.
    setImmediate(() => {
      if (this.#at < this.#addresses.length) this.next();
    });
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket
      .removeAllListeners('connect')
      .removeAllListeners('error')
      .on('error', () => {});
    socket.destroy();
  }
}

/** Null as long as the kernel has not chosen a port. */
function localOf(socket: Socket): Address | null {
  return endOf(socket.localAddress, socket.localPort, socket.localFamily);
}

/**
 * A port that nobody listens on, of those that the kernel gives out, can be given to the one who dials
 * it: TCP then connects him with himself (RFC 9293 3.5, simultaneous open).
 */
const isItself = (local: Address, remote: Address): boolean =>
  local.port === remote.port && local.address === remote.address;

const refused = () =>
  Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' });
const timedOut = () =>
  Object.assign(new Error('timed out'), { code: 'ETIMEDOUT', syscall: 'connect' });
