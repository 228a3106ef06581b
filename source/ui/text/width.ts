// Text in fixed places. All text that comes here is safe (text/escape.ts) or ours, so that a character
// is a column and `length` is the width.

export type Align = 'left' | 'right';

/** Cuts text to `width` columns; what was cut carries an ellipsis. */
export function cut(text: string, width: number, ellipsis: string): string {
  if (text.length <= width) return text;
  return width <= 0 ? '' : text.slice(0, width - 1) + ellipsis;
}

/** Exactly `width` columns: cut or padded. */
export function fitText(
  text: string,
  width: number,
  ellipsis: string,
  align: Align = 'left',
): string {
  const held = cut(text, width, ellipsis);
  return align === 'left' ? held.padEnd(width) : held.padStart(width);
}

/**
 * `address:port` in at most `width` columns, the port whole whatever happens: the address gives way.
 * Below the port's own width the port stays, and is wider than asked.
 */
export function fitAddress(text: string, width: number, ellipsis: string): string {
  if (text.length <= width) return text;
  const port = text.slice(text.lastIndexOf(':'));
  const room = width - port.length;
  return room <= 0 ? port.slice(1) : cut(text.slice(0, -port.length), room, ellipsis) + port;
}

/** Columns of a painted line: SGR sequences take none. */
export function visibleWidth(line: string): number {
  return line.replace(/\x1b\[[0-9;]*m/g, '').length;
}
