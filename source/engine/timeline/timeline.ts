// A timeline as a list by index: what happened, and between it the reads and writes that the journal
// holds. It is put together when it is looked at, and the steps of a window are made for that window.

import type { TimelineStep } from '../../protocol/views.ts';
import type { Indexed } from '../views/list.ts';
import { firstWhere } from '../views/ranked-list.ts';
import type { Carried } from './carried.ts';

/** A step that is not in the journal. */
export interface Happening extends TimelineStep {
  /** How many reads and writes had been by then, since the start. */
  readonly entriesBefore: number;
}

export class Timeline implements Indexed<TimelineStep> {
  readonly total: number;
  readonly settling = false;
  readonly #happenings: readonly Happening[];
  readonly #carried: Carried | null;
  /** The index of each happening. */
  readonly #places: readonly number[];

  /** @param happenings in their order */
  constructor(happenings: readonly Happening[], carried: Carried | null = null) {
    const { first, count } = carried ?? NOTHING;
    this.#happenings =
      carried === null || carried.forgotten === 0
        ? happenings
        : withForgotten(happenings, carried.forgotten);
    this.#carried = carried;
    this.#places = this.#happenings.map(
      ({ entriesBefore }, i) => i + Math.min(Math.max(entriesBefore - first, 0), count),
    );
    this.total = this.#happenings.length + count;
  }

  get all(): number {
    return this.total;
  }

  key(index: number): string {
    const at = this.#upTo(index) - 1;
    if (this.#places[at] === index) return this.#happening(at).key;
    return keyOfEntry((this.#carried ?? NOTHING).first + index - at - 1);
  }

  find(key: string): number {
    const at = this.#happenings.findIndex((happening) => happening.key === key);
    if (at >= 0) return this.#places[at] as number;
    const { first, count } = this.#carried ?? NOTHING;
    const entry = Number(key.slice(ENTRY.length)) - first;
    if (!key.startsWith(ENTRY) || !(entry >= 0 && entry < count)) return -1;
    return (
      entry + this.#happenings.filter(({ entriesBefore }) => entriesBefore <= first + entry).length
    );
  }

  row(index: number): TimelineStep {
    const at = this.#upTo(index) - 1;
    if (this.#places[at] === index) {
      const { entriesBefore: _, ...step } = this.#happening(at);
      return step;
    }
    const state = this.#happenings[at]?.after ?? null;
    const carried = this.#carried as Carried;
    return { key: this.key(index), ...carried.step(index - at - 1, state) };
  }

  #happening(at: number): Happening {
    return this.#happenings[at] as Happening;
  }

  /** How many happenings stand at an index or before it. */
  #upTo(index: number): number {
    return firstWhere(this.#places.length, (i) => (this.#places[i] as number) > index);
  }
}

/** Of a socket that carries nothing itself, as one that listens. */
const NOTHING = { first: 0, count: 0 } as const;

/** Before the key of a read or a write. */
const ENTRY = 'entry ';
const keyOfEntry = (number: number): string => `${ENTRY}${number}`;

/** That line, where they would stand. */
function withForgotten(
  happenings: readonly Happening[],
  count: number | null,
): readonly Happening[] {
  const later = happenings.findIndex(({ entriesBefore }) => entriesBefore > 0);
  const at = later < 0 ? happenings.length : later;
  const state = happenings[at - 1]?.after ?? null;
  return happenings.toSpliced(at, 0, forgotten('forgotten', count, state));
}

/** A line for so many that are not listed any more. */
export function forgotten(
  key: string,
  count: number | null,
  state: TimelineStep['after'],
): Happening {
  return {
    key,
    time: null,
    tookMicros: null,
    event: { of: 'forgotten', count },
    before: state,
    after: state,
    entriesBefore: 0,
  };
}
