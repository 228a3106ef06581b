// How hard the program is pressed, by faults and by the course's programs: briefly in `npm test`, longer and
// with larger numbers in `npm run test:faults` and `npm run test:course`, and at what pace. What is random
// comes from a seed, so that a failure can be had again.

import { beforeEach } from 'vitest';

const long = process.env.SOCKSCOPE_FAULTS === 'long';

/** Of everything random in a run: that of SOCKSCOPE_SEED, otherwise always the same. */
export const SEED = Number(process.env.SOCKSCOPE_SEED ?? 1);

/** One of two amounts, by the form of the run. */
export const pressed = (brief: number, longer: number): number => (long ? longer : brief);

/** Time that a test which goes by time may take, in milliseconds. */
export const TIMED_MS = pressed(1000, 15_000);

/**
 * The pace of a load: how long a peer, or whoever types or does harm, leaves until his next action. It is
 * no wait for the program: what that is to do is waited for with `until` (wait.ts).
 */
export const pace = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** A source of numbers from 0 (inclusive) to 1, always the same for a seed and a name (mulberry32). */
export function random(name: string): () => number {
  let state = [...name].reduce((hash, each) => (hash * 31 + each.charCodeAt(0)) | 0, SEED);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

beforeEach(({ task, onTestFailed }) => {
  const file = task.file.name;
  onTestFailed(() => {
    const again = long
      ? `npm run test:faults -- --seed ${SEED} ${file}`
      : `SOCKSCOPE_SEED=${SEED} npx vitest run ${file}`;
    console.error(`Again with the same seed: ${again}`);
  });
});
