// The built program with its output held: it is read only when the test says so (held.py).

import { type Emulated, emulate } from './emulator.ts';
import { Ordered } from './orders.ts';
import { type Line, PROGRAM } from './program.ts';
import { until } from './wait.ts';

/** What it writes to; a loose terminal is not its controlling one, so nobody sends SIGHUP. */
export type HeldOutput = 'terminal' | 'loose-terminal' | 'pipe';

export class Held {
  readonly #process: Ordered;

  private constructor(process: Ordered) {
    this.#process = process;
  }

  /** Started, and read for now. @param nodeOptions such as `--import=…` */
  static async start(
    output: HeldOutput,
    args: readonly string[],
    nodeOptions: readonly string[] = [],
  ): Promise<Held> {
    const command = [process.execPath, ...nodeOptions, PROGRAM, ...args];
    const held = new Held(new Ordered('held.py', [output, ...command]));
    await held.read(true);
    return held;
  }

  pid(): Promise<number> {
    return this.#process.order('pid');
  }

  read(on: boolean): Promise<void> {
    return this.#process.order('read', on);
  }

  /** The terminal takes no more, since nobody reads it. */
  full(): Promise<boolean> {
    return this.#process.order('full');
  }

  type(text: string): Promise<void> {
    return this.#process.order('write', text);
  }

  /** The other end is gone. */
  hangUp(): Promise<void> {
    return this.#process.order('hang-up');
  }

  /** All that was read so far. */
  async output(): Promise<Buffer> {
    return Buffer.from(await this.#process.order<string>('output'), 'base64');
  }

  /** What a terminal made of it. */
  async emulated(): Promise<Emulated> {
    return emulate(await this.output(), 80, 24);
  }

  /** Waits for a line of the screen. */
  line(pattern: RegExp): Promise<RegExpExecArray> {
    let screen: readonly string[] = [];
    const probe = async () => {
      ({ screen } = await this.emulated());
      return screen.map((line) => pattern.exec(line)).find((match) => match !== null);
    };
    return until(`${pattern}`, probe, () => screen.join('\n'));
  }

  /** The lines of --json so far. */
  async lines(): Promise<Line[]> {
    const whole = (await this.output()).toString().split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line));
  }

  /** Waits until it has ended. @returns its exit status; negative for a signal */
  exited(): Promise<number> {
    const status = () => this.#process.order<number | null>('exit-status');
    return until('the end of the program', status, () => '');
  }

  /** The same, and until all that it wrote is read. */
  ended(): Promise<number> {
    const status = () => this.#process.order<number | null>('ended');
    return until('the end of the program and its output', status, () => '');
  }
}
