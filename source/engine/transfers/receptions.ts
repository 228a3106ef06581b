// The files that one endpoint receives, and received lately.

import type { Problem } from '../../protocol/problem.ts';
import type { ReceiveSpec, ServiceSpec } from '../../protocol/spec.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import { FileStore } from './file-store.ts';
import * as messages from './messages.ts';
import {
  Reception,
  type ReceptionContext,
  type ReceptionFacts,
  type ReceptionHooks,
} from './reception.ts';

/** Files received at once: each holds a descriptor and up to some MiB that wait for the disk. */
export const MOST_AT_ONCE = 64;
/** Files that are over, of which a person may still want to read. */
const MOST_KEPT = 100;

export class Receptions {
  readonly #context: ReceptionContext;
  readonly #spec: ReceiveSpec;
  readonly #tell: (problem: Problem) => void;
  readonly #atOnce: number;
  readonly #store: FileStore;
  readonly #underWay = new Set<Reception>();
  /** Those who wait for a place, in the order they came. */
  readonly #waiting = new Set<() => void>();
  #over: Reception[] = [];
  #count = 0;

  /** @param tell what a person should know */
  constructor(
    store: FileStore,
    spec: ReceiveSpec,
    context: ReceptionContext,
    tell: (problem: Problem) => void,
    atOnce = MOST_AT_ONCE,
  ) {
    this.#store = store;
    this.#spec = spec;
    this.#context = context;
    this.#tell = tell;
    this.#atOnce = atOnce;
  }

  /**
   * For an endpoint that receives files: makes the directory where it is missing.
   * @returns null where its service is another
   * @throws Refused, saying what is wrong with the directory
   */
  static async open(
    spec: ServiceSpec,
    context: ReceptionContext,
    tell: (problem: Problem) => void,
  ): Promise<Receptions | null> {
    if (spec.service !== 'file-receive') return null;
    try {
      return new Receptions(await FileStore.open(spec.directory), spec, context, tell);
    } catch (error) {
      throw messages.refusal(messages.notKept(spec.directory, error));
    }
  }

  /** As many are received, or still written, as may be at once. */
  get full(): boolean {
    return this.#underWay.size >= this.#atOnce;
  }

  /**
   * Waits for a place, for peers that can be made to.
   * @param turn called once, when there is one
   * @returns what takes it back
   */
  wait(turn: () => void): () => void {
    this.#waiting.add(turn);
    return () => void this.#waiting.delete(turn);
  }

  /** Begins to receive one. Null: not now, and that is said. */
  begin(facts: Omit<ReceptionFacts, 'key'>, hooks: ReceptionHooks): Reception | null {
    if (this.full) {
      this.refuse(messages.tooMany(facts.remote, this.#atOnce));
      return null;
    }
    this.#count += 1;
    const limits = { store: this.#store, most: this.most, stallMs: this.#spec.stallMs };
    const reception = new Reception(
      { ...facts, key: `f${this.#count}` },
      limits,
      this.#context,
      hooks,
    );
    this.#underWay.add(reception);
    return reception;
  }

  /** It is over. Settles when its file has the name that it keeps. */
  async end(reception: Reception, ...how: Parameters<Reception['finish']>): Promise<void> {
    const first = !reception.over;
    await reception.finish(...how);
    if (!first) return;
    this.#underWay.delete(reception);
    this.#over.push(reception);
    if (this.#over.length > MOST_KEPT) this.#over.shift();
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    next();
  }

  /** Something was not taken: says why. */
  refuse(problem: Problem): void {
    this.#tell(problem);
  }

  /** Bytes that a file may have. */
  get most(): number {
    return this.#spec.maxSizeBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Those under way first, the latest first. */
  list(): Transfer[] {
    const rows = [...this.#over, ...this.#underWay].map((each) => each.row());
    return rows.reverse();
  }

  /** @param now monotonic milliseconds */
  sample(now: number): void {
    for (const each of this.#underWay) each.sample(now);
  }

  /** All that are over by now have the names that they keep. */
  async settled(): Promise<void> {
    await Promise.all([...this.#underWay].filter(({ over }) => over).map((each) => each.finished));
  }
}
