// Who was heard, and how often: a bounded table that costs nothing to speak of for each datagram.

import type { Address } from '../../protocol/address.ts';
import type { DatagramBatch } from '../kernel/layer.ts';
import { decodeSockaddr, SOCKADDR_BYTES } from '../kernel/sockaddr.ts';

/**
 * Senders told apart. A flood from random ports is no reason to grow: 4096 is more than a list is
 * read through, and about half a megabyte.
 */
export const MAX_SENDERS = 4096;

interface Sender {
  readonly sockaddr: Buffer;
  datagrams: number;
  /** The table's count of datagrams when it was last heard. */
  heardAt: number;
  /** Heard since the search for one to forget last passed by. */
  recent: boolean;
}

export class SenderTable {
  readonly #limit: number;
  readonly #senders = new Map<string | number, Sender>();
  #last: Sender | null = null;
  #lastKey: string | number | null = null;
  #heard = 0;

  constructor(limit = MAX_SENDERS) {
    this.#limit = limit;
  }

  /** Senders in the table, at most MAX_SENDERS. */
  get size(): number {
    return this.#senders.size;
  }

  get last(): Address | null {
    return this.#last === null ? null : decodeSockaddr(this.#last.sockaddr);
  }

  /** Counts datagram i of a batch for its sender. */
  count(batch: DatagramBatch, i: number): void {
    const key = batch.senderKey(i);
    if (key !== this.#lastKey || this.#last === null) {
      this.#last = this.#senders.get(key) ?? this.#add(key, batch, i);
      this.#lastKey = key;
    }
    this.#heard += 1;
    this.#last.datagrams += 1;
    this.#last.heardAt = this.#heard;
    this.#last.recent = true;
  }

  /** Most recently heard first, at most `limit`. */
  list(limit: number): { remote: Address; datagrams: number }[] {
    return [...this.#senders.values()]
      .sort((a, b) => b.heardAt - a.heardAt)
      .slice(0, limit)
      .map(({ sockaddr, datagrams }) => ({ remote: decodeSockaddr(sockaddr), datagrams }));
  }

  #add(key: string | number, batch: DatagramBatch, i: number): Sender {
    if (this.#senders.size >= this.#limit) this.#forgetOne();
    const sockaddr = Buffer.alloc(SOCKADDR_BYTES);
    const at = batch.sockaddrAt(i);
    sockaddr.set(batch.sockaddrs.subarray(at, at + SOCKADDR_BYTES));
    const sender = { sockaddr, datagrams: 0, heardAt: 0, recent: true };
    this.#senders.set(key, sender);
    return sender;
  }

  /** The clock algorithm: the first in turn that was not heard since we last passed by. */
  #forgetOne(): void {
    for (const [key, sender] of this.#senders) {
      this.#senders.delete(key);
      if (!sender.recent) return;
      // To the end of the Map, where this loop would meet it again after all the others.
      sender.recent = false;
      this.#senders.set(key, sender);
    }
  }
}
