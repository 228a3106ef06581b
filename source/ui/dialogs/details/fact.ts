// The upper part of the details: what is known, as aligned label and value.

import { type Address, formatAddress } from '../../../protocol/address.ts';
import { printable } from '../../text/escape.ts';
import { clockTime, duration, UNKNOWN } from '../../text/format.ts';
import { plot } from '../../text/plot.ts';
import type { Meaning, Theme } from '../../theme.ts';
import { details as messages } from '../details-messages.ts';
import { line, wrap } from '../line.ts';

export interface Fact {
  readonly label: string;
  /** Escaped already where it is foreign. */
  readonly value: string;
  readonly meaning: Meaning;
  /** How the value came to what it is, the newest last; drawn behind it where there is room. */
  readonly history?: readonly (number | null)[];
}

/** A fact; a label that is empty goes on with the one above. */
export function fact(label: string, value: string, meaning: Meaning = 'normal'): Fact {
  return { label, value, meaning };
}

/** The facts that there are: `when` leaves out what does not apply, never what is not known. */
export function when(applies: boolean, ...facts: readonly Fact[]): readonly Fact[] {
  return applies ? facts : [];
}

/** An address for people, safe to print; `--` when there is none. */
export function addressText(at: Address | null, theme: Theme): string {
  return at === null ? UNKNOWN : printable(formatAddress(at), theme.ascii);
}

/** A whole number, exact; `--` when it is not known. */
export function number(n: number | null): string {
  return n === null || !Number.isFinite(n) ? UNKNOWN : String(n);
}

/** Bytes, exact: details are where one looks for the true number. */
export function exactBytes(n: number | null): string {
  return n === null || !Number.isFinite(n) ? UNKNOWN : `${n} B`;
}

/** `12:31:07.214, 41 s ago`; `just now` within the first second. */
export function moment(epochMs: number | null, now: number): string {
  if (epochMs === null) return UNKNOWN;
  const seconds = Math.floor((now - epochMs) / 1000);
  return `${clockTime(epochMs)}, ${seconds < 1 ? messages.justNow : messages.ago(duration(seconds * 1000))}`;
}

/** A fact with its history. */
export function withHistory(known: Fact, history: readonly (number | null)[]): Fact {
  return { ...known, history };
}

/** A plot of fewer columns says nothing. */
const LEAST_PLOT = 8;
const PLOT_SPACE = 2;

/** Columns before the value. */
export const LABEL_COLUMNS = 18;

/** A fact's lines: long values go on below. */
export function factLines(
  { label, value, meaning, history = [] }: Fact,
  width: number,
  theme: Theme,
): readonly string[] {
  const columns = Math.max(8, width - LABEL_COLUMNS - 1);
  const texts = wrap(value, columns);
  const room = columns - value.length - PLOT_SPACE;
  const plotted = room < LEAST_PLOT ? '' : plot(history, room, theme);
  return texts.map((text, index) => {
    const head = index === 0 ? ` ${label}` : '';
    const beside = plotted === '' ? '' : ' '.repeat(PLOT_SPACE) + plotted;
    return line(
      width,
      theme,
      ['dim', head.padEnd(LABEL_COLUMNS)],
      [meaning, text],
      ['dim', beside],
    );
  });
}

/** From this width on the facts stand in two columns, so that more payload is in sight. */
const TWO_COLUMNS = 110;

/** All facts; where there is room in two columns, the second going on where the first ends. */
export function factsLines(facts: readonly Fact[], width: number, theme: Theme): readonly string[] {
  if (width < TWO_COLUMNS) return facts.flatMap((each) => factLines(each, width, theme));
  const left = Math.floor(width / 2);
  const right = width - left;
  // Cut at a fact that has a label: what goes on below one stays with it.
  const half = Math.ceil(facts.length / 2);
  const after = facts.slice(half).findIndex(({ label }) => label !== '');
  const split = after === -1 ? facts.length : half + after;
  const first = facts.slice(0, split).flatMap((each) => factLines(each, left, theme));
  const second = facts.slice(split).flatMap((each) => factLines(each, right, theme));
  return Array.from(
    { length: Math.max(first.length, second.length) },
    (_, row) => (first[row] ?? line(left, theme)) + (second[row] ?? line(right, theme)),
  );
}
