// What a payload says of a datagram's place in the order, and when it came. One is used again for every
// datagram; and since whatever is no small integer would be made an object on its way from one function
// to another, halves are signed and times stand in an array.

/** In `times`: when it arrived, in microseconds; NaN where that is not known. */
export const ARRIVED = 0;
/**
 * In `times`: microseconds of a tick of `sent`; 0: the payload doesn't say, but all are as long, if it was
 * sent evenly; NaN: not even that.
 */
export const TICK = 1;

export class Mark {
  /** The number, in halves of 32 bits, signed: -1 is 2^32 - 1. */
  high = 0;
  low = 0;
  /** Which of several runs by one sender it belongs to: RTP's SSRC, signed; 0 elsewhere. */
  source = 0;
  /** When it was sent, in ticks modulo 2^32, signed. */
  sent = 0;
  readonly times = Float64Array.of(Number.NaN, 0);
}
