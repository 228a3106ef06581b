// What a relay does to what passes through it, changed while it runs: a field for each fault, empty where it
// does nothing.
//
//   ━ Faults of relay-1 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ to 127.0.0.1:7000 ━
//   › delay        50ms|
//     jitter       0                                 250ms, 2s, 5m; up:50ms
//     drop         up:10%                            10%, 0.1%; up:10%
//     …
//    All waits so long. One value for both directions, or up:50ms+down:2s of each.
//    Enter sets  delay=50ms,drop=up:10%
//    Enter set  Tab next fault  Ctrl-U empty it  Esc cancel

import { FAULT_OPTIONS, parseFaults, splitAtCommas } from '../../endpoint-spec.ts';
import type { ListenRow } from '../../protocol/views.ts';
import { fitWindow } from '../../protocol/window.ts';
import { printable } from '../text/escape.ts';
import { drawField, editField, emptyField, type Field, fieldOf, fieldText } from '../text/field.ts';
import type { Dialog, DialogContext, Key, Outcome } from './dialog.ts';
import { faults as messages } from './faults-messages.ts';
import { fillTo, hintLine, line, type Piece, titleLine, wrapAtMost } from './line.ts';
import { close, pass, send, stay } from './outcome.ts';

type FaultOption = (typeof FAULT_OPTIONS)[number];

export interface FaultsState {
  readonly endpoint: string;
  readonly transport: 'tcp' | 'udp';
  readonly to: string;
  /** Index of the fault that is edited, and its line editor. */
  readonly row: number;
  readonly edit: Field;
  /** What is written, by the fault's name; empty or absent: nothing is done. */
  readonly values: Readonly<Record<string, string>>;
}

/** @returns null where the row is no relay's */
export function initialFaults({ key, transport, relay }: ListenRow): FaultsState | null {
  if (relay === undefined || transport === 'multicast') return null;
  const values: Record<string, string> = {};
  for (const text of relay.faults === '' ? [] : splitAtCommas(relay.faults)) {
    const equals = text.indexOf('=');
    values[text.slice(0, equals)] = text.slice(equals + 1);
  }
  const state = { endpoint: key, transport, to: relay.to, row: 0, edit: emptyField, values };
  return moveTo(state, 0);
}

export const faultsDialog: Dialog<FaultsState> = {
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
      default:
        return edit(state, key);
    }
  },
  lines: draw,
};

/** Those that can be meant for what passes through it. */
const optionsOf = ({ transport }: FaultsState): readonly FaultOption[] =>
  FAULT_OPTIONS.filter((option) => option.transports.includes(transport));

/** Goes to a fault; beyond either end it starts again at the other. */
function moveTo(state: FaultsState, wanted: number): FaultsState {
  const options = optionsOf(state);
  const row = (wanted + options.length) % options.length;
  return { ...state, row, edit: fieldOf(state.values[options[row]?.name ?? ''] ?? '') };
}

function edit(state: FaultsState, key: Key): Outcome<FaultsState> {
  const field = editField(state.edit, key);
  const option = optionsOf(state)[state.row];
  if (field === null || option === undefined) return pass;
  // A comma would begin the next one.
  const plain = fieldOf(fieldText(field).replaceAll(',', ''));
  const only = fieldText(plain) === fieldText(field) ? field : plain;
  const values = { ...state.values, [option.name]: fieldText(only) };
  return stay({ ...state, values, edit: only });
}

/** As a spec has them. */
function textOf(state: FaultsState): string {
  return optionsOf(state)
    .map(({ name }) => ({ name, value: (state.values[name] ?? '').trim() }))
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${value}`)
    .join(',');
}

/** Sets them; where one can't be meant, goes to it. */
function submit(state: FaultsState): Outcome<FaultsState> {
  const parsed = parseFaults(state.transport, textOf(state));
  if (parsed.ok) {
    return send({ type: 'set-faults', endpoint: state.endpoint, faults: parsed.faults });
  }
  const wrong = optionsOf(state).findIndex(({ name }) => name === parsed.part);
  return stay(wrong === -1 ? state : moveTo(state, wrong));
}

const LABEL_COLUMNS = 13;
const VALUE_COLUMNS = 34;
/** Blank, cursor, blank before a label. */
const MARGIN = 3;
/** Of a fault that can't be meant. */
const PROBLEM_LINES = 3;

function draw(state: FaultsState, { width, height, theme }: DialogContext): readonly string[] {
  const options = optionsOf(state);
  const parsed = parseFaults(state.transport, textOf(state));
  const body: string[] = [];
  let focusEnd = 0;
  options.forEach((option, index) => {
    body.push(rowLine(state, option, index, { width, theme }));
    if (!parsed.ok && parsed.part === option.name) {
      const room = width - LABEL_COLUMNS - MARGIN;
      const text = printable(parsed.message, theme.ascii);
      for (const piece of wrapAtMost(text, room, PROBLEM_LINES, theme)) {
        const indent = ' '.repeat(LABEL_COLUMNS + MARGIN);
        body.push(line(width, theme, ['normal', indent], ['failed', piece]));
      }
    }
    if (index === state.row) focusEnd = body.length - 1;
  });
  const written = textOf(state);
  const verdict: readonly Piece[] = !parsed.ok
    ? [['waiting', ` ${messages.notYet(parsed.part)}`]]
    : [
        ['served', ` ${messages.sets}`],
        ['strong', printable(written === '' ? messages.none : written, theme.ascii)],
      ];
  const foot = [
    line(width, theme, ['dim', ` ${messages.about(options[state.row]?.meaning ?? '')}`]),
    line(width, theme, ...verdict),
    hintLine(width, theme, messages.hints),
  ];
  const room = Math.max(1, height - 1 - foot.length);
  const { top } = fitWindow(body.length, room, 0, focusEnd);
  const most = Math.min(room, options.length + PROBLEM_LINES);
  const shown = fillTo(body.slice(top, top + room), most, width);
  const title = titleLine(
    width,
    theme,
    messages.title(state.endpoint),
    printable(messages.to(state.to), theme.ascii),
  );
  return [title, ...shown, ...foot].slice(0, Math.max(0, height));
}

function rowLine(
  state: FaultsState,
  option: FaultOption,
  index: number,
  { width, theme }: Pick<DialogContext, 'width' | 'theme'>,
): string {
  const focused = index === state.row;
  const cursor = focused ? theme.glyphs.cursor : ' ';
  const label: Piece = [
    focused ? 'focus' : 'dim',
    ` ${cursor} ${option.name.padEnd(LABEL_COLUMNS)}`,
  ];
  const room = Math.max(0, width - LABEL_COLUMNS - MARGIN);
  const columns = Math.min(VALUE_COLUMNS, room);
  const text = state.values[option.name] ?? '';
  const value =
    focused || text !== ''
      ? drawField(focused ? state.edit : fieldOf(text), columns, theme, focused)
      : line(columns, theme, ['dim', option.default]);
  const remark: Piece = ['dim', option.syntax];
  return line(width - room, theme, label) + value + line(room - columns, theme, remark);
}
