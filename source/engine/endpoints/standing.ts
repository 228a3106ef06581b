// How an endpoint stands: its state and since when, when it opened, and what its row says of trouble.

import type { Problem } from '../../protocol/problem.ts';
import type { EndpointState } from '../../protocol/views.ts';
import { Dating } from '../dating.ts';
import type { EndpointContext } from './endpoint.ts';

export class Standing {
  readonly #context: EndpointContext;
  readonly #dating: Dating;
  #state: EndpointState = 'OPENING';
  #problem: Problem | null = null;
  /** What its service told last: a client that was dropped, a rule that was given up. */
  #told: Problem | null = null;
  /** Monotonic milliseconds. */
  #openedAt: number | null = null;
  #changedAt: number;

  constructor(context: EndpointContext) {
    this.#context = context;
    this.#dating = new Dating(context.world.clock);
    this.#changedAt = context.world.clock.now();
  }

  get state(): EndpointState {
    return this.#state;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** Opened last, in milliseconds since the epoch; null: never yet. */
  get openedAt(): number | null {
    return this.#openedAt === null ? null : this.#dating.of(this.#openedAt);
  }

  /** Its part of the endpoint's row. */
  columns() {
    return { state: this.#state, problem: this.#problem ?? this.#told, changedAt: this.#changedAt };
  }

  /** Its part of the endpoint's summary: why it never opened. */
  totals(): { readonly failed?: string } {
    if (this.#openedAt !== null || this.#problem === null) return {};
    return { failed: this.#problem.message };
  }

  enter(state: EndpointState): void {
    this.#state = state;
    this.touch();
  }

  /** Something else that its row shows has changed. */
  touch(): void {
    this.#changedAt = this.#context.world.clock.now();
    this.#context.changed();
  }

  /** Begins to open, maybe once more: what went wrong before is over. */
  opening(): void {
    this.#problem = null;
    this.#told = null;
    this.enter('OPENING');
  }

  opened(): void {
    this.#openedAt = this.#context.world.clock.monotonic();
  }

  fail(problem: Problem): void {
    this.#problem = problem;
    this.enter('FAILED');
  }

  /** Something to know that ends nothing, and is shown with the change that comes with it. */
  note(problem: Problem): void {
    this.#problem = problem;
  }

  /**
   * Something to know that ends nothing; the latest one is shown. Null takes it back.
   * @returns whether it is another than before
   */
  remark(problem: Problem | null): boolean {
    if (problem?.message === this.#problem?.message) return false;
    this.#problem = problem;
    this.#context.changed();
    if (problem !== null) this.#notice(problem);
    return true;
  }

  /** Something that its service has to tell: it stands where nothing else is the matter, till it opens anew. */
  tell(notice: Problem): void {
    this.#told = notice;
    this.#context.changed();
    this.#notice(notice);
  }

  #notice(notice: Problem): void {
    this.#context.emit({
      type: 'endpoint.changed',
      time: this.#context.world.clock.now(),
      endpoint: this.#context.id,
      notice,
    });
  }
}
