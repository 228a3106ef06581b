// Everything known of one datagram.

import type { DatagramDetail } from '../../../protocol/views.ts';
import { previewText, printable } from '../../text/escape.ts';
import type { Theme } from '../../theme.ts';
import { details as messages } from '../details-messages.ts';
import { addressText, exactBytes, type Fact, fact, moment, when } from './fact.ts';

const { labels } = messages;

/** Bytes shown as text above the dump: some lines, not a page. */
const TEXT_BYTES = 200;

export function datagramFacts(detail: DatagramDetail, theme: Theme, now: number): readonly Fact[] {
  const { row } = detail;
  const here = addressText(detail.local, theme);
  const there = addressText(row.remote, theme);
  const [from, to] = row.direction === 'in' ? [there, here] : [here, there];
  const meaning = row.direction === 'in' ? 'incoming' : 'outgoing';
  const known = (detail.chunks[0]?.data ?? row.preview).slice(0, TEXT_BYTES);
  const shown = previewText(known, theme.ascii);
  const text = known.length < row.bytes ? shown + theme.glyphs.ellipsis : shown;
  return [
    fact(labels.time, moment(row.time, now)),
    fact(
      labels.endpoint,
      `${printable(row.endpoint, theme.ascii)}, ${messages.direction[row.direction]}`,
      meaning,
    ),
    fact(labels.from, from),
    fact(labels.to, to),
    ...when(row.group !== null, fact(labels.group, printable(row.group ?? '', theme.ascii))),
    fact(labels.length, exactBytes(row.bytes)),
    fact(labels.text, text, meaning),
  ];
}
