// The JSON Lines front end: events from the engine go to a stream at the pace of whoever reads it.
// A batch is reported as taken only when the operating system has it, so what waits here stays within
// the engine's bound; what the engine has to skip meanwhile it counts in a `loss` line.

import type { Writable } from 'node:stream';
import type { EngineClient } from '../bridge/engine-client.ts';

export interface Printing {
  /** Settles once the reader is gone (EPIPE) or the stream fails; carries the error's code. */
  readonly readerGone: Promise<string>;
  /** Settles when all that came so far is with the operating system, or can't be any more. */
  written(): Promise<void>;
}

/** Starts printing everything that happens from now on. */
export function printEvents(engine: Pick<EngineClient, 'subscribe'>, output: Writable): Printing {
  let underWay = 0;
  let gone = false;
  let waiting: (() => void)[] = [];

  const settle = (): void => {
    if (underWay > 0 && !gone) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  const readerGone = new Promise<string>((resolve) => {
    output.on('error', (error: NodeJS.ErrnoException) => {
      gone = true;
      settle();
      resolve(error.code ?? error.message);
    });
  });

  engine.subscribe((lines, taken) => {
    if (gone) return;
    underWay += 1;
    output.write(lines, (error) => {
      underWay -= 1;
      if (error === null || error === undefined) taken();
      settle();
    });
  });

  return {
    readerGone,
    written: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      }),
  };
}
