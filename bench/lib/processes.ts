// Processes that are measured, and those that measure: started, waited for, asked how they are, ended.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { StringDecoder } from 'node:string_decoder';

const DEADLINE_MS = 15_000;
/** What sysconf(_SC_CLK_TCK) is on every Linux: the unit of times in /proc/<pid>/stat. */
const TICKS_A_SECOND = 100;

/** Of what a process writes so much is kept, the newest. */
const KEPT_OUTPUT = 4 * 1024 * 1024;

export class Process {
  readonly child: ChildProcess;
  /** What it wrote on stdout; the newest part of it, when that is long. */
  output = '';
  /** How many bytes it wrote in all. */
  written = 0;
  readonly #ended: Promise<number | null>;

  /** Its stdin is open and empty, its stderr is the bench's. */
  constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    const decoder = new StringDecoder('utf8');
    this.child.stdout?.on('data', (bytes: Buffer) => {
      this.written += bytes.length;
      this.output += decoder.write(bytes);
      if (this.output.length > KEPT_OUTPUT) this.output = this.output.slice(-KEPT_OUTPUT / 2);
    });
    // It may end while it is written to.
    this.child.stdin?.on('error', () => {});
    this.#ended = new Promise((resolve, reject) => {
      this.child.once('close', resolve);
      this.child.once('error', reject);
    });
    this.#ended.catch(() => {});
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Its exit status; null when a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Asks it to end, and makes it after two seconds. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 2000);
    await this.#ended.catch(() => {});
    clearTimeout(timer);
  }
}

/** Runs to the end and gives what it wrote. Rejects when it fails or outlives `deadlineMs`. */
export async function output(
  command: string,
  args: readonly string[],
  deadlineMs = 120_000,
): Promise<string> {
  const child = new Process(command, args);
  const timer = setTimeout(() => child.child.kill('SIGKILL'), deadlineMs);
  const status = await child.ended();
  clearTimeout(timer);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit status ${status}`);
  return child.output;
}

/**
 * The command on one core alone, the machine's last: load generators stand there, what they measure is
 * free to run anywhere. On a machine with one core, or without taskset(1), the command as it is.
 */
export function onGeneratorCore(
  command: string,
  args: readonly string[],
): readonly [string, readonly string[]] {
  const last = cpus().length - 1;
  if (last === 0 || !hasTaskset()) return [command, args];
  return ['taskset', ['-c', `${last}`, command, ...args]];
}

let taskset: boolean | null = null;
function hasTaskset(): boolean {
  if (taskset === null) {
    try {
      execFileSync('taskset', ['-V'], { stdio: 'ignore' });
      taskset = true;
    } catch {
      taskset = false;
    }
  }
  return taskset;
}

/**
 * Asks until it gets something.
 * @param probe null: not yet
 */
export async function until<Value>(
  what: string,
  probe: () => Value | null | Promise<Value | null>,
  deadlineMs = DEADLINE_MS,
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await probe();
    if (value !== null) return value;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(5);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Processor time of a process and all its threads, user and system, in seconds (proc(5), stat). */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Resident memory of a process, in bytes (proc(5), status). */
export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1024;
}

/** Open descriptors of a process. */
export function descriptors(pid: number): number {
  return Number(execFileSync('sh', ['-c', `ls /proc/${pid}/fd | wc -l`], { encoding: 'utf8' }));
}

/** The processes that a process started and that still run. */
export function children(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
