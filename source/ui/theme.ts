// What a text means → how it looks: components name a meaning, never a colour. The colours are in
// theme/looks.ts.

import { THEME_NAMES, type ThemeName } from '../theme-names.ts';
import { LOOKS, type Meaning } from './theme/looks.ts';
import { type Style, styleOf } from './theme/sgr.ts';

export type { Meaning } from './theme/looks.ts';

export interface Theme {
  readonly name: ThemeName;
  readonly color: ColorBits;
  readonly ascii: boolean;
  /** Wraps text in the look of its meaning; the text as it is where there is no colour. */
  paint(meaning: Meaning, text: string): string;
  /** The program's own glyphs, each one column wide, with an ASCII form. */
  readonly glyphs: Glyphs;
  /** Columns of a plot, from the lowest to the highest, each one column wide; none: it has no plots. */
  readonly levels: readonly string[];
}

export interface Glyphs {
  readonly cursor: string;
  /** Before a row that is marked. */
  readonly mark: string;
  readonly ruleHeavy: string;
  readonly rule: string;
  readonly full: string;
  readonly empty: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly up: string;
  readonly down: string;
}

/** Bits of colour a terminal has, as `tty.WriteStream.getColorDepth()` counts them; 0: none. */
export type ColorBits = 0 | 1 | 4 | 8 | 24;

const UNICODE: Glyphs = {
  cursor: '›',
  mark: '•',
  ruleHeavy: '━',
  rule: '─',
  full: '▮',
  empty: '▯',
  incoming: '‹',
  outgoing: '›',
  dot: '·',
  ellipsis: '…',
  up: '↑',
  down: '↓',
};

const ASCII: Glyphs = {
  cursor: '>',
  mark: '*',
  ruleHeavy: '=',
  rule: '-',
  full: '#',
  empty: '.',
  incoming: '<',
  outgoing: '>',
  dot: '-',
  ellipsis: '~',
  up: '^',
  down: 'v',
};

const UNICODE_LEVELS = [...'▁▂▃▄▅▆▇█'];
/** Darker and darker, and none that a rule is drawn with. */
const ASCII_LEVELS = [...'.:+*x%#@'];

type Styles = { readonly [Name in Meaning]: Style };

function stylesOf(name: ThemeName, color: ColorBits): Styles | null {
  if (color <= 1) return null;
  const styles = Object.entries(LOOKS[name]).map(([meaning, look]) => [
    meaning,
    styleOf(look, color >= 8),
  ]);
  return Object.fromEntries(styles) as Styles;
}

export interface ThemeOptions {
  readonly color: ColorBits;
  readonly ascii: boolean;
  /** The terminal's own colours when left out. */
  readonly name?: ThemeName;
  /** No plots, for ears. */
  readonly spoken?: boolean;
}

export function makeTheme({ color, ascii, name = 'terminal', spoken }: ThemeOptions): Theme {
  const styles = stylesOf(name, color);
  return {
    name,
    color,
    ascii,
    glyphs: ascii ? ASCII : UNICODE,
    levels: spoken === true ? [] : ascii ? ASCII_LEVELS : UNICODE_LEVELS,
    paint(meaning, text) {
      if (styles === null || text === '') return text;
      const [open, close] = styles[meaning];
      return open + text + close;
    },
  };
}

/** The theme after this one, for the same terminal; the first one after the last. */
export function nextTheme({ name, color, ascii }: Theme): Theme {
  const next = THEME_NAMES[(THEME_NAMES.indexOf(name) + 1) % THEME_NAMES.length] as ThemeName;
  return makeTheme({ color, ascii, name: next });
}
