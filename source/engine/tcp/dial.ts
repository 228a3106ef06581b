// One client on its way to a server: it tries each address in turn until one answers. An address has
// `connect-timeout`; the kernel alone would go on for two minutes (tcp_syn_retries).

import type { Socket } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import { type Attempt, callsOf } from '../timeline/life.ts';
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

/** A name may have hundreds of addresses: so many attempts are remembered, the last ones. */
const MAX_ATTEMPTS = 16;

type Trying = { -readonly [Field in keyof Attempt]: Attempt[Field] };

export class Dial {
  readonly #addresses: readonly Address[];
  readonly #timeoutMs: number;
  readonly #context: Pick<EndpointContext, 'world' | 'calls'>;
  readonly #hooks: DialHooks;
  readonly #attempts: Trying[] = [];
  /** When the last of them began, in monotonic milliseconds. */
  #begunAt = 0;
  #at = -1;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    addresses: readonly Address[],
    timeoutMs: number,
    context: Pick<EndpointContext, 'world' | 'calls'>,
    hooks: DialHooks,
  ) {
    this.#addresses = addresses;
    this.#timeoutMs = timeoutMs;
    this.#context = context;
    this.#hooks = hooks;
  }

  /** The addresses tried, the one that is under way last. */
  get attempts(): readonly Attempt[] {
    return this.#attempts.map((attempt) => ({ ...attempt }));
  }

  /** Where it is now: both ends, the kernel's word for it where known; null between two addresses. */
  get standing(): { local: Address; remote: Address; state: string | null } | null {
    const remote = this.#addresses[this.#at];
    if (this.#socket === null || remote === undefined) return null;
    const local = localOf(this.#socket);
    if (local === null) return null;
    return {
      local,
      remote,
      state: this.#context.world.sockets.sample(this.#socket)?.state ?? null,
    };
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
    const socket = this.#context.world.sockets.connectTcp(remote);
    this.#socket = socket;
    this.#begin(remote, socket);
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
    this.#answered(null);
    this.#socket = null;
    socket.removeAllListeners('error');
    this.#hooks.connected(socket, local, remote);
  }

  #failed(remote: Address, error: NodeJS.ErrnoException): void {
    this.#drop();
    this.#answered(error.code ?? 'EUNKNOWN');
    this.#hooks.failed(remote, error);
    // In a turn of its own: an error that comes at once would otherwise run through all of them here.
    setImmediate(() => {
      if (this.#at < this.#addresses.length) this.next();
    });
  }

  #begin(remote: Address, socket: Socket): void {
    const { clock, sockets } = this.#context.world;
    const attempt: Trying = {
      remote,
      descriptor: null,
      time: clock.now(),
      tookMicros: null,
      error: null,
    };
    this.#begunAt = clock.monotonic();
    this.#attempts.push(attempt);
    if (this.#attempts.length > MAX_ATTEMPTS) this.#attempts.shift();
    // Node calls connect(2) at the end of this turn, and has a descriptor only then.
    process.nextTick(() => {
      attempt.descriptor = sockets.descriptorOf(socket);
    });
  }

  /** @param error what connect(2) said in the end */
  #answered(error: string | null): void {
    const attempt = this.#attempts.at(-1);
    if (attempt === undefined) return;
    attempt.tookMicros = (this.#context.world.clock.monotonic() - this.#begunAt) * 1000;
    attempt.error = error;
    for (const call of callsOf(attempt)) this.#context.calls.called(call, attempt.time);
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
