// A service that keeps something for each TCP client, or for all of them together: the other services are
// plain functions of what arrives. The connection tells a session what happens, the session says what is
// to be done.

import type { Address } from '../../protocol/address.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import type { Reply } from './reply.ts';

/** A connection, as far as a service has to do with it. */
export interface Client {
  /** `c13`. */
  readonly id: string;
  readonly remote: Address;
  /** It does not take what it was sent, or replies wait for their time: make no more of them for now. */
  isFull(): boolean;
  /** After all replies before it. */
  reply(reply: Reply): void;
  /** At once, beside the replies. @param done the kernel has taken all of it, or never will */
  send(data: Buffer, done: () => void): void;
  /**
   * Ends it. `rules`: it sent what the service does not take; `slow`: it does not read; `idle`: it sends
   * nothing; `local`: for a reason of our own.
   */
  drop(cause: 'rules' | 'slow' | 'idle' | 'local'): void;
  /** `busy` is over without anything having arrived. */
  settled(): void;
}

export interface Session {
  /** It has not dealt with all that arrived: nothing more is read, and our FIN waits. */
  readonly busy: boolean;
  /** The file that it receives, or received; absent where that is not what it does. */
  readonly transfer?: Transfer | null;
  /** The client has come. */
  opened(): void;
  /** @param bytes its own from now on */
  received(bytes: Buffer): void;
  /** The client is not full any more. */
  drained(): void;
  /** The peer's FIN. */
  ended(): void;
  /** The client has another service now, or our direction has ended: nothing more is sent. Called once. */
  over(): void;
}
