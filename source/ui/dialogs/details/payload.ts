// The lower part of the details: payload as hex and text side by side, chunk by chunk. Only the lines
// that are shown are made: a conversation can have thousands.

import type { PayloadChunk } from '../../../protocol/views.ts';
import { clockTime } from '../../text/format.ts';
import { type BytesPerRow, hexRow, hexRowCount, hexRowWidth } from '../../text/hex.ts';
import type { Meaning, Theme } from '../../theme.ts';
import { details as messages } from '../details-messages.ts';
import { line, type Piece } from '../line.ts';
import { exactBytes } from './fact.ts';
import type { Mark } from './search.ts';

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

/** What a chunk's block is known by. */
export const chunkKey = ({ direction, offset }: PayloadChunk): string => `${direction} ${offset}`;

/** The line of a chunk's block that shows a byte of it. */
export const lineOfByte = (at: number, width: number): number =>
  1 + Math.floor(at / bytesPerRow(width));

/**
 * One chunk: a line with direction, time, length and offset, then its dump.
 * @param marks bytes that were searched for, in order
 */
export function chunkBlock(
  chunk: PayloadChunk,
  width: number,
  theme: Theme,
  marks: readonly Mark[] = [],
): Block {
  const perRow = bytesPerRow(width);
  return {
    key: chunkKey(chunk),
    count: 1 + hexRowCount(chunk.data.length, perRow),
    line: (index) =>
      index === 0
        ? headLine(chunk, width, theme)
        : dumpLine(
            hexRow(chunk.data, index - 1, perRow, chunk.offset),
            perRow,
            chunk,
            marksIn(marks, (index - 1) * perRow, perRow),
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

/** The marks of one row, their places counted in it. */
function marksIn(marks: readonly Mark[], from: number, perRow: number): readonly Mark[] {
  return marks
    .filter(({ start, end }) => end > from && start < from + perRow)
    .map(({ start, end, current }) => ({
      start: Math.max(0, start - from),
      end: Math.min(perRow, end - from),
      current,
    }));
}

function dumpLine(
  row: string,
  perRow: BytesPerRow,
  { direction }: PayloadChunk,
  marks: readonly Mark[],
  width: number,
  theme: Theme,
): string {
  // The offset grows beyond 4 GiB; hex and text behind it don't.
  const hexStart = row.length - (hexRowWidth(perRow) - 8);
  const textStart = row.length - perRow;
  // Without colour the margin alone says where a hit is.
  const margin = marks.length > 0 ? `${theme.glyphs.cursor} ` : ' '.repeat(MARGIN);
  const hexPlace = (byte: number): number => 2 + byte * 3 + Math.floor(byte / 8);
  return line(
    width,
    theme,
    ['dim', margin + row.slice(0, hexStart)],
    ...marked(row.slice(hexStart, textStart), 'normal', marks, (start, end) => [
      hexPlace(start),
      hexPlace(end - 1) + 2,
    ]),
    ...marked(
      row.slice(textStart),
      direction === 'in' ? 'incoming' : 'outgoing',
      marks,
      (start, end) => [start, end],
    ),
  );
}

/** A text in its meaning, but for the marks; `place` says where in it bytes are. */
function marked(
  text: string,
  meaning: Meaning,
  marks: readonly Mark[],
  place: (start: number, end: number) => readonly [from: number, to: number],
): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { start, end, current } of marks) {
    const [from, to] = place(start, end);
    pieces.push([meaning, text.slice(done, from)]);
    pieces.push([current ? 'selected' : 'found', text.slice(from, to)]);
    done = to;
  }
  return [...pieces, [meaning, text.slice(done)]];
}
