// A file sent in datagrams, as the course's clients do it: its size, blocks of 1024 bytes, `EOF`. Of udp-ack
// each block waits for its acknowledgement and is sent again without one; neither the size nor the end is
// acknowledged.

import type { FileProgress } from '../../protocol/file-progress.ts';
import type { Problem } from '../../protocol/problem.ts';
import * as messages from '../sending-messages.ts';
import { PIECE_BYTES, type SentFile } from '../sent-file.ts';
import {
  BLOCK_BYTES,
  type DatagramProtocol,
  END,
  NUMBER_BYTES,
  numberedBlock,
} from './udp-blocks.ts';

/** Between datagrams that nobody acknowledges, so that they do not overrun the receiver's buffer. */
const PAUSE_MS = 1;
/** How long an acknowledgement is awaited. */
const PATIENCE_MS = 1000;
/** How often a block is sent in vain before its receiver is given up. */
const MOST_TRIES = 20;

export interface BlockOutlet {
  /** Rejects where the datagram did not go. */
  readonly send: (datagram: Buffer) => Promise<void>;
  /** It began, or is over. */
  readonly changed: () => void;
}

export class BlockSending {
  readonly #file: SentFile;
  readonly #protocol: DatagramProtocol;
  readonly #outlet: BlockOutlet;
  readonly #patienceMs: number;
  #sent = 0;
  #state: FileProgress['state'] = 'sending';
  #problem: Problem | null = null;
  /** The number whose acknowledgement is awaited. */
  #awaited: number | null = null;
  /** Ends the wait that is under way: true, it is acknowledged. */
  #wake: ((acknowledged: boolean) => void) | null = null;

  /**
   * Keeps the file in use until it is over.
   * @param patienceMs how long an acknowledgement is awaited
   */
  constructor(
    file: SentFile,
    protocol: DatagramProtocol,
    outlet: BlockOutlet,
    patienceMs = PATIENCE_MS,
  ) {
    this.#file = file.use();
    this.#protocol = protocol;
    this.#outlet = outlet;
    this.#patienceMs = patienceMs;
  }

  get progress(): FileProgress {
    const { path, size } = this.#file;
    return { path, size, sent: this.#sent, state: this.#state, problem: this.#problem };
  }

  /** Sends it. Never rejects: what fails is in the progress. */
  async run(): Promise<void> {
    this.#outlet.changed();
    try {
      this.#end(await this.#sendAll());
    } catch (error) {
      this.#end(messages.fileFailed(this.#file.path, error));
    }
  }

  /** A datagram came back. */
  heard(datagram: Buffer): void {
    if (this.#awaited === null || datagram.length !== NUMBER_BYTES) return;
    if (datagram.readUInt32BE() === this.#awaited) this.#wake?.(true);
  }

  /** Its socket is closed. */
  stop(): void {
    this.#end(messages.fileCutOff(this.#file.path));
    this.#wake?.(false);
  }

  get #over(): boolean {
    return this.#state !== 'sending';
  }

  /** @returns why not all of it */
  async #sendAll(): Promise<Problem | null> {
    const { path, size } = this.#file;
    await this.#send(Buffer.from(String(size)));
    await this.#wait(PAUSE_MS);
    while (!this.#over && this.#sent < size) {
      const piece = await this.#file.read(this.#sent, PIECE_BYTES);
      if (piece.length === 0) return messages.fileShorter(path);
      for (let at = 0; at < piece.length && !this.#over; at += BLOCK_BYTES) {
        const block = piece.subarray(at, at + BLOCK_BYTES);
        const problem = await this.#sendBlock(block);
        if (problem !== null) return problem;
        this.#sent += block.length;
      }
    }
    if (!this.#over) await this.#send(END);
    return null;
  }

  /** @returns why it was given up */
  async #sendBlock(block: Buffer): Promise<Problem | null> {
    if (this.#protocol === 'udp-eof') {
      await this.#send(block);
      await this.#wait(PAUSE_MS);
      return null;
    }
    const number = this.#sent / BLOCK_BYTES;
    const datagram = numberedBlock(number, block);
    this.#awaited = number;
    for (let tries = 0; tries < MOST_TRIES && !this.#over; tries += 1) {
      // The answer may be here before send(2) has told us that it went.
      const acknowledged = this.#wait(this.#patienceMs);
      await this.#send(datagram);
      if (await acknowledged) return null;
    }
    return this.#over ? null : messages.notAcknowledged(this.#file.path, number, MOST_TRIES);
  }

  /** What does not go is as lost as what does not arrive: nobody may be there yet. */
  async #send(datagram: Buffer): Promise<void> {
    await this.#outlet.send(datagram).catch(() => {});
  }

  /** @returns whether it was ended by an acknowledgement */
  #wait(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(false), milliseconds);
      this.#wake = (acknowledged) => {
        clearTimeout(timer);
        this.#wake = null;
        resolve(acknowledged);
      };
    });
  }

  #end(problem: Problem | null): void {
    if (this.#over) return;
    this.#state = problem === null ? 'sent' : 'stopped';
    this.#problem = problem;
    this.#awaited = null;
    this.#file.release();
    this.#outlet.changed();
  }
}
