// From a look to the sequences that a terminal understands: SGR of ECMA-48 section 8.3.117, with xterm's
// `38;5` for its 256 colours and aixterm's 90 to 107 for the bright eight.

import type { Attribute, Colour, Look } from './looks.ts';

/** Begins and ends a look. It ends what it began alone, so that one can stand within another. */
export type Style = readonly [open: string, close: string];

const BEGIN: { readonly [Name in Attribute]: number } = { bold: 1, faint: 2, underline: 4 };
const END: { readonly [Name in Attribute]: number } = { bold: 22, faint: 22, underline: 24 };

/** @param many the terminal has 256 colours or more */
export function styleOf({ colour, background, attributes = [] }: Look, many: boolean): Style {
  const open = attributes.map((attribute) => String(BEGIN[attribute]));
  const close = attributes.map((attribute) => String(END[attribute]));
  if (colour !== undefined) {
    open.push(codeOf(colour, many, false));
    close.push('39');
  }
  if (background !== undefined) {
    open.push(codeOf(background, many, true));
    close.push('49');
  }
  return open.length === 0 ? ['', ''] : [sequence(open), sequence(close)];
}

const sequence = (codes: readonly string[]): string => `\x1b[${codes.join(';')}m`;

function codeOf({ many, few }: Colour, hasMany: boolean, background: boolean): string {
  const index = hasMany ? many : few;
  const back = background ? 10 : 0;
  if (index >= 16) return `${38 + back};5;${index}`;
  return String((index < 8 ? 30 + index : 90 + index - 8) + back);
}
