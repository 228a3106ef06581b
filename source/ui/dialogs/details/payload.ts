// The lower part of the details: payload as hex and text side by side, chunk by chunk. Only the lines
// that are shown are made: a conversation can have thousands.

import type { PayloadChunk } from '../../../protocol/views.ts';
import { clockTime } from '../../text/format.ts';
import { type BytesPerRow, hexRow, hexRowCount, hexRowWidth } from '../../text/hex.ts';
import type { Theme } from '../../theme.ts';
import { line } from '../line.ts';
import { details as messages } from '../messages.ts';
import { exactBytes } from './fact.ts';

/** Lines that are made when they are looked at. */
export interface Block {
  readonly count: number;
  /** What it is, whatever stands above it; left out for what is always there. */
  readonly key?: string;
  line(index: number): string;
}

export function blockOf(lines: readonly string[]): Block {
  return { count: lines.length, line: (index) => lines[index] as string };
}

/** Lines `from` to `to` of blocks that stand below each other. */
export function linesOf(blocks: readonly Block[], from: number, to: number): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  for (const block of blocks) {
    const end = start + block.count;
    for (let at = Math.max(from, start); at < Math.min(to, end); at += 1) {
      lines.push(block.line(at - start));
    }
    start = end;
  }
  return lines;
}

const MARGIN = 2;

export function bytesPerRow(width: number): BytesPerRow {
  return width >= MARGIN + hexRowWidth(16) ? 16 : 8;
}

/** One chunk: a line with direction, time, length and offset, then its dump. */
export function chunkBlock(chunk: PayloadChunk, width: number, theme: Theme): Block {
  const perRow = bytesPerRow(width);
  return {
    key: `${chunk.direction} ${chunk.offset}`,
    count: 1 + hexRowCount(chunk.data.length, perRow),
    line: (index) =>
      index === 0
        ? headLine(chunk, width, theme)
        : dumpLine(
            hexRow(chunk.data, index - 1, perRow, chunk.offset),
            perRow,
            chunk,
            width,
            theme,
          ),
  };
}

function headLine(chunk: PayloadChunk, width: number, theme: Theme): string {
  const { direction, bytes, offset, data, time } = chunk;
  const meaning = direction === 'in' ? 'incoming' : 'outgoing';
  const glyph = direction === 'in' ? theme.glyphs.incoming : theme.glyphs.outgoing;
  const kept = data.length < bytes ? `  ${messages.kept(exactBytes(data.length))}` : '';
  return line(
    width,
    theme,
    [meaning, ` ${glyph} ${messages.direction[direction].padEnd(8)}`],
    ['normal', `  ${clockTime(time)}  ${messages.chunk(exactBytes(bytes), String(offset))}`],
    ['lost', kept],
  );
}

function dumpLine(
  row: string,
  perRow: BytesPerRow,
  { direction }: PayloadChunk,
  width: number,
  theme: Theme,
): string {
  // The offset grows beyond 4 GiB; hex and text behind it don't.
  const hexStart = row.length - (hexRowWidth(perRow) - 8);
  const textStart = row.length - perRow;
  return line(
    width,
    theme,
    ['dim', ' '.repeat(MARGIN) + row.slice(0, hexStart)],
    ['normal', row.slice(hexStart, textStart)],
    [direction === 'in' ? 'incoming' : 'outgoing', row.slice(textStart)],
  );
}
