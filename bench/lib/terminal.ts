// A pseudo-terminal that measures (bench/load/terminal.c): what a program shows, and how long that takes.
// The C program does the timing; this only tells it what to do.

import { compiled } from './compile.ts';
import { PROGRAM } from './paths.ts';
import { Process, until } from './processes.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const SMALL: Size = { columns: 80, rows: 24 };
export const sizeName = ({ columns, rows }: Size): string => `${columns}×${rows}`;

/** What was written to the terminal since the last count. */
export interface Written {
  readonly bytes: number;
  /** By the marks of synchronised output. */
  readonly frames: number;
  readonly mostFramesInASecond: number;
  /** Bytes with 5 ms of silence before them: for programs that mark no frames. */
  readonly bursts: number;
}

export class Terminal {
  readonly #process: Process;
  #read = 0;

  /** Starts the command in a terminal of that size. */
  constructor(command: readonly string[], { columns, rows }: Size = SMALL) {
    this.#process = new Process(
      compiled('load/terminal.c'),
      [`${rows}`, `${columns}`, ...command],
      {
        TERM: 'xterm-256color',
        CI: undefined,
        NO_COLOR: undefined,
      },
    );
  }

  /** The dashboard, once its first frame is on the screen and its endpoints are in it. */
  static async dashboard(endpoints: readonly string[], size: Size = SMALL): Promise<Terminal> {
    const terminal = new Terminal([process.execPath, PROGRAM, ...endpoints], size);
    await terminal.shown(` ${endpoints.length} open `);
    return terminal;
  }

  /** Milliseconds from the start of the command until the text was shown, its frame being whole. */
  async shown(text: string): Promise<number> {
    return milliseconds(await this.#ask(`wait ${text}`), text);
  }

  /** Milliseconds from the key until the text was shown again, its frame being whole. */
  async pressed(key: string, text: string): Promise<number> {
    return milliseconds(await this.#ask(`press ${hex(key)} ${text}`), text);
  }

  /** Milliseconds from the start of the command to its end. */
  async ended(): Promise<number> {
    return milliseconds(await this.#ask('exit'), 'its end');
  }

  async type(key: string): Promise<void> {
    await this.#ask(`type ${hex(key)}`);
  }

  async written(): Promise<Written> {
    const [bytes = 0, frames = 0, mostFramesInASecond = 0, bursts = 0] = (await this.#ask('count'))
      .split(' ')
      .map(Number);
    return { bytes, frames, mostFramesInASecond, bursts };
  }

  /** Of the command. */
  async pid(): Promise<number> {
    return Number(await this.#ask('pid'));
  }

  /** Ends the command, and waits until it has. */
  async close(): Promise<void> {
    this.#process.child.stdin?.end();
    await this.#process.ended();
  }

  async #ask(line: string): Promise<string> {
    this.#process.child.stdin?.write(`${line}\n`);
    const answer = await until(
      `an answer to ${line}`,
      () => {
        const { output } = this.#process;
        const end = output.indexOf('\n', this.#read);
        return end === -1 ? null : output.slice(this.#read, end);
      },
      15_000,
    );
    this.#read += answer.length + 1;
    return answer;
  }
}

function milliseconds(answer: string, text: string): number {
  const microseconds = Number(answer);
  if (Number.isNaN(microseconds)) throw new Error(`waited for "${text}": ${answer}`);
  return microseconds / 1000;
}

const hex = (keys: string): string => Buffer.from(keys).toString('hex');
