// Holds the one state, carries out what the reducer wants done, and keeps the frame that React shows.
// A frame is a new object only when some line of it differs: nothing is drawn without a visible change.

import type { EngineHandle } from '../../bridge/engine-handle.ts';
import type { Clipboard } from '../clipboard.ts';
import { linearLines } from '../panes/linear.ts';
import { screenLines } from '../panes/screen.ts';
import { printable } from '../text/escape.ts';
import { cut } from '../text/width.ts';
import { reduce } from './reducer.ts';
import type { UiState } from './state.ts';
import type { Action, Effect } from './step.ts';
import { nextChange } from './timing.ts';

export interface Frame {
  readonly lines: readonly string[];
  /** What the engine was asked and has not answered, in words; null for nothing. */
  readonly pending: string | null;
}

export interface StoreOptions {
  readonly engine: EngineHandle;
  readonly initial: UiState;
  /** For a screen reader: sentences, and not more often than it can read them. */
  readonly linear: boolean;
  /** Milliseconds that never jump. */
  readonly clock: () => number;
  /** Draws now, or once what was drawn last is on the terminal; at once when left out. */
  readonly whenTaken?: (draw: () => void) => void;
  readonly clipboard: Clipboard;
  /** What only the terminal's owner can do. */
  readonly terminal: (wish: 'quit' | 'redraw' | 'suspend') => void;
  /** Reducing or drawing threw: the dashboard can't go on. */
  readonly failed: (error: unknown) => void;
}

/** An answer within this time needs no spinner: it would only flicker. */
const SPINNER_AFTER_MS = 150;
/** A screen reader starts anew at every change: give it time for a sentence or two. */
const LINEAR_MS = 2000;

export class Store {
  readonly #options: StoreOptions;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  readonly #whenTaken: (draw: () => void) => void;
  #state: UiState;
  #frame: Frame;
  #timer: NodeJS.Timeout | undefined;
  #drawnAt = 0;
  #pendingSince: number | null = null;
  #closed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#whenTaken = options.whenTaken ?? ((draw) => draw());
    this.#state = options.initial;
    this.#frame = this.#draw();
    this.#unsubscribe = options.engine.onView((view) => this.dispatch({ type: 'view', view }));
    this.dispatch({ type: 'start' });
  }

  get state(): UiState {
    return this.#state;
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** For useSyncExternalStore: the same object while nothing visible has changed. */
  readonly frame = (): Frame => this.#frame;

  dispatch(action: Action): void {
    this.dispatchAll([action]);
  }

  /** What happened, in its order; drawn once, however much it was. */
  dispatchAll(actions: readonly Action[]): void {
    if (this.#closed) return;
    try {
      this.#dispatch(actions);
    } catch (error) {
      this.close();
      this.#options.failed(error);
    }
  }

  #dispatch(actions: readonly Action[]): void {
    const now = this.#options.clock();
    for (const action of actions) {
      const step = reduce(this.#state, action, now);
      this.#state = step.state;
      for (const effect of step.effects) this.#carryOut(effect);
    }
    if (this.#state.pending.length === 0) this.#pendingSince = null;
    else this.#pendingSince ??= now;
    // What a person does is answered at once; what comes by itself may wait for the screen reader.
    const itself = actions.every(({ type }) => type === 'view' || type === 'tick');
    const wait = itself ? this.#mayDrawIn(now) : 0;
    if (wait === 0) this.#whenTaken(this.#publish);
    this.#schedule(now, wait);
  }

  /** No more timers, views or frames. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #carryOut(effect: Effect): void {
    const { engine, terminal } = this.#options;
    switch (effect.type) {
      case 'send': {
        const { command, label } = effect;
        engine.send(command).then((answer) => {
          this.dispatch({ type: 'answered', command, label, answer });
        });
        break;
      }
      case 'request':
        engine.request(effect.request);
        break;
      case 'copy':
        this.#options.clipboard.copy(effect.text, effect.to).then((copied) => {
          this.dispatch({ type: 'copied', copied });
        });
        break;
      default:
        terminal(effect.type);
    }
  }

  #mayDrawIn(now: number): number {
    return this.#options.linear ? Math.max(0, this.#drawnAt + LINEAR_MS - now) : 0;
  }

  readonly #publish = (): void => {
    if (this.#closed) return;
    const frame = this.#draw();
    if (sameFrame(frame, this.#frame)) return;
    this.#frame = frame;
    this.#drawnAt = this.#state.now;
    for (const listener of this.#listeners) listener();
  };

  #draw(): Frame {
    const lines = this.#options.linear ? linearLines(this.#state) : screenLines(this.#state);
    const { now, pending } = this.#state;
    const since = this.#pendingSince;
    const shown = since !== null && now - since >= SPINNER_AFTER_MS && !this.#options.linear;
    return { lines, pending: shown ? pendingLabel(this.#state, pending[0]) : null };
  }

  #schedule(now: number, wait: number): void {
    clearTimeout(this.#timer);
    const moments = [nextChange(this.#state)];
    if (wait > 0) moments.push(wait);
    if (this.#pendingSince !== null && this.#frame.pending === null && !this.#options.linear) {
      moments.push(this.#pendingSince + SPINNER_AFTER_MS - now);
    }
    const soonest = Math.min(...moments.filter((moment) => moment !== null));
    if (!Number.isFinite(soonest)) return;
    // A longer wait does not fit setTimeout's 32 bits; waking early is harmless.
    const delay = Math.min(Math.max(1, soonest), 60_000);
    this.#timer = setTimeout(() => this.dispatch({ type: 'tick' }), delay);
    this.#timer.unref();
  }
}

/** Beside the spinner, which has a blank on each side. */
const SPINNER_COLUMNS = 3;

function pendingLabel({ size, options }: UiState, label: string | undefined): string | null {
  if (label === undefined) return null;
  const { ascii, glyphs } = options.theme;
  return cut(printable(label, ascii), size.columns - SPINNER_COLUMNS, glyphs.ellipsis);
}

function sameFrame(a: Frame, b: Frame): boolean {
  return (
    a.pending === b.pending &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, i) => line === b.lines[i])
  );
}
