// What a filter says, as plain data: terms that a row must all pass.

export const COMPARISONS = ['<=', '>=', '<', '>', '='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Names stand in the table of terms (terms.ts). */
export type Test =
  /** The row shows this text, whatever the case. */
  | { readonly of: 'shown'; readonly text: string }
  /** A regular expression of JavaScript (flag `u`) finds something in what the row shows, or in the payload. */
  | { readonly of: 'regex'; readonly source: string; readonly ignoreCase: boolean }
  | { readonly of: 'word'; readonly name: string; readonly word: string }
  /** In the unit of the term: bytes, microseconds, or a plain count. */
  | {
      readonly of: 'number';
      readonly name: string;
      readonly comparison: Comparison;
      readonly value: number;
    }
  /** The first `bits` of the address, 0 to 32 or to 128. */
  | {
      readonly of: 'network';
      readonly name: string;
      readonly address: string;
      readonly bits: number;
    }
  /** The payload has these bytes somewhere; as Latin-1, one character a byte. */
  | { readonly of: 'payload'; readonly name: string; readonly bytes: string };

export interface Term {
  /** What must not be so. */
  readonly negated: boolean;
  readonly test: Test;
}

/** What can't be meant, and where it stands in the text: UTF-16 units from the start. */
export interface FilterFault {
  readonly at: number;
  readonly length: number;
  /** What it may be, in one sentence. */
  readonly message: string;
}
