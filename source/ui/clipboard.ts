// Out of the dashboard: into the terminal's clipboard, or into a file. A terminal takes text for its
// clipboard as OSC 52, on whatever machine it runs, through ssh too; it does not say whether it did.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Copied, CopyTarget } from './state/step.ts';

/** Terminals read a sequence of 100,000 bytes: this in base64, and its frame. */
export const MOST_CLIPBOARD_BYTES = 74_994;

export interface Clipboard {
  /** Never rejects. What is too much for a terminal goes into a file. */
  copy(text: string, to: CopyTarget): Promise<Copied>;
}

export interface ClipboardOptions {
  /** To the terminal, between two frames. */
  readonly write: (sequence: string) => void;
  readonly folder: string;
  /** Inside tmux, which passes OSC 52 on only when it is told to. */
  readonly tmux: boolean;
}

export function makeClipboard({ write, folder, tmux }: ClipboardOptions): Clipboard {
  return {
    async copy(text, to) {
      const bytes = Buffer.byteLength(text);
      if (to === 'terminal' && bytes <= MOST_CLIPBOARD_BYTES) {
        write(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`);
        return { to: 'terminal', bytes, tmux };
      }
      // Nobody else can have made, or guess, a file of this name; `wx` makes sure of it. The global `crypto`
      // is loaded when it is used: importing it took 7 ms of the time to the first frame.
      const path = join(folder, `sockscope-${crypto.randomUUID()}.txt`);
      try {
        await writeFile(path, text, { flag: 'wx', mode: 0o600 });
        return { to: 'file', bytes, path, tooMuch: to === 'terminal' };
      } catch (error) {
        return { to: 'nowhere', path, reason: (error as Error).message };
      }
    },
  };
}
