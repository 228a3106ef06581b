// Details of an endpoint, a connection or a datagram, from what the view carries: facts, then payload.

import type { Detail, DetailRequest, PayloadChunk } from '../../protocol/views.ts';
import { describes } from '../state/detail.ts';
import { printable } from '../text/escape.ts';
import { type Anchor, anchorAt, anchoredTop } from './details/anchor.ts';
import { connectionFacts } from './details/connection.ts';
import { datagramFacts } from './details/datagram.ts';
import { endpointFacts } from './details/endpoint.ts';
import { type Fact, factsLines } from './details/fact.ts';
import { keysOfDetails } from './details/keys.ts';
import { type Block, blockOf, chunkBlock, linesOf } from './details/payload.ts';
import { chunksOf, found, type Mark, marksOf, type Page, type Search } from './details/search.ts';
import { searchKey, searchLine } from './details/search-line.ts';
import { details as messages } from './details-messages.ts';
import type { Dialog, DialogContext } from './dialog.ts';
import { fillTo, hintLine, line, titleLine, wrap } from './line.ts';
import { close, pass, stay } from './outcome.ts';
import { clampTop, SCROLL_LETTERS, type ScrollTop, scroll } from './scroll.ts';

export interface DetailsState {
  /** What the view is to carry; the application puts it into its request. */
  readonly request: DetailRequest;
  readonly top: ScrollTop;
  /** The piece of payload at the top, so that it stays there when older ones are forgotten. */
  readonly anchor: Anchor | null;
  /** In the payload; null: none. */
  readonly search: Search | null;
}

export function initialDetails(request: DetailRequest): DetailsState {
  return { request, top: 0, anchor: null, search: null };
}

/** Title and hints. */
const FIXED_LINES = 2;

export const details: Dialog<DetailsState> = {
  reduce(state, key, context) {
    const page = pageOf(state, context);
    const searched = searchKey(state.search, key, page, context.width);
    if (searched !== null) return stay({ ...state, ...searched });
    if (key.name === 'escape') return close;
    const letter = key.name === 'character' ? SCROLL_LETTERS[key.input] : undefined;
    const moving = letter === undefined ? key : { ...key, name: letter };
    const from = state.top === 'end' ? 'end' : page.top;
    const top = scroll(from, moving, page.total, page.room);
    if (top === null) return pass;
    return stay({ ...state, top, anchor: top === 'end' ? null : anchorAt(top, page.blocks) });
  },

  lines(state, context) {
    const { width, height, theme } = context;
    const page = pageOf(state, context);
    const { blocks, total, room, top } = page;
    const last = Math.min(total, top + room);
    const place = total > room ? messages.place(top + 1, last, total) : '';
    return [
      titleLine(width, theme, messages.title(titleOf(state, context)), place),
      ...fillTo(linesOf(blocks, top, last), room, width),
      searchLine(state.search, page, width, theme) ??
        hintLine(width, theme, [
          ...messages.hints,
          ...keysOfDetails(context),
          ...messages.moreHints,
        ]),
    ].slice(0, Math.max(0, height));
  },
};

/** What is laid out, and what of it is seen. */
function pageOf(state: DetailsState, context: DialogContext): Page {
  const blocks = blocksOf(state, context);
  const total = blocks.reduce((sum, block) => sum + block.count, 0);
  const room = Math.max(0, context.height - FIXED_LINES);
  const top = clampTop(anchoredTop(state.top, state.anchor, blocks), total, room);
  return { blocks, total, room, top, chunks: chunksOf(detailOf(state, context)) };
}

/** The view's detail where it is the one asked for; null while it is still to come. */
function detailOf({ request }: DetailsState, { view }: DialogContext): Detail | null {
  const detail = view?.detail ?? null;
  return detail !== null && describes(detail, request) ? detail : null;
}

function nameOf(state: DetailsState, context: DialogContext): string {
  const detail = detailOf(state, context);
  const { of, key } = state.request;
  const shown = detail === null || detail.of === 'gone' ? key : detail.row.key;
  return printable(of === 'datagram' ? messages.datagram(shown) : shown, context.theme.ascii);
}

/** Said in the title too: it stays in sight however far one has scrolled. */
function titleOf(state: DetailsState, context: DialogContext): string {
  const name = nameOf(state, context);
  return context.detailGone === true ? messages.nameOfGone(name) : name;
}

function blockMakers({ width, theme }: DialogContext) {
  return {
    remark: (text: string): Block =>
      blockOf(wrap(text, width - 1).map((row) => line(width, theme, ['dim', ` ${row}`]))),
    heading: (text: string): Block =>
      blockOf([line(width, theme), line(width, theme, ['strong', ` ${text}`])]),
    facts: (list: readonly Fact[]): Block => blockOf(factsLines(list, width, theme)),
  };
}

function blocksOf(state: DetailsState, context: DialogContext): readonly Block[] {
  const { remark } = blockMakers(context);
  const detail = detailOf(state, context);
  if (detail === null) return [remark(messages.pending)];
  if (detail.of === 'gone') return [remark(messages.gone(nameOf(state, context)))];
  const known =
    context.detailGone === true ? [remark(messages.lastSeen(nameOf(state, context)))] : [];
  // What a datagram was it stays.
  const live = context.view?.frozen === true && detail.of !== 'datagram' && known.length === 0;
  return [
    ...known,
    ...(live ? [remark(messages.asNow)] : []),
    ...knownBlocks(detail, context, marksOf(found(state.search, chunksOf(detail)))),
  ];
}

function knownBlocks(
  detail: Exclude<Detail, { readonly of: 'gone' }>,
  context: DialogContext,
  marks: ReadonlyMap<number, readonly Mark[]>,
): readonly Block[] {
  const { width, theme, now } = context;
  const dump = (chunk: PayloadChunk, index: number): Block =>
    chunkBlock(chunk, width, theme, marks.get(index));
  const { remark, heading, facts } = blockMakers(context);
  switch (detail.of) {
    case 'endpoint':
      return [facts(endpointFacts(detail, theme, now))];
    case 'datagram':
      return [
        facts(datagramFacts(detail, theme, now)),
        heading(messages.payload),
        ...detail.chunks.map(dump),
      ];
    case 'connection':
      return [
        facts(connectionFacts(detail, context.view?.totals.queuePlace ?? 'kernel', theme, now)),
        heading(messages.conversation),
        ...(detail.forgottenBytes > 0
          ? [remark(messages.forgotten(String(detail.forgottenBytes)))]
          : []),
        ...(detail.chunks.length === 0
          ? [remark(detail.row.connection === null ? messages.notRead : messages.nothingYet)]
          : detail.chunks.map(dump)),
      ];
  }
}
