// A file sent over one connection by the protocol tcp-size: its size, its bytes, our FIN. The course's server
// takes the size right only if it comes in a read of its own: so there is a pause after it, or it is filled
// up to what that server reads at once.

import type { SentFile } from '../sent-file.ts';
import type { Connection } from '../tcp/connection.ts';
import { sizeHeader } from './tcp-size.ts';

/** 100 ms were enough in 60 runs of 60; half as much again, for a busy machine. */
const PAUSE_MS = 150;

export class SizedSending {
  readonly #connection: Connection;
  readonly #file: SentFile;
  readonly #padded: boolean;
  #timer: NodeJS.Timeout | undefined;
  #waiting = true;

  /** Keeps the file in use until it is sent, or `stop`. */
  constructor(connection: Connection, file: SentFile, padded: boolean) {
    this.#connection = connection;
    this.#file = file.use();
    this.#padded = padded;
  }

  start(): void {
    this.#connection.send(sizeHeader(this.#file.size, this.#padded));
    if (this.#padded) this.#sendData();
    else this.#timer = setTimeout(() => this.#sendData(), PAUSE_MS);
  }

  /** The connection has ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#letGo();
  }

  #sendData(): void {
    const { byHand } = this.#connection;
    byHand.sendFile(this.#file, () => byHand.halfClose());
    this.#letGo();
  }

  /** The sending has made it its own by now. */
  #letGo(): void {
    if (this.#waiting) this.#file.release();
    this.#waiting = false;
  }
}
