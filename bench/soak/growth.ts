// Does a series grow? Decided on medians of thirds: the first third is for filling what is meant to be
// filled (journals, heaps), the last may not stand above the middle by more than noise.

import { quantile } from '../lib/compare.ts';

export interface Bounds {
  /** Of the middle third's median. */
  readonly share: number;
  /** In the series' unit; so much is always allowed. */
  readonly slack: number;
}

export interface Growth {
  readonly middle: number;
  readonly last: number;
  readonly grew: boolean;
}

/** @param series at least three samples, in the order of time */
export function growth(series: readonly number[], { share, slack }: Bounds): Growth {
  const third = Math.floor(series.length / 3);
  const middle = median(series.slice(-2 * third, -third));
  const last = median(series.slice(-third));
  return { middle, last, grew: last > middle * (1 + share) + slack };
}

function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
