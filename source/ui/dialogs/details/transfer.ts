// Everything known of a file that is received, with what nobody can know of it.

import type { Transfer } from '../../../protocol/transfer.ts';
import { printable } from '../../text/escape.ts';
import { rate } from '../../text/format.ts';
import { progressTexts, transferMeaning } from '../../text/transfer.ts';
import type { Theme } from '../../theme.ts';
import { details, transferDetails as messages } from '../details-messages.ts';
import { addressText, exactBytes, type Fact, fact, moment, when } from './fact.ts';

const { labels } = details;

/** Of the one file that a connection brings. */
export function transferFacts(transfer: Transfer, theme: Theme, now: number): readonly Fact[] {
  const { path, announced, received, written, perSecond, sha256, verdict, problem } = transfer;
  const safe = (text: string) => printable(text, theme.ascii);
  const [progress = ''] = progressTexts(transfer, theme);
  const counts = messages.counts(
    exactBytes(announced),
    exactBytes(received),
    exactBytes(written),
    announced !== null && verdict !== 'complete' && transfer.protocol === 'tcp-size',
  );
  return [
    fact(labels.transfer, progress, transferMeaning(transfer)),
    fact('', counts),
    ...when(perSecond !== null, fact('', messages.rate(rate(perSecond), verdict !== null))),
    fact(
      '',
      messages.at(path === null ? messages.nowhere : safe(path), moment(transfer.startedAt, now)),
    ),
    ...when(problem !== null, fact('', safe(problem?.message ?? ''), 'failed')),
    ...(sha256 === null ? [] : messages.sha256(sha256).map((text) => fact('', text))),
    ...when(verdict !== null, fact('', messages.unproven(transfer.protocol), 'dim')),
  ];
}

/** Of the files that an endpoint received, each with its sender. */
export function transfersFacts(
  transfers: readonly Transfer[],
  theme: Theme,
  now: number,
): readonly Fact[] {
  if (transfers.length === 0) return [fact(labels.transfers, messages.none, 'dim')];
  return transfers.flatMap((each, i) => [
    fact(i === 0 ? labels.transfers : '', messages.from(addressText(each.remote, theme)), 'strong'),
    ...transferFacts(each, theme, now).map((known) => ({
      ...known,
      label: '',
      value: `  ${known.value}`,
    })),
  ]);
}
