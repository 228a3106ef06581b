// What a terminal makes of bytes: @xterm/headless sees the screen, the title, the bells and what is
// said back to the program, as a person's terminal would.

import xterm from '@xterm/headless';

export interface Emulated {
  readonly screen: readonly string[];
  readonly alternate: boolean;
  readonly titles: readonly string[];
  readonly bells: number;
  /** Sequences by which a program reaches the system: clipboard (OSC 52), links (OSC 8), … */
  readonly commands: readonly string[];
}

export async function emulate(bytes: Uint8Array, columns: number, rows: number): Promise<Emulated> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const titles: string[] = [];
  const commands: string[] = [];
  let bells = 0;
  terminal.onTitleChange((title) => titles.push(title));
  terminal.onBell(() => {
    bells += 1;
  });
  for (const number of [4, 7, 8, 9, 52, 777, 1337]) {
    terminal.parser.registerOscHandler(number, (data) => {
      commands.push(`OSC ${number} ${data}`);
      return false;
    });
  }
  await new Promise<void>((resolve) => terminal.write(bytes, resolve));
  const { active } = terminal.buffer;
  const screen = Array.from({ length: rows }, (_, row) =>
    (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
  );
  const alternate = active.type === 'alternate';
  terminal.dispose();
  return { screen, alternate, titles, bells, commands };
}
