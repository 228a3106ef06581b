// One TCP client of `service=respond`: its bytes are cut into messages, and answered in turns, so that a
// client with ten thousand lines in one read holds up nobody. Replies are made as it takes them.

import type { Problem } from '../../../protocol/problem.ts';
import { LONGEST_LINE } from '../../../rules/rule.ts';
import type { Clock } from '../../world.ts';
import { Framing } from '../framing.ts';
import { lineTooLong } from '../messages.ts';
import type { Client, Session } from '../session.ts';
import type { Circumstances } from './fill.ts';
import type { Message, RuleBook } from './rule-book.ts';

/** Messages of one turn. */
const MESSAGES_A_TURN = 64;

export class RespondSession implements Session {
  readonly #book: RuleBook;
  readonly #client: Client;
  readonly #tell: (problem: Problem) => void;
  readonly #clock: Clock;
  readonly #framing: Framing;
  /** Cut, and not answered yet. */
  #messages: Message[] = [];
  #count = 0;
  #next: NodeJS.Immediate | null = null;
  #over = false;

  /** @param tell what a person should know */
  constructor(book: RuleBook, client: Client, tell: (problem: Problem) => void, clock: Clock) {
    this.#book = book;
    this.#client = client;
    this.#tell = tell;
    this.#clock = clock;
    this.#framing = new Framing(book.rules.per, LONGEST_LINE);
  }

  get busy(): boolean {
    return this.#messages.length > 0;
  }

  opened(): void {
    const greeting = this.#book.greet(this.#circumstances());
    if (greeting !== null) this.#client.reply(greeting);
  }

  received(bytes: Buffer): void {
    this.#framing.push(bytes);
    this.#work();
  }

  drained(): void {
    if (this.busy) this.#work();
  }

  ended(): void {
    this.#framing.end();
    this.#work();
  }

  over(): void {
    this.#over = true;
    this.#messages = [];
    if (this.#next !== null) clearImmediate(this.#next);
  }

  #work(): void {
    if (this.#over || this.#next !== null) return;
    this.#cut();
    if (this.busy && !this.#client.isFull()) this.#answer();
    this.#cut();
    if (this.#over) return;
    if (!this.busy && this.#framing.tooLong) {
      this.#tell(lineTooLong(this.#client.id, LONGEST_LINE));
      this.#client.drop('rules');
    } else if (this.busy && !this.#client.isFull()) {
      this.#next = setImmediate(() => {
        this.#next = null;
        this.#work();
        if (!this.busy && !this.#over) this.#client.settled();
      });
    }
  }

  #cut(): void {
    while (this.#messages.length < MESSAGES_A_TURN) {
      const bytes = this.#framing.next();
      if (bytes === null) return;
      this.#count += 1;
      this.#messages.push({ bytes, ...this.#circumstances() });
    }
  }

  #answer(): void {
    const replies = this.#book.answer(this.#messages);
    this.#messages = this.#messages.slice(replies.length);
    for (const reply of replies) {
      // A reply may have ended it.
      if (this.#over) return;
      if (reply !== null) this.#client.reply(reply);
    }
  }

  #circumstances(): Circumstances {
    return { remote: this.#client.remote, count: this.#count, time: this.#clock.now() };
  }
}
