// The language of `/`: text ⇄ terms, and the table of terms. The screen points at what is wrong with it,
// the engine matches by it; over the boundary goes the text, and both read it here.

export { formatFilter } from './filter/format.ts';
export { wholeAddress } from './filter/network.ts';
export type { ParsedFilter } from './filter/parse.ts';
export { MAX_FILTER_CHARACTERS, parseFilter } from './filter/parse.ts';
export type { Comparison, FilterFault, Term, Test } from './filter/term.ts';
export { LISTS, type TermInfo, termInfo, termsOf, wordsOf } from './filter/terms.ts';
