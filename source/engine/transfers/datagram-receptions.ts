// `service=file-receive` over UDP: senders are told apart by their address, so that several at once are not
// mixed. A block is copied, since its buffer is used again; where the disk is too far behind it is dropped
// and counted, or, of udp-ack, not acknowledged, and comes again.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import type { DatagramBatch } from '../kernel/layer.ts';
import * as messages from './messages.ts';
import type { Reception } from './reception.ts';
import type { Receptions } from './receptions.ts';
import {
  type Beginning,
  BlockReader,
  beginning,
  type DatagramProtocol,
  NUMBER_BYTES,
} from './udp-blocks.ts';

/** After the end, what may still come late: a block that was overtaken, an `EOF`, one block too many. */
const GRACE_MS = 1000;
/**
 * Senders whose last acknowledgement may have been lost, so that they send that block again: remembered
 * until so many others have ended.
 */
const MOST_REMEMBERED = 1024;

/** Answers datagram i of the batch. @returns false: there was no room */
export type Reply = (i: number, data: Buffer) => boolean;

/** The same for one datagram. */
type Acknowledging = (data: Buffer) => boolean;

interface FromOne {
  readonly reader: BlockReader;
  readonly reception: Reception;
}

export class DatagramReceptions {
  readonly #receptions: Receptions;
  readonly #protocol: DatagramProtocol | null;
  readonly #dropped: (count: number) => void;
  readonly #underWay = new Map<string, FromOne>();
  /** Readers of files that are over, for what they acknowledge. */
  readonly #over = new Map<string, BlockReader>();

  /**
   * @param protocol null: by the bytes
   * @param dropped told of those that could not be kept or answered
   */
  constructor(
    receptions: Receptions,
    protocol: DatagramProtocol | null,
    dropped: (count: number) => void,
  ) {
    this.#receptions = receptions;
    this.#protocol = protocol;
    this.#dropped = dropped;
  }

  take(batch: DatagramBatch, reply: Reply): void {
    for (let i = 0; i < batch.count; i += 1) {
      this.#takeOne(batch.sender(i), batch.payload(i), (data) => reply(i, data));
    }
  }

  list(): Transfer[] {
    return this.#receptions.list();
  }

  /** @param now monotonic milliseconds */
  sample(now: number): void {
    this.#receptions.sample(now);
  }

  /** The socket is closed. */
  end(): void {
    for (const [key, { reception }] of [...this.#underWay]) {
      this.#end(key, messages.interrupted(reception.remote));
    }
  }

  /** All files that are over have the names that they keep. */
  settled(): Promise<void> {
    return this.#receptions.settled();
  }

  #takeOne(remote: Address, datagram: Buffer, reply: Acknowledging): void {
    const key = formatAddress(remote);
    const from = this.#underWay.get(key);
    if (from !== undefined) {
      this.#takeBlock(from, key, datagram, reply);
      return;
    }
    const first = beginning(datagram, this.#protocol);
    const before = this.#over.get(key);
    if (before !== undefined && (first === null || first.announced === null)) {
      // The last block of the file before, once more, or what came late of it.
      this.#acknowledge(before.take(datagram, false).acknowledge, reply);
    } else if (first === null) {
      this.#receptions.refuse(messages.noSize(remote));
    } else {
      this.#begin(first, key, remote, datagram, reply);
    }
  }

  #begin(
    first: Beginning,
    key: string,
    remote: Address,
    datagram: Buffer,
    reply: Acknowledging,
  ): void {
    const { announced } = first;
    const reader = new BlockReader(first, this.#protocol);
    const reception = this.#receptions.begin(
      { remote, protocol: reader.protocol, announced, least: announced ?? 0 },
      { caughtUp: () => {}, failed: (problem) => this.#end(key, problem) },
    );
    if (reception === null) return;
    this.#over.delete(key);
    const from = { reader, reception };
    this.#underWay.set(key, from);
    if (announced === null) this.#takeBlock(from, key, datagram, reply);
    else this.#await(from, key);
  }

  #takeBlock(
    { reader, reception }: FromOne,
    key: string,
    datagram: Buffer,
    reply: Acknowledging,
  ): void {
    const takes = !reception.behind;
    const { data, acknowledge } = reader.take(datagram, takes);
    reception.protocol = reader.protocol;
    reception.announced = reader.announced;
    reception.count(reader.received);
    if (data !== undefined) reception.take(Buffer.from(data));
    else if (!takes && acknowledge === undefined) this.#dropped(1);
    this.#acknowledge(acknowledge, reply);
    this.#await({ reader, reception }, key);
  }

  #acknowledge(number: number | undefined, reply: Acknowledging): void {
    if (number === undefined) return;
    const answer = Buffer.allocUnsafe(NUMBER_BYTES);
    answer.writeUInt32BE(number);
    if (!reply(answer)) this.#dropped(1);
  }

  /** What comes next, if anything. */
  #await({ reader, reception }: FromOne, key: string): void {
    if (reader.ended && !reader.mayComeLate) this.#end(key, null);
    else reception.heard(reader.ended ? GRACE_MS : undefined);
  }

  /** @param problem why no more is awaited; of one that has ended it says nothing */
  #end(key: string, problem: Problem | null): void {
    const from = this.#underWay.get(key);
    if (from === undefined) return;
    const { reader, reception } = from;
    this.#underWay.delete(key);
    this.#remember(key, reader);
    const silent = problem?.code === 'ETIMEDOUT';
    const rest = silent ? reader.rest() : null;
    if (rest !== null) reception.take(Buffer.from(rest));
    reception.count(reader.received);
    const ended = reader.ended && silent;
    const why = rest !== null ? messages.endLost(reception.remote) : ended ? null : problem;
    this.#receptions.end(reception, reader.verdict, why);
  }

  #remember(key: string, reader: BlockReader): void {
    this.#over.set(key, reader);
    if (this.#over.size <= MOST_REMEMBERED) return;
    const [oldest] = this.#over.keys();
    if (oldest !== undefined) this.#over.delete(oldest);
  }
}
