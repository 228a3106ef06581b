// The built program as a person runs it: its dashboard drawing in a real pseudo-terminal (script(1) of
// util-linux), its output read as fast as it comes.

import { PROGRAM } from './paths.ts';
import { children, Process, until } from './processes.ts';

/** What a candidate needs that shows the dashboard. */
export const DASHBOARD_NEEDS = ['script', 'stty'] as const;

/** The counts of one endpoint in the closing report; null where the report says `--`. */
export interface EndpointReport {
  readonly served: number | null;
  readonly datagramsIn: number | null;
  readonly datagramsOut: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly kernelDrops: number | null;
  readonly engineDrops: number;
}

export interface DashboardOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

export class Dashboard {
  readonly #process: Process;
  /** The program's own process. */
  readonly pid: number;

  private constructor(terminal: Process, pid: number) {
    this.#process = terminal;
    this.pid = pid;
  }

  /** Resolves when the first frame is drawn. */
  static async start(
    args: readonly string[],
    { columns = 80, rows = 24, environment = {} }: DashboardOptions = {},
  ): Promise<Dashboard> {
    const words = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
    const terminal = new Process(
      'script',
      ['-qfec', `stty cols ${columns} rows ${rows}; exec ${words}`, '/dev/null'],
      { TERM: 'xterm-256color', CI: undefined, NO_COLOR: undefined, ...environment },
    );
    await until('the first frame', () => (terminal.output.includes('Listen') ? true : null));
    const pid = await until('the program', () => children(terminal.pid)[0] ?? null);
    return new Dashboard(terminal, pid);
  }

  /** What the terminal was sent, the newest part of it. */
  get screen(): string {
    return this.#process.output;
  }

  /** How many bytes the terminal was sent so far. */
  get written(): number {
    return this.#process.written;
  }

  /** Keys, as a keyboard sends them. */
  type(keys: string): void {
    this.#process.child.stdin?.write(keys);
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** Ends it as a person would who closes it from another terminal, and reads its closing report. */
  async stop(): Promise<readonly EndpointReport[]> {
    process.kill(this.pid, 'SIGTERM');
    await until('the end of the dashboard', () => (this.running ? null : true), 30_000);
    const report = this.screen.slice(this.screen.lastIndexOf('sockscope ran'));
    return report
      .split(/^ {2}(?=\S)/m)
      .slice(1)
      .map(endpointReport);
  }
}

function endpointReport(text: string): EndpointReport {
  const count = (pattern: RegExp): number | null => {
    const found = pattern.exec(text.replace(/\s+/g, ' '));
    return found === null ? null : Number(found[1]?.replaceAll(',', ''));
  };
  return {
    served: count(/([\d,]+) clients? served/),
    datagramsIn: count(/([\d,]+) datagrams? in/),
    datagramsOut: count(/datagrams? in, ([\d,]+) out/),
    bytesIn: count(/([\d,]+) B in/) ?? 0,
    bytesOut: count(/B in, ([\d,]+) B out/) ?? 0,
    kernelDrops: count(/kernel drops ([\d,]+)/),
    engineDrops: count(/own drops ([\d,]+)/) ?? 0,
  };
}
