// Help: the key table as it works here, by place, searchable by typing.

import type { Binding, KeyContext } from '../keys/binding.ts';
import { printable } from '../text/escape.ts';
import { drawField, editField, emptyField, type Field, fieldText } from '../text/field.ts';
import type { Theme } from '../theme.ts';
import { details } from './details-messages.ts';
import type { Dialog, DialogContext } from './dialog.ts';
import { fillTo, hintLine, line, titleLine, wrap } from './line.ts';
import { help as messages } from './messages.ts';
import { close, pass, stay } from './outcome.ts';
import { clampTop, type ScrollTop, scroll } from './scroll.ts';
import { findCommands, keysText } from './search.ts';

export interface HelpState {
  readonly edit: Field;
  readonly top: ScrollTop;
}

export function initialHelp(): HelpState {
  return { edit: emptyField, top: 0 };
}

/** Title, search line, hints. */
const FIXED_LINES = 3;

export const help: Dialog<HelpState> = {
  reduce(state, key, context) {
    const searching = fieldText(state.edit) !== '';
    if (key.name === 'escape') return searching ? stay(initialHelp()) : close;
    if (key.name === 'enter') return close;
    // `?` opens and closes it.
    if (key.name === 'character' && key.input === '?' && !searching) return close;
    const total = body(state, context).length;
    // Home and End move in the list: the search word is short.
    const top = scroll(state.top, key, total, context.height - FIXED_LINES);
    if (top !== null) return stay({ ...state, top });
    const edit = editField(state.edit, key);
    return edit === null ? pass : stay({ edit, top: 0 });
  },

  lines(state, context) {
    const { width, height, theme } = context;
    const rows = body(state, context);
    const room = Math.max(0, height - FIXED_LINES);
    const top = clampTop(state.top, rows.length, room);
    const shown = rows.slice(top, top + room);
    const place = rows.length > room ? details.place(top + 1, top + shown.length, rows.length) : '';
    return [
      titleLine(width, theme, messages.title, place),
      searchLine(state, width, theme),
      ...fillTo(shown, room, width),
      hintLine(width, theme, messages.hints),
    ].slice(0, Math.max(0, height));
  },
};

function searchLine(state: HelpState, width: number, theme: Theme): string {
  const { prompt, placeholder } = messages;
  const head = line(Math.min(width, prompt.length), theme, ['key', prompt]);
  const room = width - prompt.length;
  if (fieldText(state.edit) !== '') return head + drawField(state.edit, room, theme, true);
  const cursor = drawField(emptyField, Math.min(room, 1), theme, true);
  return head + cursor + line(room - 1, theme, ['dim', placeholder]);
}

/** All lines of the list, groups with their titles. */
function body(state: HelpState, { bindings, width, theme }: DialogContext): readonly string[] {
  const typed = fieldText(state.edit);
  const found = new Set(findCommands(bindings, typed));
  if (found.size === 0) {
    return [line(width, theme, ['dim', ` ${messages.nothing(printable(typed, theme.ascii))}`])];
  }
  const groups = Map.groupBy(
    bindings.filter((binding) => found.has(binding)),
    ({ contexts }) =>
      messages.group(contexts.map((context: KeyContext) => messages.places[context])),
  );
  const titles = [...groups.keys()].toSorted((a, b) => rankOf(a) - rankOf(b));
  return titles.flatMap((title, index) => [
    ...(index === 0 ? [] : [line(width, theme)]),
    line(width, theme, ['strong', ` ${title}`]),
    ...(groups.get(title) ?? []).flatMap((binding) => rows(binding, width, theme)),
  ]);
}

/** What works everywhere comes last: what works here and not there is looked for more. */
function rankOf(title: string): number {
  return title === messages.group(['everywhere']) ? 1 : 0;
}

const KEY_COLUMNS = 18;
const NAME_COLUMNS = 16;

/** One binding; a description that does not fit goes on in lines below. */
function rows(binding: Binding, width: number, theme: Theme): readonly string[] {
  const keys = keysText(binding);
  const margin = 3 + KEY_COLUMNS + 1 + NAME_COLUMNS + 1;
  const texts = wrap(binding.description, Math.max(10, width - margin));
  return texts.map((text, index) =>
    index === 0
      ? line(
          width,
          theme,
          ['key', `   ${keys.padEnd(KEY_COLUMNS)} `],
          ['dim', `${binding.command.padEnd(NAME_COLUMNS)} `],
          ['normal', text],
        )
      : line(width, theme, ['normal', `${' '.repeat(margin)}${text}`]),
  );
}
