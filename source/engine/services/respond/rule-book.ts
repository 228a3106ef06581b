// The rules of one endpoint at work: messages in, replies out. A peer may send what makes a regular
// expression run for ever: then its rule is given up, and the others go on.

import type { Rule, Rules } from '../../../rules/rule.ts';
import { inStretches } from '../../time-limit.ts';
import type { Reply } from '../reply.ts';
import { strip } from '../white-space.ts';
import { type Circumstances, fill } from './fill.ts';
import { capturesOf } from './match.ts';
import { Memory } from './memory.ts';

/** After so long in one turn the rest waits for the next, so that no client holds up the others. */
const TURN_MS = 50;

export interface Message extends Circumstances {
  readonly bytes: Buffer;
}

export class RuleBook {
  readonly rules: Rules;
  readonly #memory = new Memory();
  readonly #givenUp = new Set<Rule>();
  readonly #onGivenUp: (rule: Rule) => void;

  /** @param onGivenUp told once of each rule that took too long */
  constructor(rules: Rules, onGivenUp: (rule: Rule) => void) {
    this.rules = rules;
    this.#onGivenUp = onGivenUp;
  }

  /**
   * Answers as many of them, from the first on, as there is time for in one turn: at least one.
   * @returns the reply to each of those; null: no rule has one
   */
  answer(messages: readonly Message[]): readonly (Reply | null)[] {
    const { rules } = this.rules;
    const replies = new Array<Reply | null>(messages.length).fill(null);
    const each = rules.length;
    const end = messages.length * each;
    const until = performance.now() + TURN_MS;
    // Which rule is tried on which message, in one number: it is never half changed.
    let at = 0;
    const run = (): void => {
      while (at < end && (at < each || performance.now() < until)) {
        const message = Math.floor(at / each);
        const reply = this.#try(rules[at % each] as Rule, messages[message] as Message);
        if (reply !== null) replies[message] = reply;
        at = reply === null ? at + 1 : (message + 1) * each;
      }
    };
    while (!this.#limited(run, () => at)) {
      this.#giveUp(rules[at % each] as Rule);
      at += 1;
    }
    return each === 0 ? replies : replies.slice(0, Math.floor(at / each));
  }

  /** What a TCP client gets before it has sent anything; null: nothing. */
  greet(at: Circumstances): Reply | null {
    const { greeting } = this.rules;
    if (greeting?.reply == null) return null;
    const data = fill(greeting.reply, [], at, this.#memory);
    return data === null ? null : { ...greeting, data };
  }

  #limited(run: () => void, at: () => number): boolean {
    if (this.#mayHang) return inStretches(run, at);
    run();
    return true;
  }

  get #mayHang(): boolean {
    return this.rules.rules.some((rule) => rule.match.of === 'regex' && !this.#givenUp.has(rule));
  }

  #giveUp(rule: Rule): void {
    this.#givenUp.add(rule);
    this.#onGivenUp(rule);
  }

  /** Null: it does not match, or its reply can't be made. */
  #try(rule: Rule, message: Message): Reply | null {
    if (this.#givenUp.has(rule)) return null;
    const bytes = this.rules.trim ? strip(message.bytes) : message.bytes;
    const captures = capturesOf(rule.match, bytes);
    if (captures === null) return null;
    const { answer, remember } = rule;
    const data = answer.reply && fill(answer.reply, captures, message, this.#memory);
    if (data === null && answer.reply !== null) return null;
    if (remember !== null) {
      const name = fill(remember.name, captures, message, this.#memory);
      const value = fill(remember.value, captures, message, this.#memory);
      if (name === null || value === null || !this.#memory.set(name, value)) return null;
    }
    return { data, delayMs: answer.delayMs, drip: answer.drip, after: answer.after };
  }
}
