// Payload as a hex dump, in the manner of `hexdump -C`: offset, bytes, and printable ASCII beside them.

/** Bytes a row can hold: sixteen, or eight where the room is narrow. */
export type BytesPerRow = 16 | 8;

/** Digits of an offset; streams beyond 4 GiB take more. */
const OFFSET_DIGITS = 8;

/** Columns of a full row with an offset below 4 GiB: 43 for eight bytes, 76 for sixteen. */
export function hexRowWidth(perRow: BytesPerRow): number {
  const groups = perRow / 8;
  return OFFSET_DIGITS + 2 + perRow * 3 - 1 + (groups - 1) + 2 + perRow;
}

/** One text a byte: itself where it is printable ASCII, or a dot. */
const ASCII: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
);
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Rows that `length` bytes take. */
export function hexRowCount(length: number, perRow: BytesPerRow): number {
  return Math.ceil(length / perRow);
}

/**
 * Row `index` of a dump: `00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a           Hello, world.`
 * Made one by one, so that scrolling costs only what is shown. A last, shorter row is padded to the
 * same width.
 * @param latin1 the bytes, one character a byte
 * @param base offset of the first byte within its stream
 */
export function hexRow(latin1: string, index: number, perRow: BytesPerRow, base = 0): string {
  const start = index * perRow;
  const offset = (base + start).toString(16).padStart(OFFSET_DIGITS, '0');
  let hex = '';
  let text = '';
  for (let i = 0; i < perRow; i += 1) {
    const at = start + i;
    const byte = at < latin1.length ? latin1.charCodeAt(at) & 0xff : null;
    if (i > 0) hex += i % 8 === 0 ? '  ' : ' ';
    hex += byte === null ? '  ' : HEX[byte];
    text += byte === null ? ' ' : ASCII[byte];
  }
  return `${offset}  ${hex}  ${text}`;
}
