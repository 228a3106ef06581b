// The built program in a real pseudo-terminal: a tmux of its own with an interactive shell, as a person
// would have it. What the program writes is recorded byte for byte, for the terminal emulator.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM } from './program.ts';
import { until } from './wait.ts';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a person would type to run the built program. */
export function commandLine(...args: readonly string[]): string {
  return [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
}

let count = 0;

export class Terminal {
  readonly #socket = `sockscope-test-${process.pid}-${count++}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sockscope-pty-'));

  constructor({ columns = 80, rows = 24, environment = {} }: TerminalOptions = {}) {
    const given = Object.entries(environment).flatMap(([name, value]) => [
      '-e',
      `${name}=${value}`,
    ]);
    this.#tmux(
      ['start-server', ';', 'set-option', '-g', 'status', 'off', ';'],
      ['set-option', '-g', 'default-terminal', 'tmux-256color', ';'],
      ['new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, ...given],
      [
        `env -u CI -u FORCE_COLOR -u NO_COLOR HISTFILE=/dev/null PS1='$ ' bash --norc --noprofile -i`,
      ],
    );
    this.#tmux(['pipe-pane', '-O', `cat > ${this.#record}`]);
  }

  /** Runs the program. */
  start(...args: readonly string[]): Promise<void> {
    return this.run(commandLine(...args));
  }

  /** Types a command after `before` was printed; when it has ended, `status N` stands on the screen. */
  async run(command: string): Promise<void> {
    await this.waitFor('a prompt', (screen) => screen.some((line) => line.startsWith('$')));
    this.type(`clear; echo before; ${command}; echo status $?`);
    this.press('Enter');
  }

  /** Keys by tmux's names: `Enter`, `Escape`, `C-c`, `Up`, `BTab`, or a character. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#tmux(['send-keys', key === ';' ? '\\;' : key]);
  }

  /** Text as it is. */
  type(text: string): void {
    this.#tmux(['send-keys', '-l', text]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux(['resize-window', '-x', `${columns}`, '-y', `${rows}`]);
  }

  /** The screen's lines, without the blanks at their ends. */
  screen(): readonly string[] {
    return this.#tmux(['capture-pane', '-p']).replace(/\n$/, '').split('\n');
  }

  /** The same with its escape sequences for colour. */
  coloured(): string {
    return this.#tmux(['capture-pane', '-p', '-e']);
  }

  /** Facts of the pane by tmux's formats: `alternate_on`, `cursor_flag`, `pane_title`, `pane_pid`. */
  fact(name: string): string {
    return this.#tmux(['display-message', '-p', `#{${name}}`]).trim();
  }

  /** Every byte that the terminal was sent so far. */
  bytes(): Buffer {
    return readFileSync(this.#record);
  }

  /** The bytes that the program itself sent: those since it took the alternate screen. */
  frames(): Buffer {
    const bytes = this.bytes();
    return bytes.subarray(Math.max(0, bytes.indexOf('\u001b[?1049h')));
  }

  async waitFor(
    what: string,
    fits: (screen: readonly string[]) => boolean,
    deadlineMs?: number,
  ): Promise<readonly string[]> {
    const probe = () => {
      const screen = this.screen();
      return fits(screen) ? screen : null;
    };
    return until(what, probe, () => this.screen().join('\n'), deadlineMs);
  }

  /** Waits until a line matches, and gives that line. */
  async waitForLine(pattern: RegExp): Promise<string> {
    const screen = await this.waitFor(`${pattern}`, (lines) => lines.some((l) => pattern.test(l)));
    return screen.find((line) => pattern.test(line)) ?? '';
  }

  /** The process that the shell runs in the foreground. */
  async child(): Promise<number> {
    const shell = this.fact('pane_pid');
    return until('a process of the shell', () => {
      const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
      return children === '' ? null : Number(children.split(' ')[0]);
    });
  }

  close(): void {
    spawnSync('tmux', ['-L', this.#socket, 'kill-server'], { stdio: 'ignore' });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #record(): string {
    return join(this.#folder, 'bytes');
  }

  #tmux(...words: readonly (readonly string[])[]): string {
    const result = spawnSync('tmux', ['-L', this.#socket, '-f', '/dev/null', ...words.flat()], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', TMUX: '' },
    });
    if (result.status !== 0) throw new Error(`tmux ${words.flat().join(' ')}: ${result.stderr}`);
    return result.stdout;
  }
}
