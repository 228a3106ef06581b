// What a connection remembers of itself beside what the journal holds: how it came to be, and the few
// moments of its end, in their order.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { MadeCall } from '../kernel/layer.ts';

export interface Mark {
  /** The peer's FIN; ours; an error of the socket's; close(2). */
  readonly what: 'fin' | 'shutdown' | 'failed' | 'closed';
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Reads and writes that had been by then. */
  readonly entriesBefore: number;
}

/** One address tried. */
export interface Attempt {
  readonly remote: Address;
  readonly descriptor: number | null;
  /** When it began, in milliseconds since the epoch. */
  readonly time: number;
  /** Until it was answered; null: it has not been. */
  readonly tookMicros: number | null;
  readonly error: string | null;
}

/** What Node called for it: the socket, where its descriptor is known, and connect(2). */
export function callsOf({ remote, descriptor, tookMicros, error }: Attempt): readonly MadeCall[] {
  const fd = descriptor === null ? null : String(descriptor);
  const family = remote.family === 'IPv4' ? 'AF_INET' : 'AF_INET6';
  const done = tookMicros !== null && error === null;
  const connect: MadeCall = {
    call: 'connect',
    arguments: [fd, formatAddress(remote)],
    answer: done ? '0' : null,
    error,
    tookMicros,
  };
  if (fd === null) return [connect];
  const args = [family, 'SOCK_STREAM'];
  return [{ call: 'socket', arguments: args, answer: fd, error: null, tookMicros: null }, connect];
}

/** How it came to be. */
export interface Birth {
  /** How long it was seen waiting, in milliseconds, and what it had sent by then; null: it was not seen. */
  readonly queued: { readonly ms: number; readonly bytes: number | null } | null;
  /** Of one that we made: each address tried. */
  readonly attempts: readonly Attempt[];
}

/** A call that failed, and errno's name. */
export interface Failure {
  readonly call: 'recv' | 'send';
  readonly code: string;
}

export class Life {
  /** Accepted or connected, in milliseconds since the epoch. */
  readonly openedAt: number;
  readonly birth: Birth;
  readonly marks: Mark[] = [];
  /** Our FIN had left, with all before it, when the descriptor was closed. */
  finSent = false;
  #failure: Failure | null = null;

  constructor(openedAt: number, birth: Birth) {
    this.openedAt = openedAt;
    this.birth = birth;
  }

  /** The call that failed; null where the kernel alone told of the end. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** @param error Node's, which names its system call */
  failed(error: NodeJS.ErrnoException | null): void {
    if (error === null) return;
    const call = error.syscall === 'write' ? 'send' : 'recv';
    this.#failure = { call, code: error.code ?? 'EUNKNOWN' };
  }

  /** Each happens once: who looks again at an end that is known notes nothing. */
  mark(what: Mark['what'], time: number, entriesBefore: number): void {
    if (this.marks.some((mark) => mark.what === what)) return;
    this.marks.push({ what, time, entriesBefore });
  }
}
