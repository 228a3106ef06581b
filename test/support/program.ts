// The built program with --json, in a process of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './wait.ts';

export const PROGRAM = fileURLToPath(new URL('../../bin/sockscope.cjs', import.meta.url));

/** A line of --json, as a script would read it. */
export interface Line {
  readonly time: string;
  readonly type: string;
  readonly endpoint?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the fields are what the tests are about
  readonly [field: string]: any;
}

export class Program {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  stderr = '';
  readonly #exited: Promise<number | null>;
  #rest = '';

  /** @param prefix words that run it elsewhere, in a network namespace for example */
  constructor(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    prefix: readonly string[] = [],
  ) {
    const [command = '', ...rest] = [...prefix, process.execPath, PROGRAM, ...args];
    this.child = spawn(command, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** The first line of a type that fits, once it is there. */
  line(type: string, fits: (line: Line) => boolean = () => true): Promise<Line> {
    return until(
      `a line ${type}`,
      () => this.lines.find((line) => line.type === type && fits(line)),
      () => `${this.lines.map((line) => JSON.stringify(line)).join('\n')}\n${this.stderr}`,
    );
  }

  /** The port of an endpoint, once it is bound. */
  async port(endpoint: string): Promise<number> {
    const line = await this.line('endpoint.bound', (each) => each.endpoint === endpoint);
    return line.local.port;
  }

  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Ends it as a user would, and gives its exit status; safe to call twice. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.#exited;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.lines.push(JSON.parse(line));
  }
}
