// The first line: whose sockets these are, the totals, and what is out of the ordinary.

import type { View } from '../../protocol/views.ts';
import { header as messages } from '../messages.ts';
import type { UiState } from '../state/state.ts';
import { printable } from '../text/escape.ts';
import { clockTime, count, duration, RATE_WIDTH, rate } from '../text/format.ts';
import { drawSegments, type Segment } from '../text/segments.ts';
import { cut } from '../text/width.ts';

const MAX_HOST = 24;
/** So much of a host's name is never given up for rates, from HOST_FROM columns on. */
const LEAST_HOST = 8;
const HOST_FROM = 80;
const MARGIN = ' ';
const SPACE = '  ';

/** Exactly as wide as the terminal. */
export function headerLine(state: UiState): string {
  const { theme } = state.options;
  const { columns } = state.size;
  const marks = drawSegments(marksOf(state), columns - 1, theme);
  const room = columns - marks.width - 1;
  if (room < MARGIN.length + messages.name.length) {
    return `${' '.repeat(room)}${marks.line} `;
  }
  const name = MARGIN + theme.paint('strong', messages.name);
  const beside = room - MARGIN.length - messages.name.length;
  const least = columns < HOST_FROM ? 0 : Math.min(state.options.hostName.length, LEAST_HOST);
  const space = beside - (least && SPACE.length + least);
  const facts = drawSegments(factsOf(state), space, theme, true);
  const host = hostText(state, beside - facts.width - SPACE.length);
  const shown = host === '' ? '' : SPACE + host;
  const blank = ' '.repeat(beside - facts.width - shown.length);
  return `${name}${shown}${facts.line}${blank}${marks.line} `;
}

/** The host's name, or of one with domains the first part, or its beginning; empty for too little room. */
function hostText(state: UiState, room: number): string {
  const { hostName, theme } = state.options;
  const width = Math.min(room, MAX_HOST);
  const name = printable(hostName, theme.ascii);
  const short = name.length <= width ? name : (name.split('.')[0] ?? name);
  if (short.length <= width) return short;
  return width < LEAST_HOST ? '' : cut(short, width, theme.glyphs.ellipsis);
}

function factsOf(state: UiState): Segment[] {
  const segments: Segment[] = [];
  const totals = state.view?.totals;
  if (totals === undefined) {
    return [{ text: messages.starting, meaning: 'waiting', rank: 1, space: 3 }];
  }
  const { open, failed, clients, waiting } = totals;
  segments.push({ text: messages.open(count(open)), meaning: 'normal', rank: 1, space: 3 });
  if (failed > 0) {
    segments.push({ text: messages.failed(count(failed)), meaning: 'failed', rank: 2, space: 2 });
  }
  segments.push(
    {
      text: messages.clients(count(clients)),
      meaning: (clients ?? 0) > 0 ? 'served' : 'normal',
      rank: 1,
      space: 2,
    },
    {
      text: messages.waiting(count(waiting)),
      meaning: (waiting ?? 0) > 0 ? 'waiting' : 'normal',
      // Who waits is looked for first.
      rank: (waiting ?? 0) > 0 ? 0 : 1,
      space: 2,
    },
  );
  const incoming = messages.incoming(rate(totals.bytesInPerSecond).padEnd(RATE_WIDTH));
  const outgoing = messages.outgoing(rate(totals.bytesOutPerSecond).padEnd(RATE_WIDTH));
  segments.push(
    { text: incoming, meaning: 'normal', rank: 4, space: 3 },
    { text: outgoing, meaning: 'normal', rank: 5, space: 2 },
  );
  return segments;
}

function marksOf(state: UiState): Segment[] {
  const marks: Segment[] = [];
  if (state.view?.totals.sockets === 'portable') {
    marks.push({ text: messages.portable, meaning: 'paused', rank: 2, space: 2 });
  }
  if (state.options.readonly) {
    marks.push({ text: messages.readonly, meaning: 'paused', rank: 1, space: 2 });
  }
  if (state.frozen) marks.push(...frozenMarks(state.view));
  return marks;
}

const SECONDS = 'hh:mm:ss'.length;

/** Since when it stands still, or which moment before that it shows, and how far one can go back. */
function frozenMarks(view: View | null): Segment[] {
  const mark = { meaning: 'waiting', rank: 0, space: 2 } as const;
  const frozenAt = view?.frozenAt ?? null;
  if (view === null || frozenAt === null) return [{ ...mark, text: messages.frozen }];
  const { time, reach } = view;
  const past = time < frozenAt;
  const marks: Segment[] = [
    { ...mark, text: messages.frozenAt(past ? clockTime(time) : seconds(time)) },
  ];
  if (past) {
    const earlier = messages.earlier(exactDuration(frozenAt - time));
    marks.push({ ...mark, text: earlier, rank: 1, space: 1 });
  }
  if (reach !== null && reach < time) {
    marks.push({ ...mark, text: messages.backTo(seconds(reach)), rank: 3, space: 1 });
  }
  return marks;
}

/** In tenths up to a minute: `12.4 s`. */
function exactDuration(ms: number): string {
  return ms >= 1000 && ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

const seconds = (time: number): string => clockTime(time).slice(0, SECONDS);
