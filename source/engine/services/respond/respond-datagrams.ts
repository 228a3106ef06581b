// `service=respond` over UDP: each datagram is one message, and gets its reply, if it has one.

import type { DatagramBatch } from '../../kernel/layer.ts';
import type { Clock } from '../../world.ts';
import { datagramUnit } from '../framing.ts';
import type { Reply } from '../reply.ts';
import type { Message, RuleBook } from './rule-book.ts';

export class RespondDatagrams {
  readonly #book: RuleBook;
  readonly #clock: Clock;
  #count = 0;

  constructor(book: RuleBook, clock: Clock) {
    this.#book = book;
    this.#clock = clock;
  }

  /** @returns one for each datagram that there was time for, from the first on; null: no answer */
  answer(batch: DatagramBatch): readonly (Reply | null)[] {
    const time = this.#clock.now();
    const messages: Message[] = [];
    for (let i = 0; i < batch.count; i += 1) {
      this.#count += 1;
      const bytes = datagramUnit(this.#book.rules.per, batch.payload(i));
      messages.push({ bytes, remote: batch.sender(i), count: this.#count, time });
    }
    return this.#book.answer(messages);
  }
}
