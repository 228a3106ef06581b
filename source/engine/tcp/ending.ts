// How a TCP connection ends: whose direction is over, and what is told as the cause. It only keeps the
// book; the connection sends the FINs and closes the descriptor.
//
// How it can end (`cause`):
//   peer      the peer's FIN came first; all it had sent was answered, then we sent ours
//   local     we closed after the first reply (`close=reply`), or ended our direction by hand
//   idle      silent for `idle`
//   rules     it sent what its service does not take
//   reset     the peer's RST, or it vanished (a write or keep-alive that timed out)
//   aborted   our RST, by hand or by a rule
//   slow      it did not read what others sent it: close(2) at once, as below
//   target    a relay: its target could not be reached; cut: by `cut-after`; relayed: the other side's
//             reset, passed on. All three are our RST
//   kicked    by hand; shutdown: the endpoint was closed. Both are close(2) at once: the kernel sends
//             FIN, or RST where bytes were left unread (RFC 1122 4.2.2.13), as any server's close would.

import type { CloseCause } from '../../protocol/events.ts';
import type { ConnectionState } from '../../protocol/views.ts';
import type { Clock } from '../world.ts';

/** We end our direction, after what was written. */
export type OwnEnd = 'local' | 'idle' | 'rules';
/** We close at once. */
export type CutOff = 'kicked' | 'shutdown' | 'slow';
/** We reset it. */
export type OwnReset = 'aborted' | 'target' | 'cut' | 'relayed';

const OWN_RESETS: ReadonlySet<CloseCause | null> = new Set<OwnReset>([
  'aborted',
  'target',
  'cut',
  'relayed',
]);

export class Ending {
  #causeSoFar: CloseCause | null = null;
  #peerEndedAt: number | null = null;
  #weEndedAt: number | null = null;
  #halfClosed = false;
  #closedAt: number | null = null;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null while it is open. */
  get cause(): CloseCause | null {
    return this.#closedAt === null ? null : this.#causeSoFar;
  }

  /** What the cause will be, if nothing else comes first; null as long as nobody has begun to end it. */
  get causeSoFar(): CloseCause | null {
    return this.#causeSoFar;
  }

  /** The peer's FIN has come. */
  get peerEnded(): boolean {
    return this.#peerEndedAt !== null;
  }

  /** When it came, in monotonic milliseconds; null: it has not. */
  get peerEndedAt(): number | null {
    return this.#peerEndedAt;
  }

  /** Our FIN is sent, or stands behind what is still to be sent. */
  get weEnded(): boolean {
    return this.#weEndedAt !== null;
  }

  /** Since when, in monotonic milliseconds; null: it is not. */
  get weEndedAt(): number | null {
    return this.#weEndedAt;
  }

  /** We ended our direction by hand: the peer has all the time he wants. */
  get halfClosed(): boolean {
    return this.#halfClosed;
  }

  /** When the descriptor was closed, in monotonic milliseconds; null while it is open. */
  get closedAt(): number | null {
    return this.#closedAt;
  }

  /** As far as the program knows without asking the kernel. */
  get state(): ConnectionState {
    if (this.#closedAt !== null) return 'CLOSED';
    if (this.peerEnded) return this.weEnded ? 'LAST_ACK' : 'CLOSE_WAIT';
    return this.weEnded ? 'FIN_WAIT1' : 'ESTABLISHED';
  }

  /** The peer's FIN has come. @returns false: that was known */
  peerSentFin(): boolean {
    if (this.peerEnded) return false;
    this.#peerEndedAt = this.#clock.monotonic();
    return true;
  }

  /** All that the peer sent before his FIN is answered: ours follows. */
  answered(): void {
    this.#causeSoFar ??= 'peer';
    this.#weEndedAt ??= this.#clock.monotonic();
  }

  /** We end it, after what was written. */
  finish(cause: OwnEnd): void {
    this.#causeSoFar = cause;
    this.#weEndedAt ??= this.#clock.monotonic();
  }

  /**
   * We have ended, and the time for the rest is over.
   * @param sent the kernel has taken all of ours, with the FIN
   */
  patienceIsOver(cause: OwnEnd, sent: boolean): void {
    if (!sent || this.#halfClosed) this.#causeSoFar = cause;
  }

  /** We end our direction by hand, or since the other side of a relay has. */
  halfClose(): void {
    this.#causeSoFar ??= this.peerEnded ? 'peer' : 'local';
    this.#halfClosed = true;
    this.#weEndedAt ??= this.#clock.monotonic();
  }

  /** We end it at once, whatever is under way. */
  cutOff(cause: CutOff | OwnReset): void {
    this.#causeSoFar = cause;
  }

  /**
   * An error, or the kernel has no such connection any more.
   * @param sent the kernel has taken all of ours, with the FIN
   */
  failed(sent: boolean): void {
    if (OWN_RESETS.has(this.#causeSoFar)) return;
    // Once our FIN is out the connection had ended by then, whatever answers it; but for one that was
    // half-closed by hand.
    const ended = sent && (!this.#halfClosed || this.peerEnded);
    if (!ended || this.#causeSoFar === null) this.#causeSoFar = 'reset';
  }

  /**
   * The descriptor is closed.
   * @param at monotonic milliseconds
   * @returns the cause
   */
  closed(at: number): CloseCause {
    this.#closedAt = at;
    this.#causeSoFar ??= 'reset';
    return this.#causeSoFar;
  }
}
