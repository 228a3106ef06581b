// What a rules file says, once it is read: which message gets which answer.

import type { Part } from './template.ts';

/** The longest line that is taken, in bytes without its end; a client with a longer one is closed. */
export const LONGEST_LINE = 8192;

/** What is looked at as one message. A UDP datagram is one anyway. */
export type Unit =
  /** What one read of the connection brought. */
  | 'message'
  /** Up to a line end, `\n` or `\r\n`, which does not belong to it. */
  | 'line'
  /** So many bytes. */
  | number;

export interface Rules {
  readonly per: Unit;
  /** White space (ASCII) at both ends of a message is left out before it is looked at. */
  readonly trim: boolean;
  /** What a TCP client gets before it has sent anything. */
  readonly greeting: Answer | null;
  /** The first one that matches and can answer does. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Where it begins in its file. */
  readonly line: number;
  readonly match: Match;
  readonly remember: Remembered | null;
  readonly answer: Answer;
}

/** Capture 0 is the whole message for all but `regex`, where it is what the expression found. */
export type Match =
  | { readonly of: 'any' }
  | { readonly of: 'exact'; readonly bytes: Buffer }
  /** Capture 1 is what follows it. */
  | { readonly of: 'prefix'; readonly bytes: Buffer }
  /** It sees characters, or with `bytes` each byte as one character, U+0000 to U+00FF. */
  | { readonly of: 'regex'; readonly regex: RegExp; readonly bytes: boolean };

/** Kept for `{recall:…}` of any later message. */
export interface Remembered {
  readonly name: readonly Part[];
  readonly value: readonly Part[];
}

export interface Answer {
  /** Null: none. */
  readonly reply: readonly Part[] | null;
  /** Milliseconds before it leaves; null: as the endpoint's `delay` says. */
  readonly delayMs: number | null;
  readonly drip: Drip | null;
  /** What happens to the connection when it has left. */
  readonly after: After;
}

export type After = 'stay' | 'close' | 'reset';

/** The reply leaves in pieces of so many bytes, one every so many milliseconds. */
export interface Drip {
  readonly bytes: number;
  readonly everyMs: number;
}
