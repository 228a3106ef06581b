// The first line: whose sockets these are, the totals, and what is out of the ordinary.

import { header as messages } from '../messages.ts';
import type { UiState } from '../state/state.ts';
import { printable } from '../text/escape.ts';
import { count, RATE_WIDTH, rate } from '../text/format.ts';
import { drawSegments, type Segment } from '../text/segments.ts';
import { cut } from '../text/width.ts';

const MAX_HOST = 24;

/** Exactly as wide as the terminal. */
export function headerLine(state: UiState): string {
  const { theme } = state.options;
  const { columns } = state.size;
  const marks = drawSegments(marksOf(state), columns - 1, theme);
  const facts = drawSegments(factsOf(state), columns - marks.width - 1, theme);
  const blank = Math.max(0, columns - facts.width - marks.width - 1);
  return `${facts.line}${' '.repeat(blank)}${marks.line} `;
}

function factsOf(state: UiState): Segment[] {
  const { hostName, theme } = state.options;
  const host = cut(printable(hostName, theme.ascii), MAX_HOST, theme.glyphs.ellipsis);
  const segments: Segment[] = [
    { text: messages.name, meaning: 'strong', rank: 0, space: 1 },
    { text: host, meaning: 'normal', rank: 6, space: 2 },
  ];
  const totals = state.view?.totals;
  if (totals === undefined) {
    return [...segments, { text: messages.starting, meaning: 'waiting', rank: 1, space: 3 }];
  }
  const { open, failed, clients, waiting } = totals;
  segments.push({ text: messages.open(count(open)), meaning: 'normal', rank: 1, space: 3 });
  if (failed > 0) {
    segments.push({ text: messages.failed(count(failed)), meaning: 'failed', rank: 2, space: 2 });
  }
  segments.push(
    {
      text: messages.clients(count(clients)),
      meaning: clients > 0 ? 'served' : 'normal',
      rank: 1,
      space: 2,
    },
    {
      text: messages.waiting(count(waiting)),
      meaning: waiting > 0 ? 'waiting' : 'normal',
      rank: 1,
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
  if (state.frozen) marks.push({ text: messages.frozen, meaning: 'waiting', rank: 0, space: 2 });
  return marks;
}
