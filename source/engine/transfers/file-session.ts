// `service=file-receive` over TCP: one connection brings one file, by the protocol tcp-size. What comes first
// is held back until the size is as good as certain; should the end prove another size, the file is put
// right. While the disk is behind nothing is read, and the peer's window closes.

import type { Problem } from '../../protocol/problem.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import type { Client, Session } from '../services/session.ts';
import * as messages from './messages.ts';
import type { Reception } from './reception.ts';
import type { Receptions } from './receptions.ts';
import { type Announcement, SizeReader } from './tcp-size.ts';

/** Shorter files are not written before their end has come and proved the size. */
const HELD_BYTES = 256 << 10;
/** As many pieces: of a peer that sends single bytes each costs much more than its byte. */
const HELD_PIECES = 1024;

export class FileSession implements Session {
  readonly #client: Client;
  readonly #receptions: Receptions;
  readonly #size: SizeReader;
  #reception: Reception | null = null;
  /** From the first byte on; empty once it is handed over. */
  #held: Buffer[] = [];
  /** Where the data was taken to begin when it was handed over; null: it is not yet. */
  #begins: number | null = null;
  /** What stood before that. */
  #head = Buffer.alloc(0);
  /** Takes back its wait for a place among those received at once; null: it has one, or wants none. */
  #wait: (() => void) | null = null;
  #endedMeanwhile = false;
  #ending = false;
  #settled = false;
  /** The connection asks no more. */
  #over = false;

  constructor(client: Client, receptions: Receptions) {
    this.#client = client;
    this.#receptions = receptions;
    this.#size = new SizeReader(receptions.most);
  }

  get transfer(): Transfer | null {
    return this.#reception?.row() ?? null;
  }

  /** Our FIN says that all is written, so it waits for that. */
  get busy(): boolean {
    if (this.#wait !== null) return true;
    if (this.#settled || this.#reception === null) return false;
    return this.#ending || this.#reception.behind;
  }

  opened(): void {}

  received(bytes: Buffer): void {
    if (this.#ending) return;
    this.#size.push(bytes);
    if (this.#size.foreign) {
      this.#receptions.refuse(messages.noSize(this.#client.remote));
      this.#turnAway();
      return;
    }
    if (this.#begins === null) this.#held.push(bytes);
    else this.#reception?.take(bytes);
    this.#reception?.heard();
    if (this.#reception === null) this.#begin();
    else this.#proceed(this.#reception);
  }

  drained(): void {}

  ended(): void {
    if (this.#wait === null) this.#end(null);
    else this.#endedMeanwhile = true;
  }

  over(): void {
    this.#over = true;
    if (this.#wait !== null) {
      this.#wait();
      this.#wait = null;
      this.#receptions.refuse(messages.interrupted(this.#client.remote));
    }
    this.#end(messages.interrupted(this.#client.remote));
  }

  /** Now, or as soon as there is a place; until then it is not read from. */
  #begin(): void {
    if (this.#receptions.full) {
      this.#wait ??= this.#receptions.wait(() => this.#placed());
      return;
    }
    const { remote } = this.#client;
    const announced = this.#size.likely()?.size ?? null;
    this.#reception = this.#receptions.begin(
      { remote, protocol: 'tcp-size', announced, least: this.#size.least },
      {
        caughtUp: () => this.#settle(),
        failed: (problem) => {
          this.#end(problem);
          if (!this.#over) this.#client.drop(causeOf(problem));
        },
      },
    );
    if (this.#reception !== null) this.#proceed(this.#reception);
  }

  #placed(): void {
    this.#wait = null;
    this.#begin();
    if (this.#endedMeanwhile) this.#end(null);
    else this.#settle();
  }

  /** More has come. */
  #proceed(reception: Reception): void {
    const enough = this.#size.total >= HELD_BYTES || this.#held.length >= HELD_PIECES;
    const likely = this.#size.likely();
    if (this.#begins === null && enough) this.#handOver(likely?.header ?? 0, reception);
    this.#count(likely, reception);
  }

  #count(announcement: Announcement | null, reception: Reception): void {
    if (reception.over) return;
    reception.announced = announcement?.size ?? null;
    reception.count(Math.max(0, this.#size.total - (announcement?.header ?? 0)));
  }

  /** Nothing of it is taken: it is no file. */
  #turnAway(): void {
    this.#ending = true;
    this.#settled = true;
    this.#client.drop('rules');
  }

  /** @param header bytes before the data */
  #handOver(header: number, reception: Reception): void {
    const all = Buffer.concat(this.#held);
    this.#held = [];
    this.#begins = header;
    this.#head = Buffer.from(all.subarray(0, header));
    reception.take(all.subarray(header));
  }

  /** @param problem why the stream ended otherwise than by the peer's FIN */
  async #end(problem: Problem | null): Promise<void> {
    const reception = this.#reception;
    if (this.#ending || reception === null) return;
    this.#ending = true;
    const { announcement, verdict } = this.#size.settle();
    const header = announcement?.header ?? 0;
    if (this.#begins === null) this.#handOver(header, reception);
    this.#count(announcement, reception);
    const cut = Math.max(0, header - (this.#begins ?? 0));
    const before = this.#head.subarray(Math.min(header, this.#head.length));
    await this.#receptions.end(reception, verdict, problem, { cut, before });
    this.#settled = true;
    this.#settle();
  }

  #settle(): void {
    if (!this.#over) this.#client.settled();
  }
}

function causeOf({ code }: Problem): 'idle' | 'rules' | 'local' {
  if (code === 'ETIMEDOUT') return 'idle';
  return code === 'EFBIG' ? 'rules' : 'local';
}
