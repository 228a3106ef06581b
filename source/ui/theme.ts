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
