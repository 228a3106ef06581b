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

/** Every cell that lines leave in a terminal, with its colours and weight; what looks empty is empty. */
export async function cells(
  lines: string,
  columns: number,
  rows: number,
): Promise<readonly string[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(lines.replaceAll('\n', '\r\n'), resolve));
  const { active } = terminal.buffer;
  const seen: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const cell = active.getLine(row)?.getCell(column);
      if (cell === undefined) continue;
      const blank = cell.getChars().trim() === '';
      const behind = `${cell.getBgColorMode()}:${cell.getBgColor()} ${cell.isInverse()}`;
      // The colour of a blank is not seen, but what is behind it.
      const front = blank
        ? ''
        : `${cell.getFgColorMode()}:${cell.getFgColor()} ${cell.isBold()} ${cell.isDim()}`;
      seen.push(`${blank ? ' ' : cell.getChars()} ${front} ${behind}`);
    }
  }
  terminal.dispose();
  return seen;
}
