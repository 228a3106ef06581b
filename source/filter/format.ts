// Terms → text that is read as these terms.

import { wholeAddress } from './network.ts';
import { quotedBytes, quotedText } from './quoted.ts';
import type { Term, Test } from './term.ts';
import { termInfo } from './terms.ts';

export function formatFilter(terms: readonly Term[]): string {
  return terms.map(({ negated, test }) => (negated ? '-' : '') + formatTest(test)).join(' ');
}

/** What means itself without quotes, wherever it stands. */
const BARE = /^[\p{L}\p{N}_.][\p{L}\p{N}_.-]*$/u;

const bare = (text: string): string => (BARE.test(text) ? text : quotedText(text));

function formatTest(test: Test): string {
  switch (test.of) {
    case 'shown':
      return bare(test.text);
    case 'regex':
      return `/${test.source}/${test.ignoreCase ? 'i' : ''}`;
    case 'word':
      return `${test.name}:${bare(test.word)}`;
    case 'number': {
      const info = termInfo(test.name);
      const unit = info?.of === 'number' ? info.quantity.unit : '';
      const comparison = test.comparison === '=' ? ':' : test.comparison;
      return `${test.name}${comparison}${test.value}${unit}`;
    }
    case 'network': {
      const { name, address, bits } = test;
      return `${name}:${address}${bits === wholeAddress(address) ? '' : `/${bits}`}`;
    }
    case 'payload':
      return test.name === 'hex'
        ? `hex:${Buffer.from(test.bytes, 'latin1').toString('hex')}`
        : `text:${quotedBytes(test.bytes)}`;
  }
}
