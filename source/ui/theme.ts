// The one table of meanings: components name what a text means, never a colour.

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
  /** A key's name in the key bar and in help. */
  | 'key'
  | 'incoming'
  | 'outgoing';

export interface Theme {
  readonly ascii: boolean;
  /** Wraps text in the colour of its meaning; the text as it is where there is no colour. */
  paint(meaning: Meaning, text: string): string;
  /** The program's own glyphs, each one column wide, with an ASCII form. */
  readonly glyphs: Glyphs;
}

export interface Glyphs {
  readonly cursor: string;
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

type Style = readonly [open: string, close: string];
const sgr = (open: string, close: string): Style => [`\x1b[${open}m`, `\x1b[${close}m`];
const PLAIN: Style = ['', ''];

/**
 * Text colours come from the terminal's own sixteen, which its owner has made readable; only the
 * selected row sets its background, and then its text colour too, so that it fits dark and light.
 */
const SIXTEEN: { readonly [Name in Meaning]: Style } = {
  normal: PLAIN,
  dim: sgr('2', '22'),
  strong: sgr('1', '22'),
  focus: sgr('1;36', '22;39'),
  selected: sgr('97;44', '39;49'),
  waiting: sgr('33', '39'),
  served: sgr('32', '39'),
  closing: sgr('2', '22'),
  paused: sgr('35', '39'),
  failed: sgr('31', '39'),
  lost: sgr('31', '39'),
  fresh: sgr('1', '22'),
  key: sgr('1;36', '22;39'),
  incoming: sgr('36', '39'),
  outgoing: sgr('35', '39'),
};

/** Where there are 256 colours the selected row is a deep blue, calmer than the sixteen's. */
const MANY: { readonly [Name in Meaning]: Style } = {
  ...SIXTEEN,
  selected: sgr('38;5;231;48;5;24', '39;49'),
};

function stylesFor(color: ColorBits): { readonly [Name in Meaning]: Style } | null {
  if (color === 0 || color === 1) return null;
  return color === 4 ? SIXTEEN : MANY;
}

/** The theme of a run. */
export function makeTheme(options: { readonly color: ColorBits; readonly ascii: boolean }): Theme {
  const styles = stylesFor(options.color);
  return {
    ascii: options.ascii,
    glyphs: options.ascii ? ASCII : UNICODE,
    paint(meaning, text) {
      if (styles === null || text === '') return text;
      const [open, close] = styles[meaning];
      return open + text + close;
    },
  };
}
