// The search in the details: what its keys do, and its line.
//
//    /hello|                                                             2 of 5

import { printable } from '../../text/escape.ts';
import { drawField, editField, fieldText } from '../../text/field.ts';
import type { Theme } from '../../theme.ts';
import { details as messages } from '../details-messages.ts';
import type { Key } from '../dialog.ts';
import { line } from '../line.ts';
import { type Anchor, anchorAt, lineOf } from './anchor.ts';
import { type Hit, MOST_HITS } from './find.ts';
import { chunkKey, lineOfByte } from './payload.ts';
import { found, goTo, newSearch, type Page, type Search } from './search.ts';

/** What becomes of the details; where it goes to a hit, what is seen too. */
interface Change {
  readonly search: Search | null;
  readonly top?: number;
  readonly anchor?: Anchor | null;
}

/** What a key does to the search; null: it is none of its. */
export function searchKey(
  search: Search | null,
  key: Key,
  page: Page,
  width: number,
): Change | null {
  if (search?.typing === true) return typed(search, key, page, width);
  if (key.name === 'escape') return search === null ? null : { search: null };
  if (key.name !== 'character') return null;
  if (key.input === '/' && page.chunks.length > 0) {
    return { search: { ...(search ?? newSearch), typing: true } };
  }
  if (search === null || (key.input !== 'n' && key.input !== 'N')) return null;
  const { hits, current } = found(search, page.chunks);
  // Where the hit that was gone to is forgotten, it goes on from what is seen.
  if (current < 0) return toHit(search, firstInSight(search, page, width), page, width);
  return toHit(search, current + (key.input === 'n' ? 1 : hits.length - 1), page, width);
}

function typed(search: Search, key: Key, page: Page, width: number): Change | null {
  const empty = fieldText(search.field) === '';
  if (key.name === 'escape' || (empty && (key.name === 'enter' || key.name === 'backspace'))) {
    return { search: null };
  }
  if (key.name === 'enter') {
    // What can't be read, or is not there, stays to be mended.
    const first = firstInSight(search, page, width);
    const gone = toHit(search, first, page, width);
    return gone.search === search ? gone : { ...gone, search: { ...gone.search, typing: false } };
  }
  const field = editField(search.field, key);
  return field === null ? null : { search: { ...search, field, at: null } };
}

/** The first hit that is not above what is seen; the first of all where there is none. */
function firstInSight(search: Search, page: Page, width: number): number {
  const { hits } = found(search, page.chunks);
  const below = hits.findIndex((hit) => lineOfHit(hit, page, width) >= page.top);
  return Math.max(0, below);
}

/** Goes on a hit, which is brought into sight with some of what stands before it. */
function toHit(
  search: Search,
  wanted: number,
  page: Page,
  width: number,
): Change & { readonly search: Search } {
  const gone = goTo(search, found(search, page.chunks), wanted, page.chunks);
  if (gone === null) return { search };
  const at = lineOfHit(gone.hit, page, width);
  const inSight = at >= page.top && at < page.top + page.room;
  const top = inSight ? page.top : Math.max(0, at - Math.floor(page.room / 3));
  return { search: gone.search, top, anchor: anchorAt(top, page.blocks) };
}

function lineOfHit([{ chunk, start }]: Hit, { blocks, chunks }: Page, width: number): number {
  const at = chunks[chunk];
  const key = at === undefined ? '' : chunkKey(at);
  return lineOf({ key, line: lineOfByte(start, width) }, blocks) ?? 0;
}

const PROMPT = ' /';
/** Columns that the typed text keeps beside a remark. */
const LEAST_FIELD = 20;
/** Blanks around it. */
const REMARK_MARGIN = 3;

/** The last line of the details while there is a search; null while there is none. */
export function searchLine(
  search: Search | null,
  { chunks }: Page,
  width: number,
  theme: Theme,
): string | null {
  if (search === null) return null;
  const { hits, current, fault } = found(search, chunks);
  const place = messages.hits(current + 1, hits.length, hits.length >= MOST_HITS);
  const text = fieldText(search.field);
  if (!search.typing) {
    return line(
      width,
      theme,
      ['key', PROMPT],
      ['normal', printable(text, theme.ascii)],
      ['dim', `   ${place}   ${messages.searchHints}`],
    );
  }
  const said = text === '' ? messages.searchNotation : (fault ?? place);
  const wrong = fault !== null || (text !== '' && hits.length === 0);
  const prompt = Math.min(PROMPT.length, width);
  const room = Math.min(Math.max(0, width - LEAST_FIELD), said.length + REMARK_MARGIN);
  const remark = `  ${printable(said, theme.ascii)} `;
  return (
    line(prompt, theme, ['key', PROMPT]) +
    drawField(search.field, width - prompt - room, theme, true) +
    line(room, theme, [wrong ? 'failed' : 'dim', remark])
  );
}
