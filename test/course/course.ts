// The course's programs (programs/), each in a process of its own, and sockscope beside them.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Namespace } from '../support/namespace.ts';
import { type Line, Program } from '../support/program.ts';
import { DEADLINE_MS, until } from '../support/wait.ts';

/** Where a program runs, if not beside the test. */
export interface Place {
  readonly folder?: string;
  readonly within?: Namespace;
}

export class CourseProgram {
  /** What it has said so far. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  #errors = '';
  #status: number | null = null;

  /** Killed when the test ends. @param words the program's file, its role, the role's arguments */
  constructor(words: readonly string[], { folder, within }: Place = {}) {
    const [script = '', ...rest] = words;
    const file = fileURLToPath(new URL(`programs/${script}`, import.meta.url));
    const python = [...(within?.prefix ?? []), 'python3', '-B', '-X', 'utf8', file, ...rest];
    const [command = '', ...args] = python;
    this.#child = spawn(command, args, { stdio: 'pipe', cwd: folder });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on('error', () => {});
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => this.#say(line));
    this.#child.once('close', (status, signal) => {
      this.#status = signal === null ? status : -1;
    });
    onTestFinished(() => this.kill());
  }

  /** Waits until it says something, which may have been before; gives what stands after those words. */
  async says(words: string): Promise<string> {
    return (await this.saysAll(words, 1))[0] ?? '';
  }

  /** Waits until it has said it so many times. */
  saysAll(words: string, count: number, deadlineMs = DEADLINE_MS): Promise<string[]> {
    return until(
      `${count} times "${words}"`,
      () => {
        const said = this.said(words);
        return said.length >= count ? said : null;
      },
      () => `${this.lines.slice(-20).join('\n')}\n${this.#errors}`,
      deadlineMs,
    );
  }

  /** What it has said after these words so far. */
  said(words: string): string[] {
    return this.lines
      .filter((line) => line === words || line.startsWith(`${words} `))
      .map((line) => line.slice(words.length + 1));
  }

  /** The port that it listens on. */
  async port(): Promise<number> {
    return Number(await this.says('listening'));
  }

  /** A line for its stdin. */
  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** The end of its stdin. */
  hush(): void {
    this.#child.stdin?.end();
  }

  /** Waits for its end. @returns the exit status, and what it said on stderr */
  async ended(): Promise<{ status: number; errors: string }> {
    const status = await until(
      'the end of the program',
      () => this.#status,
      () => `${this.lines.slice(-20).join('\n')}\n${this.#errors}`,
    );
    return { status, errors: this.#errors };
  }

  get running(): boolean {
    return this.#status === null;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  kill(): void {
    this.signal('SIGKILL');
  }

  #say(line: string): void {
    this.lines.push(line);
  }
}

/** Starts one of the programs. */
export const course = (...words: readonly (string | number)[]): CourseProgram =>
  new CourseProgram(words.map(String));

/** Runs one to its end, which must be a good one, and gives what it said. */
export async function ran(...words: readonly (string | number)[]): Promise<string[]> {
  const program = course(...words);
  const { status, errors } = await program.ended();
  if (status !== 0) throw new Error(`${words.join(' ')}: ${errors}`);
  return program.lines;
}

/** Starts sockscope, as it is published, with these endpoints. */
export const sockscope = (...specs: readonly string[]): Program => sockscopeIn(null, ...specs);

/** The same in a network namespace. */
export function sockscopeIn(within: Namespace | null, ...specs: readonly string[]): Program {
  const program = new Program([...specs, '--json'], {}, within?.prefix);
  onTestFinished(async () => {
    await program.stop('SIGKILL');
  });
  return program;
}

/** Waits until there are so many lines of a type. */
export function linesOf({ lines }: Program, type: string, count: number): Promise<Line[]> {
  return until(
    `${count} lines ${type}`,
    () => {
      const found = lines.filter((line) => line.type === type);
      return found.length >= count ? found : null;
    },
    () =>
      lines
        .map((line) => JSON.stringify(line))
        .slice(-20)
        .join('\n'),
  );
}

/** The payload of a line. */
export const text = (line: Line): string => Buffer.from(line.data, 'base64').toString();
