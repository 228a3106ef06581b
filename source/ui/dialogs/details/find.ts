// Finding bytes in payload: text whatever the case, or what the filter's `text:` and `hex:` say, exactly.
// A stream is searched as what it is: where it was cut into chunks does not matter.

import { parseFilter } from '../../../filter.ts';
import type { PayloadChunk } from '../../../protocol/views.ts';

export interface Needle {
  /** One character a byte; in lower case where the case does not matter. */
  readonly bytes: string;
  readonly anyCase: boolean;
}

export type ReadNeedle =
  | { readonly ok: true; readonly needle: Needle }
  | { readonly ok: false; readonly message: string };

/** @returns null for an empty text */
export function readNeedle(text: string): ReadNeedle | null {
  if (text === '') return null;
  if (!/^(text|hex):/i.test(text)) return { ok: true, needle: plain(text) };
  const parsed = parseFilter(text, ['datagrams']);
  if (!parsed.ok) return { ok: false, message: parsed.fault.message };
  const [first, second] = parsed.terms;
  // Words after it: no notation, but text that begins like one.
  if (first?.test.of !== 'payload' || second !== undefined) {
    return { ok: true, needle: plain(text) };
  }
  return { ok: true, needle: { bytes: first.test.bytes, anyCase: false } };
}

const plain = (text: string): Needle => ({
  bytes: lowerCase(Buffer.from(text).toString('latin1')),
  anyCase: true,
});

/** Of letters that are ASCII: bytes above are parts of characters, which have no case by themselves. */
const lowerCase = (latin1: string): string =>
  latin1.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Bytes `start` to `end` of what is kept of a chunk. */
export interface Part {
  readonly chunk: number;
  readonly start: number;
  readonly end: number;
}

/** One place where the bytes are: in a chunk, or in several of a direction that follow each other. */
export type Hit = readonly [first: Part, ...others: Part[]];

/** More than anyone steps through; a byte alone may be everywhere. */
export const MOST_HITS = 10_000;

/** In the order in which the chunks are shown; none of a direction overlap. */
export function findHits(chunks: readonly PayloadChunk[], needle: Needle): readonly Hit[] {
  const hits = (['in', 'out'] as const).flatMap((direction) =>
    runsOf(chunks, direction).flatMap((run) => findIn(run, needle)),
  );
  return hits.toSorted(([a], [b]) => a.chunk - b.chunk || a.start - b.start).slice(0, MOST_HITS);
}

/** Chunks of one direction without a byte missing between them. */
interface Run {
  readonly parts: { readonly chunk: number; readonly from: number; readonly length: number }[];
  data: string;
  /** The stream's offset behind it. */
  end: number;
}

function runsOf(chunks: readonly PayloadChunk[], direction: PayloadChunk['direction']): Run[] {
  const runs: Run[] = [];
  for (const [chunk, { direction: way, offset, data }] of chunks.entries()) {
    if (way !== direction || data === '') continue;
    let run = runs.at(-1);
    if (run?.end !== offset) {
      run = { parts: [], data: '', end: offset };
      runs.push(run);
    }
    run.parts.push({ chunk, from: run.data.length, length: data.length });
    run.data += data;
    run.end = offset + data.length;
  }
  return runs;
}

function findIn({ parts, data }: Run, { bytes, anyCase }: Needle): Hit[] {
  const text = anyCase ? lowerCase(data) : data;
  const hits: Hit[] = [];
  let part = 0;
  for (
    let at = text.indexOf(bytes);
    at >= 0 && hits.length < MOST_HITS;
    at = text.indexOf(bytes, at + bytes.length)
  ) {
    const end = at + bytes.length;
    while (behind(parts[part]) <= at) part += 1;
    const [first, ...others] = parts
      .slice(part)
      .slice(0, bytes.length)
      .filter(({ from }) => from < end)
      .map(({ chunk, from, length }) => ({
        chunk,
        start: Math.max(0, at - from),
        end: Math.min(length, end - from),
      }));
    if (first !== undefined) hits.push([first, ...others]);
  }
  return hits;
}

const behind = (part: Run['parts'][number] | undefined): number =>
  part === undefined ? Number.POSITIVE_INFINITY : part.from + part.length;
