// A helper in Python (see orders.py) that is told what to do, an order a line. For what Node can't do by
// itself: thousands of clients that cost nothing, a terminal that nobody reads.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export class Ordered {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  #errors = '';

  /**
   * Killed when the test ends.
   * @param script beside this file
   * @param prefix words that run it elsewhere, in a network namespace for example
   */
  constructor(script: string, args: readonly string[] = [], prefix: readonly string[] = []) {
    const file = fileURLToPath(new URL(script, import.meta.url));
    const [command = '', ...rest] = [...prefix, 'python3', '-B', file, ...args];
    this.#child = spawn(command, rest, { stdio: 'pipe' });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on('error', () => {});
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    if (stdout !== null) {
      createInterface({ input: stdout }).on('line', (line) => {
        this.#waiting.shift()?.resolve(JSON.parse(line));
      });
    }
    this.#child.once('close', () => {
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new Error(`${script} ended.\n${this.#errors}`));
      }
    });
    onTestFinished(() => this.kill());
  }

  /** @returns its answer. @throws when it ended instead, with what it said */
  order<Answer = void>(name: string, ...args: readonly unknown[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (answer: unknown) => void, reject });
      this.#child.stdin?.write(`${JSON.stringify([name, ...args])}\n`);
    });
  }

  /** At once, with all that it holds. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
