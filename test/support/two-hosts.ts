// Two hosts on a cable, in network namespaces that a test makes: `here` (10.9.0.1) with an engine on it,
// and `there` (10.9.0.2), each with the cable as its eth0. Nothing leaves them.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { EngineIn } from './engine-in.ts';
import { Namespace } from './namespace.ts';
import { until } from './wait.ts';

export const HERE = '10.9.0.1';
export const THERE = '10.9.0.2';

export interface Hosts {
  readonly here: Namespace;
  readonly there: Namespace;
  readonly engine: EngineIn;
}

/** Whether this user may make namespaces; elsewhere such tests are skipped. */
export async function namespacesAllowed(): Promise<boolean> {
  const probe = process.platform === 'linux' ? await Namespace.make() : null;
  probe?.close();
  return probe !== null;
}

/** Gone when the test ends. */
export async function twoHosts(): Promise<Hosts> {
  const here = await Namespace.make();
  if (here === null) throw new Error('no namespace, though there was one before');
  onTestFinished(() => here.close());
  const there = await here.neighbour('eth0', 'eth0');
  onTestFinished(() => there.close());
  await here.ip(`addr add ${HERE}/24 dev eth0`);
  await there.ip(`addr add ${THERE}/24 dev eth0`);
  const engine = new EngineIn(here);
  onTestFinished(() => engine.close());
  return { here, there, engine };
}

/** A Python program on a host; it says what it has to say in lines, `ready` when it is. */
export class Script {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: string[] = [];

  private constructor(host: Namespace, program: string, words: readonly string[]) {
    const [command = '', ...rest] = [...host.prefix, 'python3', '-c', program, ...words];
    this.#child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.lines.push(line));
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  /** Runs until the test ends. */
  static async on(host: Namespace, program: string, ...words: string[]): Promise<Script> {
    const script = new Script(host, program, words);
    await until('the program on the other host', () => script.lines.includes('ready') || null);
    return script;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }
}
