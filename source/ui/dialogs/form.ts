// The new-endpoint form: one line with the whole spec, and below it a field for each of its parts.
//
//   ━ New endpoint ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ kind:[host:]port[,option=value...] ━
//     spec         tcp:7000,mode=sequential
//
//     kind         [tcp] udp multicast                    a TCP server
//     host         127.0.0.1
//   › port         7000|
//     mode         concurrent [sequential] manual         when clients are accepted
//     …
//    0 to 65535; 0 asks the kernel for a free one.
//    Enter opens  tcp:7000,mode=sequential
//    Enter open  Tab next field  Left/Right choose  Esc cancel

import { KINDS, parseSpec, withEscapedCommas } from '../../endpoint-spec.ts';
import type { EndpointKind } from '../../protocol/spec.ts';
import { fitWindow } from '../../protocol/window.ts';
import { printable } from '../text/escape.ts';
import { drawField, editField, emptyField, type Field, fieldOf, fieldText } from '../text/field.ts';
import type { Theme } from '../theme.ts';
import type { Dialog, DialogContext, Key, Outcome } from './dialog.ts';
import { fieldsOf, type Row, rowsOf, specOf, type Values } from './form-fields.ts';
import { fillTo, hintLine, line, type Piece, titleLine, wrap } from './line.ts';
import { form as messages } from './messages.ts';
import { close, pass, send, stay } from './outcome.ts';
import { chosenBy, wordPieces } from './words.ts';

export interface FormState {
  /** Index of the row that is edited. */
  readonly row: number;
  /** The line editor of that row, where it is free text. */
  readonly edit: Field;
  readonly kind: EndpointKind;
  readonly values: Values;
  /** What Enter opens; empty as long as nothing was written. */
  readonly spec: string;
}

export function initialForm(): FormState {
  return { row: 0, edit: emptyField, kind: 'tcp', values: {}, spec: '' };
}

export const newEndpointForm: Dialog<FormState> = {
  reduce(state, key) {
    switch (key.name) {
      case 'escape':
        return close;
      case 'enter':
        return submit(state);
      case 'tab':
      case 'down':
        return stay(moveTo(state, state.row + 1));
      case 'back-tab':
      case 'up':
        return stay(moveTo(state, state.row - 1));
      case 'page-up':
        return stay(moveTo(state, 0));
      case 'page-down':
        return stay(moveTo(state, rowsOf(state.kind).length - 1));
      default:
        return edit(state, key);
    }
  },
  lines: drawForm,
};

/** Opens what is written; where that can't be meant, goes to the field that is wrong. */
function submit(state: FormState): Outcome<FormState> {
  const parsed = parseSpec(state.spec);
  if (parsed.ok) return send({ type: 'open', spec: parsed.spec });
  const wrong = rowsOf(state.kind).findIndex((row) => row.name === parsed.part);
  return stay(state.row === 0 || wrong < 1 ? state : moveTo(state, wrong));
}

/** Goes to a row; beyond either end it starts again at the other. */
function moveTo(state: FormState, wanted: number): FormState {
  const rows = rowsOf(state.kind);
  const row = (wanted + rows.length) % rows.length;
  const { name } = rows[row] as Row;
  const text = name === 'spec' ? state.spec : (state.values[name] ?? '');
  return { ...state, row, edit: fieldOf(text) };
}

function edit(state: FormState, key: Key): Outcome<FormState> {
  const row = rowsOf(state.kind)[state.row] as Row;
  if (key.name === 'paste' && row.name !== 'spec' && parseSpec(key.input).ok) {
    // A whole spec pasted into a field is meant as the spec.
    return stay(moveTo(withSpec(state, fieldText(fieldOf(key.input)).trim()), state.row));
  }
  if (row.words !== null) return choose(state, row, row.words, key);
  const field = editField(state.edit, key);
  if (field === null) return pass;
  if (row.name === 'spec') return stay({ ...withSpec(state, fieldText(field)), edit: field });
  const only = row.escaped
    ? escaped(field)
    : { before: plain(field.before), after: plain(field.after) };
  return stay({ ...withValue(state, row.name, fieldText(only)), edit: only });
}

/** A comma would begin the next option. */
function plain(text: string): string {
  return text.replaceAll(',', '');
}

/** Free text: a comma is escaped as it is typed, unless the backslash is there already. */
function escaped({ before, after }: Field): Field {
  const whole = withEscapedCommas(before + after);
  const end = whole.length - withEscapedCommas(after).length;
  return { before: whole.slice(0, end), after: whole.slice(end) };
}

function withSpec(state: FormState, spec: string): FormState {
  return { ...state, ...fieldsOf(spec, state.kind), spec };
}

function withValue(state: FormState, name: string, value: string): FormState {
  const values = { ...state.values, [name]: value };
  return { ...state, values, spec: specOf(state.kind, values) };
}

/** A row with words: left and right go through them, a letter to the next that begins with it. */
function choose(
  state: FormState,
  row: Row,
  words: readonly string[],
  key: Key,
): Outcome<FormState> {
  if (key.name === 'backspace' || key.name === 'delete') return stay(withWord(state, row, ''));
  const word = chosenBy(words, chosenWord(state, row), key);
  return word === null ? pass : stay(withWord(state, row, word));
}

