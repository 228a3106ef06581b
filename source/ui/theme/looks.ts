// The one table of colours: how each theme shows what a text means. Nowhere else in ui/ is a colour
// named (test/lint/colours.test.ts).
//
// A terminal with 256 colours or more gets one of the 240 that are the same everywhere (16 to 255 of
// xterm's: a cube and greys), which also takes fewer bytes than a colour of its own. One with sixteen gets
// a name, and its owner has decided what that looks like: only those are used that can be read on the
// theme's background with the colours that XTerm and a PC's console have from the start.

import type { ThemeName } from '../../theme-names.ts';

export type Meaning =
  | 'normal'
  | 'dim'
  | 'strong'
  /** The focused pane's rule and title. */
  | 'focus'
  /** The selected row. */
  | 'selected'
  /** A client in the accept queue; something pending. */
  | 'waiting'
  /** Served: ESTABLISHED, LISTEN, JOINED, BOUND. */
  | 'served'
  /** FIN_WAIT, LAST_ACK, TIME_WAIT, CLOSED. */
  | 'closing'
  | 'paused'
  | 'failed'
  /** Drops and gaps. */
  | 'lost'
  /** A row that changed a moment ago. */
  | 'fresh'
  /** Bytes that were searched for. */
  | 'found'
  /** A key's name in the key bar and in help. */
  | 'key'
  | 'incoming'
  | 'outgoing';

/** Beside its colour. */
export type Attribute = 'bold' | 'faint' | 'underline';

/** One colour twice, as xterm counts them: of the 256 where there are so many, and of the sixteen. */
export interface Colour {
  readonly many: number;
  readonly few: number;
}

/** How a text looks; what is left out is as the terminal has it. */
export interface Look {
  readonly colour?: Colour;
  readonly background?: Colour;
  readonly attributes?: readonly Attribute[];
}

export type Looks = { readonly [Name in Meaning]: Look };

// The sixteen, as terminals count them.
const BLACK = 0;
const RED = 1;
const GREEN = 2;
const YELLOW = 3;
const BLUE = 4;
const MAGENTA = 5;
const CYAN = 6;
const WHITE = 7;
const BRIGHT = 8;

const inColour = (many: number, few: number, ...attributes: readonly Attribute[]): Look => ({
  colour: { many, few },
  attributes,
});
const only = (...attributes: readonly Attribute[]): Look => ({ attributes });
/** White on a deep blue, in every theme. */
const selected = (many: number): Look => ({
  colour: { many: 231, few: BRIGHT + WHITE },
  background: { many, few: BLUE },
});

const ATTRIBUTES_ALONE = {
  normal: {},
  strong: only('bold'),
  fresh: only('bold'),
  found: only('bold', 'underline'),
} as const;

/** One of the sixteen whatever the terminal has: its owner has made them readable on its background. */
const own = (few: number, ...attributes: readonly Attribute[]): Look =>
  inColour(few, few, ...attributes);

const TERMINAL: Looks = {
  ...ATTRIBUTES_ALONE,
  dim: only('faint'),
  focus: own(CYAN, 'bold'),
  selected: selected(24),
  waiting: own(YELLOW),
  served: own(GREEN),
  closing: only('faint'),
  paused: own(MAGENTA),
  failed: own(RED),
  lost: own(RED),
  key: own(CYAN, 'bold'),
  incoming: own(CYAN),
  outgoing: own(MAGENTA),
};

/** What all themes for a dark background have in common. */
const ON_DARK = {
  ...ATTRIBUTES_ALONE,
  dim: inColour(247, WHITE),
  focus: inColour(81, BRIGHT + CYAN, 'bold'),
  selected: selected(24),
  closing: inColour(247, WHITE),
  key: inColour(81, BRIGHT + CYAN, 'bold'),
} as const;

/** And all for a light one. */
const ON_LIGHT = {
  ...ATTRIBUTES_ALONE,
  dim: inColour(241, BLACK),
  focus: inColour(25, BLUE, 'bold'),
  selected: selected(25),
  closing: inColour(241, BLACK),
  key: inColour(25, BLUE, 'bold'),
} as const;

const DARK: Looks = {
  ...ON_DARK,
  waiting: inColour(221, BRIGHT + YELLOW),
  served: inColour(114, BRIGHT + GREEN),
  paused: inColour(177, BRIGHT + MAGENTA),
  failed: inColour(210, BRIGHT + RED),
  lost: inColour(210, BRIGHT + RED),
  incoming: inColour(80, BRIGHT + CYAN),
  outgoing: inColour(183, BRIGHT + MAGENTA),
};

/**
 * Of the sixteen only black, red, blue and magenta can be read on white: fewer than there are meanings, so
 * some of those that stand beside each other are told apart by an attribute.
 */
const LIGHT: Looks = {
  ...ON_LIGHT,
  waiting: inColour(94, MAGENTA),
  served: inColour(22, BLUE),
  paused: inColour(90, MAGENTA, 'underline'),
  failed: inColour(124, RED),
  lost: inColour(124, RED),
  incoming: inColour(24, BLUE),
  outgoing: inColour(91, MAGENTA, 'bold'),
};

/** Blue against yellow and orange, which all eyes tell apart; what went wrong is underlined too. */
const COLORBLIND: Looks = {
  ...ON_DARK,
  waiting: inColour(220, BRIGHT + YELLOW),
  served: inColour(75, BRIGHT + CYAN),
  paused: inColour(225, BRIGHT + WHITE),
  failed: inColour(208, BRIGHT + WHITE, 'underline'),
  lost: inColour(208, BRIGHT + WHITE, 'underline'),
  incoming: inColour(117, BRIGHT + CYAN),
  outgoing: inColour(215, BRIGHT + YELLOW, 'bold'),
};

const COLORBLIND_LIGHT: Looks = {
  ...ON_LIGHT,
  waiting: inColour(94, RED),
  served: inColour(25, BLUE),
  paused: inColour(53, MAGENTA),
  failed: inColour(52, BLACK, 'underline'),
  lost: inColour(52, BLACK, 'underline'),
  incoming: inColour(25, BLUE),
  outgoing: inColour(94, RED, 'bold'),
};

export const LOOKS: { readonly [Name in ThemeName]: Looks } = {
  terminal: TERMINAL,
  dark: DARK,
  light: LIGHT,
  colorblind: COLORBLIND,
  'colorblind-light': COLORBLIND_LIGHT,
};
