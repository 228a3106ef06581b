// How far a file that is received has come, as people read it.

import type { Transfer, Verdict } from '../../protocol/transfer.ts';
import { transfers as messages } from '../messages.ts';
import type { Meaning, Theme } from '../theme.ts';
import { bytes, duration } from './format.ts';
import { bar } from './plot.ts';

const BAR_CELLS = 10;

const VERDICT_MEANING: { readonly [Name in Verdict]: Meaning } = {
  complete: 'served',
  short: 'failed',
  excess: 'failed',
  suspect: 'lost',
};

export const transferMeaning = ({ verdict }: Transfer): Meaning =>
  verdict === null ? 'incoming' : VERDICT_MEANING[verdict];

/**
 * `▮▮▮▯▯▯▯▯▯▯ 34% of 10 MB, 12 s left`, or what it came to; the longest text first, for where there is less
 * room. All of it is 100 % only once it is all.
 */
export function progressTexts(transfer: Transfer, theme: Theme): readonly string[] {
  const { announced, received, verdict } = transfer;
  if (verdict !== null) {
    const said = messages.verdicts[verdict];
    return [messages.over(said, bytes(received)), said];
  }
  if (announced === null) return [messages.ofUnknown(bytes(received))];
  const part = Math.min(99, Math.floor((received / Math.max(1, announced)) * 100));
  const percent = received === announced ? '100%' : `${part}%`;
  const ofSize = messages.part(percent, bytes(announced));
  const filled = bar(received, announced, BAR_CELLS, theme);
  const drawn = filled === '' ? ofSize : `${filled} ${ofSize}`;
  const left = timeLeft(transfer);
  const texts = [drawn, ofSize, percent];
  return left === null ? texts : [`${drawn}, ${messages.left(left)}`, ...texts];
}

/** As long as it comes as fast as it did lately; null where that can't be known. */
function timeLeft({ announced, received, perSecond }: Transfer): string | null {
  if (announced === null || perSecond === null || perSecond <= 0) return null;
  const seconds = Math.ceil(Math.max(0, announced - received) / perSecond);
  return duration(seconds * 1000);
}