function chosenWord(state: FormState, row: Row): string {
  return row.name === 'kind' ? state.kind : state.values[row.name] || row.placeholder;
}

function withWord(state: FormState, row: Row, word: string | undefined): FormState {
  if (word === undefined) return state;
  if (row.name !== 'kind') return withValue(state, row.name, word);
  const kind = (word === '' ? 'tcp' : word) as EndpointKind;
  return { ...state, kind, spec: specOf(kind, state.values) };
}

const LABEL_COLUMNS = 16;
const VALUE_COLUMNS = 34;
/**
 * Lines of the rows, where there is room: those of the kind that has most, a blank one, and three of a
 * problem. So the form stands still while kinds change and problems come and go.
 */
const BODY_LINES = Math.max(...KINDS.map(({ kind }) => rowsOf(kind).length)) + 1 + 3;

function drawForm(state: FormState, { width, height, theme }: DialogContext): readonly string[] {
  const rows = rowsOf(state.kind);
  const parsed = parseSpec(state.spec);
  const untouched = state.spec === '';
  // What names no field (an unknown option) stands under the spec line.
  const part = parsed.ok || untouched ? null : parsed.part;
  const wrong =
    part === null
      ? -1
      : Math.max(
          0,
          rows.findIndex((row) => row.name === part),
        );

  const body: string[] = [];
  let focusEnd = 0;
  rows.forEach((row, index) => {
    body.push(rowLine(state, row, index, width, theme));
    if (index === wrong && !parsed.ok) {
      const text = printable(parsed.problem.message, theme.ascii);
      for (const piece of wrap(text, width - LABEL_COLUMNS - 3)) {
        body.push(line(width, theme, ['normal', ' '.repeat(LABEL_COLUMNS + 3)], ['failed', piece]));
      }
    }
    if (index === state.row) focusEnd = body.length - 1;
    if (index === 0) body.push(line(width, theme));
  });

  const { about } = rows[state.row] as Row;
  const foot = [
    line(width, theme, ['dim', ` ${about}`]),
    line(width, theme, ...verdict(state, part, theme)),
    hintLine(width, theme, messages.hints),
  ];
  const room = Math.max(1, height - 1 - foot.length);
  const { top } = fitWindow(body.length, room, 0, focusEnd);
  const shown = fillTo(body.slice(top, top + room), Math.min(room, BODY_LINES), width);
  const title = titleLine(width, theme, messages.title, messages.remark);
  return [title, ...shown, ...foot].slice(0, Math.max(0, height));
}

function verdict(state: FormState, part: string | null, theme: Theme): readonly Piece[] {
  if (part !== null) return [['waiting', ` ${messages.notYet(part)}`]];
  if (state.spec === '') return [['dim', ` ${messages.empty}`]];
  return [
    ['served', ` ${messages.opens}`],
    ['strong', printable(state.spec.trim(), theme.ascii)],
  ];
}

function rowLine(state: FormState, row: Row, index: number, width: number, theme: Theme): string {
  const focused = index === state.row;
  const label: Piece = [
    focused ? 'focus' : 'dim',
    ` ${focused ? theme.glyphs.cursor : ' '} ${row.label.padEnd(LABEL_COLUMNS)}`,
  ];
  const room = width - LABEL_COLUMNS - 3;
  if (room < 4) return line(width, theme, label);
  if (row.words !== null) {
    const words = wordPieces(row.words, chosenWord(state, row), focused, theme);
    const used = words.reduce((sum, [, text]) => sum + text.length, 0);
    const gap: Piece = ['normal', ' '.repeat(Math.max(2, VALUE_COLUMNS - used))];
    return line(width, theme, label, ...words, gap, ['dim', row.remark]);
  }
  const text = row.name === 'spec' ? state.spec : (state.values[row.name] ?? '');
  const columns = Math.min(row.remark === '' ? room : VALUE_COLUMNS, room);
  const value = fieldLine(state, row, text, focused, columns, theme);
  const remark: Piece[] = room > columns + 2 ? [['dim', row.remark]] : [];
  return line(LABEL_COLUMNS + 3, theme, label) + value + line(room - columns, theme, ...remark);
}

function fieldLine(
  state: FormState,
  row: Row,
  text: string,
  focused: boolean,
  columns: number,
  theme: Theme,
): string {
  if (text === '') {
    if (!focused) return line(columns, theme, ['dim', row.placeholder]);
    // In colour the cursor stands on the placeholder's first character, which then does not move.
    const cursor = drawField(emptyField, 1, theme, true);
    const first = row.placeholder.slice(0, 1);
    return theme.paint('selected', first) === first
      ? cursor + line(columns - 1, theme, ['dim', row.placeholder])
      : theme.paint('selected', first) +
          line(columns - 1, theme, ['dim', row.placeholder.slice(1)]);
  }
  return focused
    ? drawField(state.edit, columns, theme, true)
    : drawField(fieldOf(text), columns, theme, false);
}
