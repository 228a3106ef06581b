// What is sent by hand: text with escapes, hex digits, or a file; the bytes are shown as they are typed.
//
//   ━ Send to c13 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 127.0.0.1:51514 ━
//     as         [text] hex file
//   › text       hello\q|
//                     ^ No such escape: there are \n \r \t \0 \xHH and \\.
//     line end   [none] LF CRLF
//
//      00000000  68 65 6c 6c 6f                                    hello
//    Escapes: \n \r \t \0 \xHH \\. Up and Down: what was sent before.
//    Enter sends 5 B.
//    Enter send  Tab next field  Left/Right choose  Up/Down history  Esc cancel

import { type Address, formatAddress } from '../../protocol/address.ts';
import { printable } from '../text/escape.ts';
import {
  columnIn,
  drawField,
  editField,
  emptyField,
  type Field,
  fieldOf,
  fieldText,
} from '../text/field.ts';
import { bytes as byteCount } from '../text/format.ts';
import { type BytesPerRow, hexRow, hexRowCount } from '../text/hex.ts';
import { bytesPerRow } from './details/payload.ts';
import type { Dialog, DialogContext, Key, Outcome } from './dialog.ts';
import { asEscapes, type Draft, type LineEnd, readDraft, type WrittenAs } from './draft.ts';
import { fillTo, hintLine, line, type Piece, titleLine } from './line.ts';
import { close, pass, send, stay } from './outcome.ts';
import { send as messages } from './send-messages.ts';
import { chosenBy, wordPieces } from './words.ts';

export type SendTarget =
  | {
      readonly of: 'clients';
      readonly connections: readonly string[];
      /** `c13`, or `3 clients`; and the address of a single one. */
      readonly who: string;
      readonly at: string;
    }
  /** Whoever sent this endpoint a datagram, or where it sends itself. */
  | { readonly of: 'address'; readonly endpoint: string; readonly to: Address };

type RowName = 'as' | 'text' | 'end';

export interface SendState {
  readonly target: SendTarget;
  readonly row: RowName;
  readonly as: WrittenAs;
  readonly end: LineEnd;
  readonly edit: Field;
  /** What was sent before, oldest first; and which of it is shown, one beyond for what is typed anew. */
  readonly drafts: readonly Draft[];
  readonly at: number;
  /** What was typed before the history was looked at. */
  readonly typed: Draft;
}

/** It begins as the last one was: whoever sends lines sends more of them. */
export function initialSend(target: SendTarget, drafts: readonly Draft[]): SendState {
  const { as = 'text', end = 'none' } = drafts.at(-1) ?? {};
  const typed: Draft = { as, text: '', end };
  return { target, row: 'text', as, end, edit: emptyField, drafts, at: drafts.length, typed };
}

const draftOf = ({ as, end, edit }: SendState): Draft => ({ as, text: fieldText(edit), end });

export const sendDialog: Dialog<SendState> = {
  reduce(state, key) {
    switch (key.name) {
      case 'escape':
        return close;
      case 'enter':
        return submit(state);
      case 'tab':
        return stay(moveTo(state, 1));
      case 'back-tab':
        return stay(moveTo(state, -1));
      case 'up':
        return stay(recall(state, state.at - 1));
      case 'down':
        return stay(recall(state, state.at + 1));
      default:
        return edit(state, key);
    }
  },
  lines: draw,
};

/** A line end follows text alone. */
const rowsOf = ({ as }: SendState): readonly RowName[] =>
  as === 'text' ? ['as', 'text', 'end'] : ['as', 'text'];

function moveTo(state: SendState, step: number): SendState {
  const rows = rowsOf(state);
  const next = (rows.indexOf(state.row) + step + rows.length) % rows.length;
  return { ...state, row: rows[next] as RowName };
}

function recall(state: SendState, wanted: number): SendState {
  const { drafts } = state;
  const at = Math.min(Math.max(wanted, 0), drafts.length);
  if (at === state.at) return state;
  const typed = state.at === drafts.length ? draftOf(state) : state.typed;
  const { as, text, end } = drafts[at] ?? typed;
  return { ...state, row: 'text', as, end, edit: fieldOf(text), at, typed };
}

function edit(state: SendState, key: Key): Outcome<SendState> {
  if (state.row === 'text') {
    const lines = key.name === 'paste' && state.as === 'text';
    const typed = lines ? { ...key, input: asEscapes(key.input) } : key;
    const field = editField(state.edit, typed);
    return field === null ? pass : stay({ ...state, edit: field });
  }
  if (state.row === 'as') {
    const as = chosenBy(messages.words.as, state.as, key);
    if (as === null) return pass;
    return stay(as === undefined ? state : { ...state, as });
  }
  const end = chosenBy(messages.words.end, state.end, key);
  if (end === null) return pass;
  return stay(end === undefined ? state : { ...state, end });
}

/** What Enter would send; null: nothing yet. */
function payloadOf(state: SendState) {
  const draft = draftOf(state);
  if (draft.as === 'file') {
    const path = draft.text.trim();
    return path === '' ? null : ({ of: 'file', path } as const);
  }
  const read = readDraft(draft);
  // A datagram may be empty; a stream knows no such thing.
  if (!read.ok || (read.bytes.length === 0 && state.target.of === 'clients')) return null;
  return { of: 'bytes', data: read.bytes.toString('base64') } as const;
}

