// Ink takes every row of a frame apart into cells, and puts the cells together again: 9 ms of a frame at
// 120×40. A row of ours is one text from the left edge that is painted already, and stays as it is. The
// build puts this around Ink's `Output` (scripts/build.mjs); all other rows and frames are Ink's own doing.

import { simpleWidth } from '../text/columns.ts';

/** Ink's canvas, in so far as its renderer uses it. */
export interface Canvas {
  write(x: number, y: number, text: string, options: WriteOptions): void;
  clip(clip: unknown): void;
  unclip(): void;
  get(): { readonly output: string; readonly height: number };
}

interface WriteOptions {
  /** What components do with each line of a text. */
  readonly transformers: readonly ((line: string, index: number) => string)[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export type CanvasClass = new (size: Size) => Canvas;

interface Write {
  readonly x: number;
  readonly text: string;
}

/** A canvas class whose frames look as those of `Original`. */
export function paintedRows(Original: CanvasClass): CanvasClass {
  const composed = (width: number, writes: readonly Write[]): string => {
    const row = new Original({ width, height: 1 });
    for (const { x, text } of writes) row.write(x, 0, text, { transformers: [] });
    return row.get().output;
  };

  return class PaintedRows implements Canvas {
    readonly #width: number;
    readonly #height: number;
    readonly #original: Canvas;
    /** What was written to each row; null once something was that rows can't be told apart by. */
    #rows: Write[][] | null;

    constructor(size: Size) {
      this.#width = size.width;
      this.#height = size.height;
      this.#original = new Original(size);
      this.#rows = Array.from({ length: size.height }, () => []);
    }

    write(x: number, y: number, text: string, options: WriteOptions): void {
      this.#original.write(x, y, text, options);
      // Every Text has a transformer; one without properties leaves the text alone.
      const changed = options.transformers.some((transform) => transform(text, 0) !== text);
      if (changed || text.includes('\n')) this.#rows = null;
      // Beyond the last row nothing is drawn.
      this.#rows?.[y]?.push({ x, text });
    }

    clip(clip: unknown): void {
      this.#original.clip(clip);
      this.#rows = null;
    }

    unclip(): void {
      this.#original.unclip();
    }

    get(): { readonly output: string; readonly height: number } {
      if (this.#rows === null) return this.#original.get();
      const lines = this.#rows.map((writes) => {
        const [only] = writes;
        if (only === undefined) return '';
        const painted = writes.length === 1 && only.x === 0 && isPainted(only.text, this.#width);
        return painted ? only.text.trimEnd() : composed(this.#width, writes);
      });
      return { output: lines.join('\n'), height: this.#height };
    }
  };
}

const sgr = /\x1b\[([0-9;]*)m/g;
/** What an SGR sequence sets, one by one: a colour of 256 or of all takes several numbers. */
const settings = /[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+/g;
const ENDS: ReadonlySet<string> = new Set(['22', '24', '39', '49']);

/** Simple characters that fit into the width, and styles of which each ends where the text does. */
function isPainted(text: string, width: number): boolean {
  const columns = simpleWidth(text);
  if (columns === null || columns > width) return false;
  const open = new Set<string>();
  for (const [, codes = ''] of text.matchAll(sgr)) {
    for (const code of codes.match(settings) ?? ['0']) {
      const end = endOf(code);
      if (end !== null) open.add(end);
      else if (ENDS.has(code)) open.delete(code);
      else return false;
    }
  }
  return open.size === 0;
}

/** The SGR code that ends a style of those that theme/sgr.ts paints with (ECMA-48); null for what begins none. */
function endOf(code: string): string | null {
  if (code === '1' || code === '2') return '22';
  if (code === '4') return '24';
  if (/^(?:3[0-7]|38;.*|9[0-7])$/.test(code)) return '39';
  return /^(?:4[0-7]|48;.*|10[0-7])$/.test(code) ? '49' : null;
}
