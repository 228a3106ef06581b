// The command palette: every command that works here, found by any word of it, run by name.
//
//   ━ Run a command ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 2 of 24 ━
//    : jo|
//   › join <interface>     join the group on one more interface
//     ...
//    Enter run  Tab complete  Up/Down choose  Esc cancel

import { nearest } from '../../endpoint-spec.ts';
import { fitWindow } from '../../protocol/window.ts';
import type { Binding } from '../keys/binding.ts';
import { printable } from '../text/escape.ts';
import { drawField, editField, emptyField, type Field, fieldOf, fieldText } from '../text/field.ts';
import type { Theme } from '../theme.ts';
import type { Dialog, DialogContext, Outcome } from './dialog.ts';
import { fillTo, hintLine, line, titleLine } from './line.ts';
import { palette as messages } from './messages.ts';
import { close, pass, run, stay } from './outcome.ts';
import { commandsOf, findCommands } from './search.ts';

export interface PaletteState {
  readonly edit: Field;
  /** Index of the chosen command among those found. */
  readonly cursor: number;
}

export function initialPalette(): PaletteState {
  return { edit: emptyField, cursor: 0 };
}

interface Found {
  readonly commands: readonly Binding[];
  /** The command that is written out in full, and what follows it. */
  readonly named: Binding | null;
  readonly argument: string;
}

function find(state: PaletteState, context: DialogContext): Found {
  const all = commandsOf(context.bindings);
  const typed = fieldText(state.edit).trim();
  const [word = '', ...rest] = typed.split(/\s+/);
  const named = all.find(({ command }) => command === word) ?? null;
  const argument = rest.join(' ');
  // With its argument a name stands fast; what takes none may be a word among others: `close client`.
  const fast = named !== null && named.argument !== null && argument !== '';
  const commands = fast ? [named] : findCommands(all, typed);
  return { commands, named, argument };
}

export const palette: Dialog<PaletteState> = {
  reduce(state, key, context) {
    const { commands } = find(state, context);
    const cursor = clamp(state.cursor, commands.length);
    const last = Math.max(0, commands.length - 1);
    switch (key.name) {
      case 'escape':
        return close;
      case 'enter':
        return submit(state, context);
      case 'up':
        return stay({ ...state, cursor: cursor === 0 ? last : cursor - 1 });
      case 'down':
        return stay({ ...state, cursor: cursor === last ? 0 : cursor + 1 });
      case 'page-up':
        return stay({ ...state, cursor: 0 });
      case 'page-down':
        return stay({ ...state, cursor: last });
      case 'tab':
        return complete(state, commands[cursor]);
      case 'back-tab':
        return stay(state);
      default: {
        const edit = editField(state.edit, key);
        return edit === null ? pass : stay({ edit, cursor: 0 });
      }
    }
  },

  lines(state, { width, height, theme, ...context }) {
    const { commands } = find(state, { width, height, theme, ...context });
    const all = commandsOf(context.bindings).length;
    const room = Math.max(0, height - 4);
    const { top, cursor } = fitWindow(commands.length, room, 0, state.cursor);
    const prompt = messages.prompt;
    const rows = commands
      .slice(top, top + room)
      .map((binding, index) => row(binding, top + index === cursor, width, theme));
    return [
      titleLine(width, theme, messages.title, messages.count(commands.length, all)),
      line(Math.min(width, prompt.length), theme, ['key', prompt]) +
        drawField(state.edit, width - prompt.length, theme, true),
      ...fillTo(rows, Math.min(room, all), width),
      line(width, theme, ['waiting', ` ${remark(state, { width, height, theme, ...context })}`]),
      hintLine(width, theme, messages.hints),
    ].slice(0, Math.max(0, height));
  },
};

function clamp(cursor: number, length: number): number {
  return Math.min(Math.max(0, cursor), Math.max(0, length - 1));
}

/** Runs what is named, or else what is chosen; what needs an argument is completed to ask for it. */
function submit(state: PaletteState, context: DialogContext): Outcome<PaletteState> {
  const { commands, named, argument } = find(state, context);
  const chosen = commands[clamp(state.cursor, commands.length)];
  // The arrows overrule a name typed in full, and so do more words than it takes.
  const meant = named !== null && (argument === '' ? state.cursor === 0 : named.argument !== null);
  const target = meant ? named : chosen;
  if (target === undefined) return stay(state);
  if (target.argument === null) return run(target.command);
  if (target !== named || argument === '') return complete(state, target);
  return run(target.command, argument);
}

function complete(state: PaletteState, binding: Binding | undefined): Outcome<PaletteState> {
  if (binding === undefined) return stay(state);
  const typed = fieldText(state.edit).trimStart();
  // The name stands already, with its argument begun.
  if (typed.startsWith(`${binding.command} `)) return stay(state);
  const text = binding.argument === null ? binding.command : `${binding.command} `;
  return stay({ edit: fieldOf(text), cursor: 0 });
}

/** What stands in the way of Enter, or nothing. */
function remark(state: PaletteState, context: DialogContext): string {
  const { commands, named, argument } = find(state, context);
  const typed = fieldText(state.edit).trim();
  if (named !== null && named.argument === null && commands.length === 0) {
    return messages.noArgument(named.command);
  }
  if (named !== null && named.argument !== null && argument === '') {
    return messages.needs(named.command, named.argument);
  }
  if (commands.length > 0) return '';
  const [first, ...names] = commandsOf(context.bindings).map(({ command }) => command);
  if (first === undefined) return messages.nothing;
  return messages.unknown(printable(typed, context.theme.ascii), nearest(typed, [first, ...names]));
}

const NAME_COLUMNS = 18;
const KEY_COLUMNS = 9;

function row(binding: Binding, chosen: boolean, width: number, theme: Theme): string {
  const { command, argument, keys, description } = binding;
  const name = argument === null ? command : `${command} <${argument}>`;
  const cursor = chosen ? theme.glyphs.cursor : ' ';
  return line(
    width,
    theme,
    [chosen ? 'selected' : 'normal', ` ${cursor} ${name.padEnd(NAME_COLUMNS)}`],
    ['key', ` ${keys.join(' ').padEnd(KEY_COLUMNS)}`],
    ['dim', ` ${description}`],
  );
}
