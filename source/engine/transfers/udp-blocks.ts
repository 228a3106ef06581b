// The two forms that come in datagrams, as one sender's datagrams are read: first the size in ASCII digits,
// then blocks of up to 1024 bytes, then exactly `EOF`.
//
//   udp-eof  the blocks as they are. A lost one leaves the file short, swapped ones can't be seen. A last
//            block that reads `EOF` is told from the end by the second `EOF` alone.
//   udp-ack  each block with its number in front (u32, big-endian, from 0), each answered with that number.
//            Only the next one is taken; those before it are answered again, as their answer was lost.
//
// Which it is, the first datagram after the size tells: with m = min(1024, size) it has m bytes, or m + 4
// and begins with the number 0.

import type { TransferProtocol, Verdict } from '../../protocol/transfer.ts';
import { readSize } from './tcp-size.ts';
import { verdictOf } from './verdict.ts';

export const BLOCK_BYTES = 1024;
export const END = Buffer.from('EOF');
export const NUMBER_BYTES = 4;

export type DatagramProtocol = Extract<TransferProtocol, 'udp-eof' | 'udp-ack'>;

/** What one datagram means. Nothing set: it means nothing here. */
export interface Block {
  /** To be written, a view into what came. */
  readonly data?: Buffer;
  /** To be answered with, once the data is taken. */
  readonly acknowledge?: number;
}

const NOTHING: Block = {};

export class BlockReader {
  #announced: number | null;
  #protocol: DatagramProtocol | null;
  #received = 0;
  /** The next number of udp-ack. */
  #next = 0;
  #ended = false;
  /** `EOF` where three bytes are missing: it may be the last block. */
  #held = false;
  /** Why the order or the lengths of udp-eof can't be right. */
  #odd = false;

  /**
   * @param first the datagram that it began with
   * @param protocol null: by the bytes
   */
  constructor(first: Beginning, protocol: DatagramProtocol | null) {
    this.#announced = first.announced;
    this.#protocol = first.protocol ?? protocol;
  }

  /** Bytes of the file, as its sender said; null: that was lost. */
  get announced(): number | null {
    return this.#announced;
  }

  /** Null: nothing but the size has come. */
  get protocol(): DatagramProtocol | null {
    return this.#protocol;
  }

  /** Bytes of the file that have come. */
  get received(): number {
    return this.#received;
  }

  /** All is here, or the sender has said that it was all: no more is awaited, though it may come. */
  get ended(): boolean {
    return this.#ended || (this.announced !== null && this.#received >= this.announced);
  }

  /** Only numbers tell that nothing comes late. */
  get mayComeLate(): boolean {
    return !(this.#protocol === 'udp-ack' && this.#ended) && !this.#wholeWithEnd;
  }

  /** @param takes whether there is room for data now; without it a block is as good as lost */
  take(datagram: Buffer, takes = true): Block {
    if (this.#repeatsSize(datagram)) return NOTHING;
    this.#protocol ??= this.#tell(datagram);
    if (this.#protocol === 'udp-ack') return this.#numbered(datagram, takes);
    return this.#plain(datagram, takes);
  }

  /** Nothing more comes. @returns the last bytes, where it was held that they might be the end */
  rest(): Buffer | null {
    if (!this.#held) return null;
    // Either it was the block and the end is lost, or the block is: nobody can tell.
    this.#odd = true;
    this.#held = false;
    this.#received += END.length;
    return END;
  }

  get verdict(): Verdict {
    const counted = verdictOf(this.announced, this.#received);
    return counted === 'complete' && this.#odd ? 'suspect' : counted;
  }

  get #wholeWithEnd(): boolean {
    return this.#ended && this.#received === this.announced;
  }

  #tell(datagram: Buffer): DatagramProtocol | null {
    // The end of a file of which nothing came.
    if (datagram.equals(END) && this.announced !== END.length) return null;
    const most = Math.min(BLOCK_BYTES, this.announced ?? BLOCK_BYTES);
    const numbered = datagram.length === most + NUMBER_BYTES && datagram.readUInt32BE() === 0;
    return numbered ? 'udp-ack' : 'udp-eof';
  }

  #numbered(datagram: Buffer, takes: boolean): Block {
    if (datagram.equals(END)) {
      this.#ended = true;
      return NOTHING;
    }
    if (datagram.length < NUMBER_BYTES) return NOTHING;
    const number = datagram.readUInt32BE();
    if (number < this.#next) return { acknowledge: number };
    if (number > this.#next) {
      // Digits are no number that is near: the size, overtaken by block 0.
      this.#announced ??= readSize(datagram);
      return NOTHING;
    }
    if (!takes) return NOTHING;
    this.#next += 1;
    const data = datagram.subarray(NUMBER_BYTES);
    this.#received += data.length;
    return { acknowledge: number, data };
  }

  #plain(datagram: Buffer, takes: boolean): Block {
    if (datagram.equals(END)) return this.#end();
    // It was the end then, and this comes late.
    if (this.#held) this.#ended = true;
    this.#held = false;
    if (this.#ended && this.#received !== this.announced) this.#odd = true;
    if (!takes) return NOTHING;
    const before = this.#received;
    this.#received += datagram.length;
    // All are full but the last, which ends where the file does.
    const full = datagram.length === BLOCK_BYTES && before % BLOCK_BYTES === 0;
    if (!full && this.#received !== this.announced) this.#odd = true;
    return { data: datagram };
  }

  #end(): Block {
    const left = this.announced === null ? 0 : this.announced - this.#received;
    const mayBeBlock = left === END.length && this.#received % BLOCK_BYTES === 0;
    if (mayBeBlock && !this.#held && !this.#ended) {
      this.#held = true;
      return NOTHING;
    }
    this.#ended = true;
    if (!this.#held) return NOTHING;
    this.#held = false;
    this.#received += END.length;
    return { data: END };
  }

  /** A network may deliver twice. The first block may look like that, but for its length. */
  #repeatsSize(datagram: Buffer): boolean {
    if (this.announced === null || this.#received > 0) return false;
    const most = Math.min(BLOCK_BYTES, this.announced);
    return datagram.length !== most && readSize(datagram) === this.announced;
  }
}

/** What a sender's first datagram says. */
export interface Beginning {
  readonly announced: number | null;
  /** Where it tells as much. */
  readonly protocol: DatagramProtocol | null;
}

/**
 * Whether a file begins with this datagram: with its size; or, that one lost, with block 0 of udp-ack,
 * which comes again until it is answered. Null: it does not.
 * @param protocol null: by the bytes
 */
export function beginning(datagram: Buffer, protocol: DatagramProtocol | null): Beginning | null {
  const announced = readSize(datagram);
  if (announced !== null) return { announced, protocol: null };
  const numbered =
    protocol !== 'udp-eof' &&
    datagram.length > NUMBER_BYTES &&
    datagram.length <= NUMBER_BYTES + BLOCK_BYTES &&
    datagram.readUInt32BE() === 0;
  return numbered ? { announced: null, protocol: 'udp-ack' } : null;
}

/** A block of udp-ack. */
export function numberedBlock(number: number, data: Buffer): Buffer {
  const block = Buffer.allocUnsafe(NUMBER_BYTES + data.length);
  block.writeUInt32BE(number);
  block.set(data, NUMBER_BYTES);
  return block;
}