function submit(state: SendState): Outcome<SendState> {
  const payload = payloadOf(state);
  if (payload === null) return stay({ ...state, row: 'text' });
  const { target } = state;
  const draft = draftOf(state);
  if (target.of === 'clients') {
    return send({ type: 'send', connections: target.connections, payload }, draft);
  }
  const { endpoint, to } = target;
  return send({ type: 'send-to', endpoint, to, payload }, draft);
}

const LABEL_COLUMNS = 11;
/** Blank, cursor, blank before a label. */
const MARGIN = 3;
/** Rows of the dump: the end of what is typed stays in sight. */
const MOST_DUMP_ROWS = 4;

function draw(state: SendState, { width, height, theme }: DialogContext): readonly string[] {
  const { target } = state;
  const draft = draftOf(state);
  const read = readDraft(draft);
  const ascii = theme.ascii;
  const [who, at] =
    target.of === 'clients'
      ? [target.who, target.at]
      : [formatAddress(target.to), messages.from(target.endpoint)];
  const room = Math.max(0, width - MARGIN - LABEL_COLUMNS);

  const label = (name: RowName, text: string): Piece => {
    const focused = state.row === name;
    const glyph = focused ? theme.glyphs.cursor : ' ';
    return [focused ? 'focus' : 'dim', ` ${glyph} ${text.padEnd(LABEL_COLUMNS)}`];
  };
  const words = (name: 'as' | 'end'): string =>
    line(
      width,
      theme,
      label(name, messages.labels[name]),
      ...wordPieces(messages.words[name], state[name], state.row === name, theme),
    );
  const head = line(width - room, theme, label('text', messages.labels[state.as]));
  const field = fieldLine(state, room, theme);
  // What can't be meant is pointed at, where it is in sight.
  const column = read.ok ? null : columnIn(state.edit, read.at, room, theme, state.row === 'text');
  const pointer = read.ok
    ? line(width, theme)
    : line(
        width,
        theme,
        ['normal', ' '.repeat(MARGIN + LABEL_COLUMNS)],
        ['failed', pointing(read.message, column, room)],
      );

  const rows = [
    titleLine(width, theme, messages.title(printable(who, ascii)), printable(at, ascii)),
    words('as'),
    head + field,
    pointer,
    ...(state.as === 'text' ? [words('end')] : [line(width, theme)]),
    line(width, theme),
  ];
  const foot = [
    line(width, theme, ['dim', ` ${aboutOf(state)}`]),
    line(width, theme, ...verdict(state)),
    hintLine(width, theme, messages.hints),
  ];
  const left = Math.min(MOST_DUMP_ROWS, Math.max(0, height - rows.length - foot.length));
  const bytes = read.ok ? read.bytes.toString('latin1') : '';
  const dump = dumpRows(bytes, left, bytesPerRow(width)).map((text) =>
    line(width, theme, ['outgoing', `  ${text}`]),
  );
  return [...rows, ...fillTo(dump, left, width), ...foot].slice(0, Math.max(0, height));
}

/** A caret where it is wrong, and why where that fits beside it; below it stands whole. */
function pointing(message: string, column: number | null, room: number): string {
  if (column === null) return message;
  if (column + 2 + message.length <= room) return `${' '.repeat(column)}^ ${message}`;
  return message.length + 2 <= column
    ? `${message.padStart(column - 1)} ^`
    : `${' '.repeat(column)}^`;
}

/** The last rows of the bytes' dump. */
function dumpRows(latin1: string, most: number, perRow: BytesPerRow): readonly string[] {
  const count = hexRowCount(latin1.length, perRow);
  const first = Math.max(0, count - most);
  return Array.from({ length: count - first }, (_, i) => hexRow(latin1, first + i, perRow));
}

function fieldLine(state: SendState, room: number, theme: DialogContext['theme']): string {
  const focused = state.row === 'text';
  if (fieldText(state.edit) !== '') return drawField(state.edit, room, theme, focused);
  const placeholder = messages.placeholders[state.as];
  if (!focused) return line(room, theme, ['dim', placeholder]);
  const cursor = drawField(emptyField, Math.min(room, 1), theme, true);
  return cursor + line(room - 1, theme, ['dim', placeholder]);
}

function aboutOf({ row, as }: SendState): string {
  return messages.about[row === 'text' ? as : row];
}

function verdict(state: SendState): readonly Piece[] {
  const draft = draftOf(state);
  const read = readDraft(draft);
  if (!read.ok) return [['waiting', ` ${messages.notYet(read.message)}`]];
  if (payloadOf(state) === null) return [['dim', ` ${messages.nothing}`]];
  if (state.as === 'file') return [['served', ` ${messages.sendsFile}`]];
  const amount = read.bytes.length;
  const text = amount === 0 ? messages.sendsEmpty : messages.sends(byteCount(amount));
  return [['served', ` ${text}`]];
}
