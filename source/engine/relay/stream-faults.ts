// What the faults do to the bytes of one direction of one TCP conversation: when they leave, in which
// pieces, and where they are cut. What is not cut arrives, in order: TCP itself would send again what was
// lost on the way, so nothing is. Pure: time and random numbers are given, and what leaves is asked for.

import type { DirectionFaults } from '../../protocol/faults.ts';
import type { HeldBudget } from './held.ts';
import { Line } from './line.ts';
import { Queue } from './queue.ts';
import type { Random } from './random.ts';

/**
 * With `chunk` what is short of a whole one waits so long for more, as one who waits for its answer sends
 * no more.
 */
export const CHUNK_PATIENCE_MS = 50;
/** With `rate`, pieces are so small that the line is busy with each for a twentieth of a second at most. */
const PIECES_A_SECOND = 20;

export type StreamEnd = 'fin' | 'reset';

export type Leaving =
  | { readonly of: 'bytes'; readonly data: Buffer }
  /** The sender's own end, as it came. */
  | { readonly of: 'end'; readonly how: StreamEnd }
  /** Nothing more passes. */
  | { readonly of: 'cut' };

const CUT: Leaving = { of: 'cut' };

export class StreamFaults {
  /** For the bytes to come; rate, chunk and cut for those that wait too. */
  faults: DirectionFaults;
  readonly #random: Random;
  readonly #budget: HeldBudget;
  readonly #line = new Line();
  readonly #queue = new Queue<{ readonly data: Buffer; readonly due: number }>();
  /** Of the first in the queue so much has left. */
  #from = 0;
  #held = 0;
  #end: { readonly how: StreamEnd; readonly due: number } | null = null;
  #passed = 0;
  #over = false;

  /** @param budget of this direction alone */
  constructor(faults: DirectionFaults, random: Random, budget: HeldBudget) {
    this.faults = faults;
    this.#random = random;
    this.#budget = budget;
  }

  /** The sender is to send no more for now. What is added all the same is kept. */
  get full(): boolean {
    return this.#budget.full;
  }

  /** Its end has left, or it is cut: nothing leaves any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Bytes that wait. */
  get held(): number {
    return this.#held;
  }

  /**
   * Bytes came in.
   * @param data its own from now on
   * @param now monotonic milliseconds
   */
  add(data: Buffer, now: number): void {
    this.#budget.add(data.length);
    this.#queue.push({ data, due: this.#line.dueOf(now, this.faults, this.#random) });
    this.#held += data.length;
  }

  /** The sender has ended, after what came in before. */
  end(how: StreamEnd, now: number): void {
    this.#end ??= { how, due: this.#line.dueOf(now, this.faults, this.#random) };
  }

  /** When something may leave, in monotonic milliseconds; null: nothing waits. */
  get nextAt(): number | null {
    if (this.#over) return null;
    if (this.#room <= 0) return Number.NEGATIVE_INFINITY;
    const due = this.#nextPiece()?.due ?? this.#end?.due;
    return due === undefined ? null : this.#line.leavesAt(due, this.faults);
  }

  /** What leaves next, if it may leave now. */
  take(now: number): Leaving | null {
    const at = this.nextAt;
    if (at === null || at > now) return null;
    if (this.#room <= 0) {
      this.#over = true;
      return CUT;
    }
    const piece = this.#nextPiece();
    if (piece === null) {
      this.#over = true;
      return { of: 'end', how: this.#end?.how ?? 'fin' };
    }
    const data = this.#cutOff(piece.bytes);
    this.#passed += data.length;
    this.#line.left(data.length, piece.due, this.faults);
    return { of: 'bytes', data };
  }

  /** Forgets all that waits. @returns how many bytes */
  clear(): number {
    const { held } = this;
    if (held > 0) this.#cutOff(held);
    return held;
  }

  /** Bytes that may still pass before the cut. */
  get #room(): number {
    return (this.faults.cutAfter ?? Number.POSITIVE_INFINITY) - this.#passed;
  }

  /** The next write: how long it is, and when it is whole and due. */
  #nextPiece(): { readonly bytes: number; readonly due: number } | null {
    const { first } = this.#queue;
    if (first === undefined) return null;
    const { chunk, bytesPerSecond } = this.faults;
    if (chunk === null) {
      const slice = Math.max(1, Math.ceil((bytesPerSecond ?? Infinity) / PIECES_A_SECOND));
      return { bytes: Math.min(first.data.length - this.#from, slice, this.#room), due: first.due };
    }
    const wanted = Math.min(chunk, this.#room);
    let bytes = -this.#from;
    let { due } = first;
    for (const each of this.#queue) {
      bytes += each.data.length;
      due = each.due;
      if (bytes >= wanted) return { bytes: wanted, due };
    }
    return { bytes, due: this.#end === null ? due + CHUNK_PATIENCE_MS : due };
  }

  /** Takes so many bytes, at most those that are held, off the queue. */
  #cutOff(wanted: number): Buffer {
    const parts: Buffer[] = [];
    for (let left = wanted; left > 0; ) {
      const { data } = this.#queue.first as { readonly data: Buffer };
      const part = data.subarray(this.#from, this.#from + left);
      parts.push(part);
      left -= part.length;
      this.#from += part.length;
      if (this.#from < data.length) break;
      this.#from = 0;
      this.#queue.shift();
      this.#budget.give(data.length);
    }
    this.#held -= wanted;
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }
}
