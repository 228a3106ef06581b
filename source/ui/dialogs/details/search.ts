// The search in the details' payload: the line that is typed, the hits, and the one that n and N stand on.

import type { Detail, PayloadChunk } from '../../../protocol/views.ts';
import { emptyField, type Field, fieldText } from '../../text/field.ts';
import { findHits, type Hit, readNeedle } from './find.ts';
import type { Block } from './payload.ts';

export interface Search {
  readonly field: Field;
  /** Its line is being typed. */
  readonly typing: boolean;
  /** The hit that was gone to last. */
  readonly at: Place | null;
}

/** A byte of the payload, whatever has been forgotten before it. */
interface Place {
  readonly direction: PayloadChunk['direction'];
  readonly offset: number;
}

export const newSearch: Search = { field: emptyField, typing: true, at: null };

/** What the details have laid out, and what of it is seen. */
export interface Page {
  readonly blocks: readonly Block[];
  readonly total: number;
  /** Lines that fit. */
  readonly room: number;
  /** The first that is seen. */
  readonly top: number;
  readonly chunks: readonly PayloadChunk[];
}

export interface Found {
  readonly hits: readonly Hit[];
  /** Which of them `at` is; -1 for none. */
  readonly current: number;
  /** Why nothing can be looked for; null where it can. */
  readonly fault: string | null;
}

const NOTHING: Found = { hits: [], current: -1, fault: null };

export function chunksOf(detail: Detail | null): readonly PayloadChunk[] {
  return detail === null || detail.of === 'gone' || detail.of === 'endpoint' ? [] : detail.chunks;
}

export function found(search: Search | null, chunks: readonly PayloadChunk[]): Found {
  const read = search === null ? null : readNeedle(fieldText(search.field));
  if (search === null || read === null) return NOTHING;
  if (!read.ok) return { ...NOTHING, fault: read.message };
  const hits = findHits(chunks, read.needle);
  const current = hits.findIndex((hit) => isAt(hit, chunks, search.at));
  return { hits, current, fault: null };
}

function placeOf([{ chunk, start }]: Hit, chunks: readonly PayloadChunk[]): Place {
  const { direction, offset } = chunks[chunk] as PayloadChunk;
  return { direction, offset: offset + start };
}

function isAt(hit: Hit, chunks: readonly PayloadChunk[], at: Place | null): boolean {
  if (at === null) return false;
  const { direction, offset } = placeOf(hit, chunks);
  return direction === at.direction && offset === at.offset;
}

/** On a hit, by its number; round the ends. */
export function goTo(
  search: Search,
  { hits }: Found,
  wanted: number,
  chunks: readonly PayloadChunk[],
): { readonly search: Search; readonly hit: Hit } | null {
  const hit = hits[(wanted + hits.length) % Math.max(1, hits.length)];
  return hit === undefined ? null : { search: { ...search, at: placeOf(hit, chunks) }, hit };
}

/** Bytes of one chunk that are to be marked. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** Of the hit that was gone to. */
  readonly current: boolean;
}

/** The marks of each chunk that has some, in order. */
export function marksOf({ hits, current }: Found): ReadonlyMap<number, readonly Mark[]> {
  const marks = new Map<number, Mark[]>();
  for (const [i, hit] of hits.entries()) {
    for (const { chunk, start, end } of hit) {
      const own = marks.get(chunk) ?? [];
      own.push({ start, end, current: i === current });
      marks.set(chunk, own);
    }
  }
  return marks;
}
