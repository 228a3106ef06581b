// The messages that one socket sends, as its spec says: a number that counts up, then a text, then zeros.

import { counterBytes } from '../../endpoint-spec.ts';
import type { SendSpec } from '../../protocol/spec.ts';

const WORD = 2 ** 32;

export class Messages {
  readonly #template: Buffer;
  readonly #counterBytes: 0 | 4 | 8;
  #number = 0;

  constructor(spec: SendSpec) {
    this.#counterBytes = counterBytes(spec);
    const text = Buffer.from(spec.send ?? '', 'latin1');
    this.#template = Buffer.alloc(spec.size ?? this.#counterBytes + text.length);
    text.copy(this.#template, this.#counterBytes);
  }

  /** The next one. Whoever is given it may keep it, and changes nothing in it. */
  next(): Buffer {
    if (this.#counterBytes === 0) return this.#template;
    const message = Buffer.from(this.#template);
    const number = this.#number;
    this.#number += 1;
    if (this.#counterBytes === 8) message.writeUInt32BE(Math.floor(number / WORD) % WORD, 0);
    message.writeUInt32BE(number % WORD, this.#counterBytes - 4);
    return message;
  }
}
