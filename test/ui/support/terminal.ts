// A terminal for tests: the dashboard writes to it, @xterm/headless shows what a person would see.

import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';

export class FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly #terminal: xterm.Terminal;
  raw = false;

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      // As a terminal's line discipline does: `\n` goes to the start of the next line.
      convertEol: true,
    });
    const stdin = new PassThrough();
    this.stdin = Object.assign(stdin, {
      isTTY: true,
      setRawMode: (raw: boolean) => {
        this.raw = raw;
        return stdin;
      },
      ref: () => stdin,
      unref: () => stdin,
    }) as unknown as NodeJS.ReadStream;
    const terminal = this.#terminal;
    const stdout = new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _encoding, done) => terminal.write(chunk, done),
    });
    this.stdout = Object.assign(stdout, {
      isTTY: true,
      getColorDepth: () => 8,
      columns,
      rows,
    }) as unknown as NodeJS.WriteStream;
  }

  type(text: string): void {
    (this.stdin as unknown as PassThrough).write(text);
  }

  /** As a window manager does: the terminal first, then the program is told. */
  async resize(columns: number, rows: number): Promise<void> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
    this.#terminal.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit('resize');
  }

  get alternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  get screen(): readonly string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) =>
        active
          .getLine(active.baseY + row)
          ?.translateToString(true)
          .trimEnd() ?? '',
    );
  }

  get text(): string {
    return this.screen.join('\n');
  }
}
