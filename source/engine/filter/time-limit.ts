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
