// Runs what may never end by itself. A regular expression can take longer than the sun lasts, for a few
// dozen characters, and nothing in the thread that it runs in can stop it but this: V8 ends a script
// whose time is over, in the middle of it, uncaught by anything in it (node:vm, `timeout`).
//
// So `run` must do nothing that can't be left half done. A call costs a tenth of a millisecond.

import { createContext, Script } from 'node:vm';

const sandbox: { run: () => void } = { run: () => {} };
const context = createContext(sandbox);
const script = new Script('run()');

/**
 * @param limitMs whole milliseconds, at least 1
 * @returns whether it came to its end
 * @throws what `run` throws
 */
export function withinTime(limitMs: number, run: () => void): boolean {
  sandbox.run = run;
  try {
    script.runInContext(context, { timeout: limitMs });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

/** Longer than a thousand rows, or messages, need; and for the one where it was not enough, longer still. */
const FIRST_LIMIT_MS = 25;
const LAST_LIMIT_MS = 75;
/** On a machine that is too busy to let us run the clock alone proves nothing: so often it is tried again. */
const MOST_TRIES = 8;

/**
 * Runs `run` again and again, each time from where it stood, until it comes to its end.
 * @param run goes on from where it was stopped
 * @param at where it stands: another number whenever it has come on
 * @returns whether it came to its end; false: it stood at one place for 0.1 s of the processor's time (or
 *   0.6 s of the clock's), or its stack was full there
 */
export function inStretches(run: () => void, at: () => number): boolean {
  let stuckAt: number | null = null;
  let tries = 0;
  try {
    for (;;) {
      const again = at() === stuckAt;
      tries = again ? tries + 1 : 0;
      const before = process.cpuUsage();
      if (withinTime(again ? LAST_LIMIT_MS : FIRST_LIMIT_MS, run)) return true;
      const { user, system } = process.cpuUsage(before);
      const ran = (user + system) / 1000 >= LAST_LIMIT_MS / 2;
      if (again && at() === stuckAt && (ran || tries >= MOST_TRIES)) return false;
      stuckAt = at();
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}
