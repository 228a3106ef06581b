// What a person reads when a filter can't be meant, and what it is made of.

import { quote } from '../endpoint-spec/visible.ts';
import type { ListName } from '../protocol/views.ts';
import type { Quantity } from './quantity.ts';

const LIST_NAMES: { readonly [Name in ListName]: string } = {
  listen: 'Listen',
  clients: 'Clients',
  datagrams: 'Datagrams',
  groups: 'Multicast',
  traffic: 'Multicast',
};

const listed = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

export const lostMinus = 'After - stands what a row must not have.';

export const openQuote = 'This quote is not closed.';

export const noBlank = 'Between two terms stands a blank.';

export const badEscape = (written: string): string =>
  `In quotes stand \\n \\r \\t \\0 \\" \\\\ and \\xff, not ${quote(written)}.`;

export const unknownTerm = (name: string, near: string): string =>
  `No term is called ${quote(name)}; the nearest is ${near}. A text with a colon stands in quotes.`;

export function notHere(name: string, lists: readonly ListName[]): string {
  const places = [...new Set(lists.map((list) => LIST_NAMES[list]))];
  return `This pane has no ${name}; ${listed(places, 'and')} ${places.length > 1 ? 'have' : 'has'}.`;
}

export const onlyColon = (name: string): string => `${name} is followed by a colon.`;

export const noValue = (name: string, example: string): string =>
  `${name} needs something after it, as ${name}:${example}`;

export const word = (name: string, words: readonly string[]): string =>
  `${name} is ${listed(words, 'or')}.`;

export const number = (name: string, { units, most, example }: Quantity): string => {
  const names = Object.keys(units).filter((unit) => unit !== '');
  const range = most < Number.MAX_SAFE_INTEGER ? ` from 0 to ${most}` : '';
  const unit = names.length === 0 ? '' : ` (units: ${names.join(', ')})`;
  return `${name} is a number${range}, as ${example}${unit}.`;
};

export const network = (name: string): string =>
  `${name} is an address or a network, as 10.0.0.0/8 or fe80::/10.`;

export const bits = (most: number): string => `After the slash stand 0 to ${most} bits.`;

export const hex = 'hex is pairs of hexadecimal digits, as hex:ff00 or hex:"ff 00".';

export const openRegex =
  'A regular expression ends with a slash; a text that begins with one stands in quotes.';

export const emptyRegex = 'Between the slashes stands a regular expression.';

export const flags = 'After a regular expression stands i (any case) or nothing.';

export const regex = (why: string): string => `${why}.`;

export const EXAMPLES = {
  word: 'tcp-1',
  network: '10.0.0.0/8',
  text: '"GET /"',
  hex: 'ff00',
} as const;
