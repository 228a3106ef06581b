// Who was heard, how often, and what the numbers in the payload say: a bounded table that costs nothing
// to speak of for each datagram.

import type { Address } from '../../protocol/address.ts';
import type { SenderRow } from '../../protocol/details.ts';
import type { DatagramBatch } from '../kernel/layer.ts';
import {
  decodeSockaddr,
  SOCKADDR_BYTES,
  sameSockaddr,
  wordsThatCount,
} from '../kernel/sockaddr.ts';
import { numbersOf } from './sequence/sender-numbers.ts';
import type { SenderSequence } from './sequence/sender-sequence.ts';
import { SequenceReader } from './sequence/sequence-reader.ts';

/**
 * Senders told apart. A flood from random ports is no reason to grow: 4096 is more than a list is
 * read through, and about half a megabyte; as much again for each 1000 whose datagrams are numbered.
 */
export const MAX_SENDERS = 4096;

/** A sender's rate is that over the last stretch of so many milliseconds, or a little more. */
const RATE_SPAN_MS = 1000;

const SOCKADDR_WORDS = SOCKADDR_BYTES / 4;

interface Sender {
  readonly sockaddr: Uint32Array;
  datagrams: number;
  /** What `datagrams` was when the rate was last taken, and that rate; null before the first time. */
  ratedAt: number;
  perSecond: number | null;
  /** Our port that it sent to last. */
  port: number;
  /** What it numbers there; null while nothing it sent looked numbered. */
  sequence: SenderSequence | null;
  /** The same of our other ports: each has its own numbers. Null: there is only one. */
  others: Map<number, SenderSequence | null> | null;
  /** The table's count of datagrams when it was last heard. */
  heardAt: number;
  /** Heard since the search for one to forget last passed by. */
  recent: boolean;
  /** The next one with the same hash. */
  next: Sender | null;
}

export class SenderTable {
  /** Reads the numbers in payloads, for all senders. */
  readonly sequence: SequenceReader;
  readonly #limit: number;
  readonly #hash: typeof hashOf;
  /** By hash of the sockaddr: a small number makes no object, neither as text nor as a large number would. */
  readonly #buckets = new Map<number, Sender>();
  #size = 0;
  #last: Sender | null = null;
  #heard = 0;
  /** Monotonic milliseconds when rates were last taken. */
  #ratedAt = 0;

  constructor(sequence = new SequenceReader('off'), limit = MAX_SENDERS, hash = hashOf) {
    this.sequence = sequence;
    this.#limit = limit;
    this.#hash = hash;
  }

  /** Senders in the table, at most MAX_SENDERS. */
  get size(): number {
    return this.#size;
  }

  get last(): Address | null {
    return this.#last === null ? null : addressOf(this.#last);
  }

  /**
   * Counts the datagrams of a batch for their senders.
   * @param port of ours, that they came to
   */
  count(batch: DatagramBatch, port: number): void {
    const { words } = batch.sockaddrs;
    const { sequence } = this;
    for (let i = 0; i < batch.count; i += 1) {
      const at = batch.sockaddrAt(i) >>> 2;
      if (this.#last === null || !isOf(this.#last, words, at))
        this.#last = this.#find(words, at, port);
      const sender = this.#last;
      this.#heard += 1;
      sender.datagrams += 1;
      sender.heardAt = this.#heard;
      sender.recent = true;
      if (!sequence.on) continue;
      if (sender.port !== port) turnTo(sender, port);
      sender.sequence = sequence.note(sender.sequence, batch, i);
    }
  }

  /** Takes the senders' rates, once a second. @param now monotonic milliseconds */
  sampleRates(now: number): void {
    const elapsed = now - this.#ratedAt;
    if (elapsed < RATE_SPAN_MS) return;
    this.#ratedAt = now;
    for (const sender of this.#all()) {
      sender.perSecond = ((sender.datagrams - sender.ratedAt) * 1000) / elapsed;
      sender.ratedAt = sender.datagrams;
    }
  }

  /** Most recently heard first, at most `limit`. */
  list(limit: number): SenderRow[] {
    return [...this.#all()]
      .sort((a, b) => b.heardAt - a.heardAt)
      .slice(0, limit)
      .map((sender) => ({
        remote: addressOf(sender),
        datagrams: sender.datagrams,
        perSecond: sender.perSecond,
        numbers: numbersOf([sender.sequence, ...(sender.others?.values() ?? [])]),
      }));
  }

  *#all(): Iterable<Sender> {
    for (const first of this.#buckets.values()) yield* chain(first);
  }

  #find(words: Uint32Array, at: number, port: number): Sender {
    const hash = this.#hash(words, at);
    const first = this.#buckets.get(hash) ?? null;
    for (let sender = first; sender !== null; sender = sender.next) {
      if (isOf(sender, words, at)) return sender;
    }
    if (this.#size >= this.#limit) this.#forgetSome();
    const sockaddr = words.slice(at, at + SOCKADDR_WORDS);
    const next = this.#buckets.get(hash) ?? null;
    const sender = {
      sockaddr,
      datagrams: 0,
      ratedAt: 0,
      perSecond: null,
      port,
      sequence: null,
      others: null,
      heardAt: 0,
      recent: true,
      next,
    };
    this.#buckets.set(hash, sender);
    this.#size += 1;
    return sender;
  }

  /** The clock algorithm: the first in turn that was not heard since we last passed by; its bucket too. */
  #forgetSome(): void {
    for (const [hash, first] of this.#buckets) {
      this.#buckets.delete(hash);
      const senders = [...chain(first)];
      if (senders.every(({ recent }) => !recent)) {
        this.#size -= senders.length;
        return;
      }
      // To the end of the Map, where this loop would meet it again after all the others.
      for (const sender of senders) sender.recent = false;
      this.#buckets.set(hash, first);
    }
  }
}

function* chain(first: Sender): Iterable<Sender> {
  for (let sender: Sender | null = first; sender !== null; sender = sender.next) yield sender;
}

/** What comes now has come to another socket of ours. */
function turnTo(sender: Sender, port: number): void {
  sender.others ??= new Map();
  sender.others.set(sender.port, sender.sequence);
  sender.sequence = sender.others.get(port) ?? null;
  sender.others.delete(port);
  sender.port = port;
}

function addressOf({ sockaddr }: Sender): Address {
  return decodeSockaddr(Buffer.from(sockaddr.buffer));
}

function isOf({ sockaddr }: Sender, words: Uint32Array, at: number): boolean {
  return sameSockaddr(words, at, sockaddr, 0);
}

/** Not to be foreseen: senders with one hash, made up on purpose, would make a long chain. */
const SEED = Math.floor(Math.random() * 2 ** 32) | 0;

/** 32 bits, which V8 holds without an object. */
function hashOf(words: Uint32Array, at: number): number {
  const count = wordsThatCount(words, at);
  let hash = SEED;
  for (let i = 0; i < count; i += 1) {
    hash = Math.imul(hash ^ (words[at + i] as number), 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
