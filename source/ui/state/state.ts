// All that the dashboard knows: one immutable value, from which a screen can be drawn and a request
// for the next view made. What changes it is in reducer.ts.

import type { Diagnosis } from '../../protocol/diagnosis.ts';
import type { AcceptMode } from '../../protocol/spec.ts';
import type {
  Cursor,
  DetailRequest,
  ListName,
  MomentRequest,
  View,
  ViewRequest,
} from '../../protocol/views.ts';
import type { Draft } from '../dialogs/draft.ts';
import type { Field } from '../text/field.ts';
import type { Theme } from '../theme.ts';
import type { HeldTable } from './calm.ts';
import type { OpenDialog } from './dialogs.ts';

export type PaneName = 'listen' | 'clients' | 'datagrams' | 'multicast';
export const PANES: readonly PaneName[] = ['listen', 'clients', 'datagrams', 'multicast'];

/** The lists a pane shows, top to bottom; its filter goes for all of them. */
export const PANE_LISTS: { readonly [Name in PaneName]: readonly ListName[] } = {
  listen: ['listen'],
  clients: ['clients'],
  datagrams: ['datagrams'],
  multicast: ['groups', 'traffic'],
};

/** The list whose columns `s` goes through. */
export const SORTED_LIST: { readonly [Name in PaneName]: ListName } = {
  listen: 'listen',
  clients: 'clients',
  datagrams: 'datagrams',
  multicast: 'groups',
};

export interface ListState {
  readonly cursor: Cursor;
  /** The window's first row. */
  readonly top: number;
  readonly filter: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
}

export interface Message {
  readonly text: string;
  readonly meaning: 'normal' | 'failed';
  /** When it goes, in the time of `UiState.now`. */
  readonly until: number;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What the command line and the terminal say; a key changes the theme. */
export interface UiOptions {
  readonly readonly: boolean;
  readonly hostName: string;
  readonly theme: Theme;
}

export interface UiState {
  readonly options: UiOptions;
  readonly size: Size;
  readonly view: View | null;
  /** The view's detail is kept from one before it: what it describes is no longer there. */
  readonly detailGone: boolean;
  /** The newest request; a view that answers an older one has an older cursor. */
  readonly asked: ViewRequest | null;
  /** When the last thing happened, in milliseconds of a clock that never jumps. */
  readonly now: number;
  /** How far the engine's clock, which dates rows, is ahead of that one. */
  readonly ahead: number;
  readonly focus: PaneName;
  /** Which of pane 4's two lists has the cursor. */
  readonly multicastList: 'groups' | 'traffic';
  readonly zoom: boolean;
  readonly frozen: boolean;
  /** The past moment that a frozen picture is wanted of; null: when it was frozen. */
  readonly moment: MomentRequest | null;
  readonly lists: { readonly [Name in ListName]: ListState };
  /** Rows and columns that places were needed for lately. */
  readonly held: HeldTable;
  /** Open dialogs, the top one last. */
  readonly stack: readonly OpenDialog[];
  /** The filter line as it is being typed; null: it is not. What is in force is in `lists`. */
  readonly filtering: Field | null;
  readonly message: Message | null;
  /** What was asked of the engine and isn't answered yet, in words. */
  readonly pending: readonly string[];
  /** The endpoint whose spec was asked for; its details are asked of the engine to answer. */
  readonly specOf: string | null;
  /** Connections marked for what is done next, by name. */
  readonly marks: ReadonlySet<string>;
  /** What was sent by hand, oldest first. */
  readonly drafts: readonly Draft[];
  /** What the doctor found last; null while it is asked. */
  readonly diagnosis: Diagnosis | null;
  /** The mode a server had before it was switched to manual. */
  readonly modeBefore: { readonly [endpoint: string]: AcceptMode };
}

const list = (cursor: Cursor): ListState => ({ cursor, top: 0, filter: '', sort: null });
const START: Cursor = { at: 'index', index: 0 };
const END: Cursor = { at: 'end' };

export function initialState(options: UiOptions, size: Size, now: number): UiState {
  return {
    options,
    size,
    view: null,
    detailGone: false,
    asked: null,
    now,
    ahead: 0,
    focus: 'listen',
    multicastList: 'groups',
    zoom: false,
    frozen: false,
    moment: null,
    lists: {
      listen: list(START),
      clients: list(START),
      datagrams: list(END),
      groups: list(START),
      traffic: list(END),
    },
    held: {},
    stack: [],
    filtering: null,
    message: null,
    pending: [],
    specOf: null,
    marks: new Set(),
    drafts: [],
    diagnosis: null,
    modeBefore: {},
  };
}

/** The list that has the cursor. */
export function focusedList(state: UiState): ListName {
  return state.focus === 'multicast' ? state.multicastList : state.focus;
}

/**
 * The time that ages are counted from, in milliseconds since the epoch by the engine's clock: a frozen
 * picture does not grow older.
 */
export function shownTime(state: UiState): number {
  return state.view?.frozen === true ? state.view.time : state.now + state.ahead;
}

/** What the engine is asked to describe: for the newest open details, or for a spec. */
export function detailRequest(state: UiState): DetailRequest | null {
  const open = state.stack.findLast(({ detail }) => detail !== null);
  if (open !== undefined) return open.detail;
  return state.specOf === null ? null : { of: 'endpoint', key: state.specOf };
}
