// The highest rate at which nothing is lost: searched with short trials, then confirmed with a long one.

/** One trial at a rate. */
export interface Trial {
  /** What was sent a second, which may be less than was asked for. */
  readonly rate: number;
  readonly lost: number;
}

/** The search ends when a rate that loses is within so much of one that does not. */
const FINE = 0.04;
const SEARCH_SECONDS = 0.5;
const CONFIRM_SECONDS = 2;
/** Times that a rate is tried for long before a lower one is: the machine's own pauses are nobody's fault. */
const CONFIRM_TRIES = 2;
/** Below this share of the first guess something else is wrong. */
const HOPELESS = 0.01;

/**
 * @param trial sends at a rate for so long and says what was lost
 * @param guess a rate that is too high, though not by much: what gets through of a flood
 * @returns the highest rate that was sent for CONFIRM_SECONDS and of which nothing was lost
 */
export async function highestLossless(
  trial: (rate: number, seconds: number) => Promise<Trial>,
  guess: number,
): Promise<number> {
  let good = 0;
  let bad = Number.POSITIVE_INFINITY;
  let rate = guess;
  while (rate > guess * HOPELESS && bad - good > good * FINE) {
    const { rate: sent, lost } = await trial(rate, SEARCH_SECONDS);
    if (lost > 0) {
      bad = Math.min(rate, bad);
    } else {
      good = rate;
      // The sender is at its own limit: nothing faster can be tried.
      if (sent < rate * (1 - FINE)) bad = rate;
    }
    if (good === 0) rate *= 0.7;
    else rate = bad === Number.POSITIVE_INFINITY ? good * 1.25 : (good + bad) / 2;
  }
  for (rate = good; rate > guess * HOPELESS; rate *= 1 - FINE) {
    for (let attempt = 0; attempt < CONFIRM_TRIES; attempt += 1) {
      const { rate: sent, lost } = await trial(rate, CONFIRM_SECONDS);
      if (lost === 0) return sent;
    }
  }
  throw new Error(`at every rate down to ${Math.round(guess * HOPELESS)}/s some were lost`);
}
