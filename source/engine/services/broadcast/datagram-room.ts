// `service=broadcast` over UDP: each datagram goes to all others that were heard so far.

import { type Address, formatAddress } from '../../../protocol/address.ts';
import type { DatagramBatch } from '../../kernel/layer.ts';
import { TurnoverMap } from '../../turnover-map.ts';
import { nickOf } from './nick.ts';

/**
 * Those who hear: each datagram is sent on so many times less one, and anybody can say that he is there.
 * A class has fewer.
 */
export const MOST_MEMBERS = 256;

interface Member {
  readonly address: Address;
  /** Stands before what it says; empty: nothing does. */
  readonly prefix: Buffer;
}

export class DatagramRoom {
  readonly #nicks: boolean;
  /** By address and port; who was heard last stands last. */
  readonly #members = new TurnoverMap<string, Member>();

  /** @param nicks a sender's first datagram is its name, and stands before what it says */
  constructor(nicks: boolean) {
    this.#nicks = nicks;
  }

  get size(): number {
    return this.#members.size;
  }

  /** Passes all of a batch on. @param send of bytes that may be kept */
  pass(batch: DatagramBatch, send: (data: Buffer, to: Address) => void): void {
    for (let i = 0; i < batch.count; i += 1) {
      const address = batch.sender(i);
      const key = formatAddress(address);
      const known = this.#members.get(key);
      const member = known ?? this.#member(address, key, batch.payload(i));
      this.#heard(key, member);
      if (known === undefined && this.#nicks) continue;
      const said = Buffer.concat([member.prefix, batch.payload(i)]);
      for (const other of this.#members.values()) if (other !== member) send(said, other.address);
    }
  }

  #member(address: Address, key: string, first: Buffer): Member {
    const prefix = this.#nicks ? `${nickOf(first, key)}: ` : '';
    return { address, prefix: Buffer.from(prefix) };
  }

  #heard(key: string, member: Member): void {
    this.#members.delete(key);
    if (this.#members.size >= MOST_MEMBERS) {
      const [oldest] = this.#members.values();
      if (oldest !== undefined) this.#members.delete(formatAddress(oldest.address));
    }
    this.#members.set(key, member);
  }
}
