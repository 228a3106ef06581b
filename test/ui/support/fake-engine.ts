// An engine for tests: it notes what it is asked and sends the views it is given.

import type { EngineHandle } from '../../../source/bridge/engine-handle.ts';
import type { Answer, Command } from '../../../source/protocol/commands.ts';
import type { Problem } from '../../../source/protocol/problem.ts';
import type { View, ViewRequest } from '../../../source/protocol/views.ts';

export class FakeEngine implements EngineHandle {
  readonly commands: Command[] = [];
  readonly requests: ViewRequest[] = [];
  /** Settles commands; tests hold it back by setting it to null, and call `answer` later. */
  reply: Answer | null = { ok: true };
  #answers: ((answer: Answer) => void)[] = [];
  #views = new Set<(view: View) => void>();
  #deaths = new Set<(problem: Problem) => void>();

  send(command: Command): Promise<Answer> {
    this.commands.push(command);
    if (this.reply !== null) return Promise.resolve(this.reply);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  answer(answer: Answer): void {
    for (const resolve of this.#answers.splice(0)) resolve(answer);
  }

  request(request: ViewRequest): void {
    this.requests.push(request);
  }

  onView(listener: (view: View) => void): () => void {
    this.#views.add(listener);
    return () => this.#views.delete(listener);
  }

  onDeath(listener: (problem: Problem) => void): () => void {
    this.#deaths.add(listener);
    return () => this.#deaths.delete(listener);
  }

  /** Sends a view as the answer to the newest request. */
  show(view: View): void {
    const serial = this.requests.at(-1)?.serial ?? 0;
    for (const listener of this.#views) listener({ ...view, serial });
  }

  die(problem: Problem): void {
    for (const listener of this.#deaths) listener(problem);
  }

  get listening(): boolean {
    return this.#views.size > 0;
  }
}
