// While the dashboard has the screen, whatever else is written would tear the picture: it is kept, and
// written when the terminal is itself again.

import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** The end is what explains a failure; more than this nobody reads. */
const MAX_KEPT = 64 * 1024;

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const;

export interface Captured {
  /** Gives stderr and the console back, and writes to stderr what was kept. */
  release(): void;
}

export function captureOutput(): Captured {
  let kept = '';
  const keep = (chunk: unknown): void => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
    kept = (kept + text).slice(-MAX_KEPT);
  };
  const sink = new Writable({
    write(chunk, _encoding, done) {
      keep(chunk);
      done();
    },
  });
  const quiet = new Console({ stdout: sink, stderr: sink });
  const before = METHODS.map((name) => [name, console[name]] as const);
  for (const name of METHODS) console[name] = quiet[name].bind(quiet);

  const { stderr } = process;
  const write = stderr.write;
  stderr.write = ((chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    keep(chunk);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  }) as typeof stderr.write;

  return {
    release() {
      stderr.write = write;
      for (const [name, method] of before) console[name] = method;
      if (kept !== '') stderr.write(kept);
      kept = '';
    },
  };
}
