// Candidates side by side: in every round each is measured once, in an order that turns by one from
// round to round, so that a machine which warms, cools or gets other work meets all of them alike.

import { missing } from './commands.ts';

/** What one measurement of a candidate gives: a number for each figure's key. */
export type Measured = Readonly<Record<string, number>>;

export interface Candidate {
  readonly name: string;
  /** Commands that it can't do without; where one is missing it is left out, by name. */
  readonly needs?: readonly string[];
  /** One measurement, from nothing to nothing: it starts what it needs and ends it. Throws if it is void. */
  measure(): Promise<Measured>;
}

export interface Figure {
  /** Its key in `Measured`. */
  readonly key: string;
  readonly title: string;
  /** As it stands behind a number: `/s`, ` ms`, ` B`. */
  readonly unit: string;
}

/** What is to be reached: the median of a candidate's figure against a bound. */
export interface Target {
  readonly figure: string;
  readonly of: string;
  readonly relation: 'at least' | 'at most';
  readonly bound: number;
  /** The bound is that many times this candidate's figure; without it, it is in the figure's unit. */
  readonly times?: string;
}

export interface Plan {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly candidates: readonly Candidate[];
  readonly targets?: readonly Target[];
  /** Fewer or more than the run's own number, where one measurement takes long; at least 5 are asked for. */
  readonly rounds?: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
}

export interface Verdict extends Target {
  /** The ratio, or the median itself; null where something it needs was not measured. */
  readonly reached: number | null;
  readonly met: boolean | null;
}

export interface Comparison {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly rounds: number;
  /** By candidate, then by the figure's key. */
  readonly results: Readonly<Record<string, Readonly<Record<string, Spread>>>>;
  readonly leftOut: readonly string[];
  /** Measurements that threw; those rounds are not in the results. */
  readonly failures: readonly string[];
  readonly verdicts: readonly Verdict[];
}

export async function compare(
  plan: Plan,
  defaultRounds: number,
  note: (progress: string) => void,
): Promise<Comparison> {
  const rounds = plan.rounds ?? defaultRounds;
  const leftOut: string[] = [];
  const present: Candidate[] = [];
  for (const candidate of plan.candidates) {
    const lacks = missing(candidate.needs ?? []);
    if (lacks.length === 0) present.push(candidate);
    else leftOut.push(`${candidate.name} (not installed: ${lacks.join(', ')})`);
  }

  const measured = new Map<string, Measured[]>(present.map(({ name }) => [name, []]));
  const failures: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < present.length; turn += 1) {
      const candidate = present[(round + turn) % present.length] as Candidate;
      note(`${plan.title}: round ${round + 1} of ${rounds}, ${candidate.name}`);
      try {
        measured.get(candidate.name)?.push(await candidate.measure());
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        failures.push(`${candidate.name}, round ${round + 1}: ${why}`);
      }
    }
  }

  const results: Record<string, Record<string, Spread>> = {};
  for (const [name, all] of measured) {
    const spreads: Record<string, Spread> = {};
    for (const { key } of plan.figures) {
      const values = all.map((each) => each[key]).filter((value) => value !== undefined);
      if (values.length > 0) spreads[key] = spread(values);
    }
    results[name] = spreads;
  }
  const verdicts = (plan.targets ?? []).map((target) => judge(target, results));
  return { title: plan.title, figures: plan.figures, rounds, results, leftOut, failures, verdicts };
}

function judge(target: Target, results: Comparison['results']): Verdict {
  const own = results[target.of]?.[target.figure]?.median;
  const unit = target.times === undefined ? 1 : results[target.times]?.[target.figure]?.median;
  if (own === undefined || unit === undefined) return { ...target, reached: null, met: null };
  const reached = own / unit;
  const met = target.relation === 'at least' ? reached >= target.bound : reached <= target.bound;
  return { ...target, reached, met };
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
    values,
  };
}

/**
 * By linear interpolation between the two nearest ranks.
 * @param sorted ascending, at least one
 * @param share from 0 to 1: 0.99 is the 99th percentile
 */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}
