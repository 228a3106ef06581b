// What one connection answers: by the function of a plain service, or by the session of one that keeps
// something; at once, after the delay, or in drips.

import type { Address } from '../../protocol/address.ts';
import type { ServiceName, TcpSpec } from '../../protocol/spec.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import type { After, Drip } from '../../rules/rule.ts';
import { keeps, serviceReply } from '../services/index.ts';
import type { Reply } from '../services/reply.ts';
import type { Client, Session } from '../services/session.ts';
import type { Sessions } from '../services/sessions.ts';
import type { Clock } from '../world.ts';
import { DelayedReplies } from './delayed-replies.ts';
import type { CutOff, OwnEnd } from './ending.ts';

/** What is done with what arrives, as the spec of a server says. */
export interface Serving
  extends Pick<TcpSpec, 'service' | 'strip' | 'delayMs' | 'close' | 'idleMs'> {
  /** For services that keep something; null: there are none here. */
  readonly sessions: Sessions | null;
}

/** The connection, for whom it answers. */
export interface Answered {
  readonly id: string;
  readonly remote: Address;
  /** Our direction is still open. */
  readonly writable: boolean;
  /** The peer does not take what we send, or too many answers still wait. */
  readonly backPressure: boolean;
  /** @param taken told once the kernel has taken all of it, or that it never will */
  write(bytes: Buffer, taken?: (whole: boolean) => void): void;
  /** Our FIN, after what was written. */
  finish(cause: OwnEnd): void;
  /** close(2), whatever is under way. */
  end(cause: CutOff): void;
  /** Our RST. */
  reset(): void;
  /** Replies have come or gone: whether to read, and our FIN, are to be thought over. */
  answersChanged(): void;
}

export class Answering {
  /** Wait before each reply to come, in milliseconds. */
  delayMs: number;
  readonly #serving: Serving;
  readonly #connection: Answered;
  readonly #clock: Clock;
  /** Made for those connections only whose replies wait. */
  #delayed: DelayedReplies | null = null;
  /** Of a service that keeps something. */
  #session: Session | null = null;
  /** The last one that received a file, which is shown after it is over too. */
  #receiver: Session | null = null;

  constructor(serving: Serving, connection: Answered, clock: Clock) {
    this.#serving = serving;
    this.#connection = connection;
    this.#clock = clock;
    this.delayMs = serving.delayMs;
  }

  /** Its session has not dealt with all that arrived. */
  get busy(): boolean {
    return this.#session?.busy ?? false;
  }

  /** The file that is received, or was received last. */
  get transfer(): Transfer | null {
    return this.#receiver?.transfer ?? null;
  }

  /** All that arrived is answered. */
  get done(): boolean {
    return !this.#waiting && !this.busy;
  }

  /** Too many replies wait for their time. */
  get full(): boolean {
    return this.#delayed?.full ?? false;
  }

  /** The peer is there. */
  start(): void {
    if (!keeps(this.#serving.service)) return;
    this.startSession(this.#serving.service);
    this.#session?.opened();
  }

  /** Another service from now on. @returns false: it needs what there is not here */
  startSession(service: ServiceName): boolean {
    const session = keeps(service) ? this.#serving.sessions?.of(service, this.#client()) : null;
    if (session === undefined || (session === null && keeps(service))) return false;
    this.#endSession();
    this.#session = session;
    if (session?.transfer !== undefined) this.#receiver = session;
    return true;
  }

  /** @param service a plain one, where there is no session */
  received(data: Buffer, service: ServiceName): void {
    if (this.#session !== null) {
      this.#session.received(data);
      if (this.busy) this.#connection.answersChanged();
      return;
    }
    const reply = serviceReply(service, data, this.#serving.strip === 'on');
    if (reply === null) return;
    if (this.delayMs > 0 || this.#waiting) {
      this.#delay(reply, this.delayMs, null, 'stay');
    } else {
      this.#answer(reply, 'stay');
    }
  }

  /** The peer's FIN. */
  peerEnded(): void {
    this.#session?.ended();
  }

  /** The peer takes what we send again, or a reply has left. */
  roomAgain(): void {
    if (this.#session === null || this.#connection.backPressure) return;
    this.#session.drained();
    this.#connection.answersChanged();
  }

  /** No reply leaves any more. */
  end(): void {
    this.#delayed?.clear();
    this.#endSession();
  }

  #endSession(): void {
    const session = this.#session;
    this.#session = null;
    session?.over();
  }

  /** The connection, for its session. */
  #client(): Client {
    const connection = this.#connection;
    return {
      id: connection.id,
      remote: connection.remote,
      isFull: () => connection.backPressure,
      reply: (reply) => this.#reply(reply),
      send: (data, done) => (connection.writable ? connection.write(data, done) : done()),
      drop: (cause) => (cause === 'slow' ? connection.end(cause) : connection.finish(cause)),
      settled: () => connection.answersChanged(),
    };
  }

  #reply({ data, delayMs, drip, after }: Reply): void {
    if (!this.#connection.writable) return;
    const waitMs = delayMs ?? this.delayMs;
    if (waitMs > 0 || drip !== null || this.#waiting) {
      this.#delay(data, waitMs, drip, after);
    } else {
      this.#answer(data, after);
    }
  }

  /** Replies wait for their time; no other overtakes them. */
  get #waiting(): boolean {
    return this.#delayed !== null && !this.#delayed.empty;
  }

  #delay(data: Buffer | null, delayMs: number, drip: Drip | null, after: After): void {
    this.#delayed ??= new DelayedReplies(this.#clock, (each, then) => this.#due(each, then));
    this.#delayed.add(data, delayMs, drip, after);
    this.#connection.answersChanged();
  }

  #due(data: Buffer | null, after: After): void {
    if (!this.#connection.writable) return;
    this.#answer(data, after);
    this.roomAgain();
    this.#connection.answersChanged();
  }

  /** @param data null: none; empty: nothing to send, and still a reply */
  #answer(data: Buffer | null, after: After): void {
    const connection = this.#connection;
    const something = data !== null && data.length > 0;
    if (after === 'reset') {
      // Nothing follows. What the kernel has not sent by then it throws away.
      this.end();
      if (something) connection.write(data, () => connection.reset());
      else connection.reset();
      return;
    }
    if (something) connection.write(data);
    const replied = data !== null && this.#serving.close === 'reply';
    if (after === 'close' || replied) connection.finish('local');
  }
}
