// Places on the screen stand still while what is in them comes and goes: what rows need makes room at
// once, and gives it back only when it has not been needed for a while.

export interface Held {
  readonly value: number;
  /** In the time of `UiState.now`: before this it does not shrink. */
  readonly until: number;
}

/** By what it is: a pane's rows, or a column's width. */
export interface HeldTable {
  readonly [what: string]: Held;
}

/** About the time in which clients that come one after the other are one picture. */
export const HOLD_MS = 10_000;

/** @param now in the time of `UiState.now` */
export function hold(before: Held | undefined, needed: number, now: number): Held {
  const kept = before !== undefined && before.value > needed && now < before.until;
  return kept ? before : { value: needed, until: now + HOLD_MS };
}

export const rowsOf = (pane: string): string => `rows of ${pane}`;
export const widthOf = (list: string, column: string): string => `${column} of ${list}`;

/** 0 for what was never needed. */
export function heldValue(held: HeldTable, what: string): number {
  return held[what]?.value ?? 0;
}
