// The option `sequence`: a word, or a counter and its offset.

import {
  COUNTER_TYPES,
  LARGEST_OFFSET,
  readCounter,
  SEQUENCE_WORDS,
} from '../protocol/sequence.ts';
import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import { Refusal } from './refusal.ts';

/** Reads `auto`, `u32be@0`. @throws Refusal */
export function readSequence(text: string): string {
  if ((SEQUENCE_WORDS as readonly string[]).includes(text) || readCounter(text) !== null) {
    return text;
  }
  const mayBe = messages.sequence(SEQUENCE_WORDS, LARGEST_OFFSET);
  throw new Refusal(messages.unlike(text, mayBe, nearestSequence(text)));
}

function nearestSequence(text: string): string {
  const [type = '', offset] = text.split('@', 2);
  if (offset === undefined && !/^u\d/.test(type)) return nearest(type, SEQUENCE_WORDS);
  const number = Math.min(Number.parseInt(offset ?? '0', 10) || 0, LARGEST_OFFSET);
  return `${nearest(type, COUNTER_TYPES)}@${Math.max(number, 0)}`;
}
