// Whether a message is what a rule speaks of, and what the rule captures of it.

import { isUtf8 } from 'node:buffer';
import type { Match } from '../../../rules/rule.ts';

/** @returns the captures, from 0; null: it does not match. A group that took no part is empty */
export function capturesOf(match: Match, message: Buffer): readonly Buffer[] | null {
  switch (match.of) {
    case 'any':
      return [message];
    case 'exact':
      return message.equals(match.bytes) ? [message] : null;
    case 'prefix': {
      const { bytes } = match;
      if (!message.subarray(0, bytes.length).equals(bytes)) return null;
      return [message, message.subarray(bytes.length)];
    }
    case 'regex': {
      // Bytes that are no UTF-8 are looked at one by one, so that a capture gives back what came.
      const encoding = match.bytes || !isUtf8(message) ? 'latin1' : 'utf8';
      const found = match.regex.exec(message.toString(encoding));
      return found === null ? null : found.map((text = '') => Buffer.from(text, encoding));
    }
  }
}
