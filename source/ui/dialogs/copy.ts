// Copying: what there is of a row, each with its beginning, for the terminal's clipboard or a file.
//
//   ━ Copy of c13 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
//   › row                     c13  127.0.0.1:51520  ESTABLISHED  tcp-1  0:12 ...
//     received, as text       GET / HTTP/1.1
//     command                 ss -taino src '127.0.0.1:65432' dst '127.0.0.1:51520'
//    Enter copy  f to a file  Up/Down choose  Esc cancel

import type { DetailRequest } from '../../protocol/views.ts';
import { fitWindow } from '../../protocol/window.ts';
import { type CopyItem, copyItems } from '../copy/items.ts';
import { describes } from '../state/detail.ts';
import { printable } from '../text/escape.ts';
import type { Theme } from '../theme.ts';
import type { Dialog, DialogContext, Key } from './dialog.ts';
import { hintLine, line, titleLine } from './line.ts';
import { copy as messages } from './messages.ts';
import { close, copyText, pass, stay } from './outcome.ts';

export interface CopyState {
  /** What the view is to carry. */
  readonly request: DetailRequest;
  readonly cursor: number;
}

export function initialCopy(request: DetailRequest): CopyState {
  return { request, cursor: 0 };
}

/** Title and hints. */
const FIXED_LINES = 2;

const LETTERS: { readonly [letter: string]: Key['name'] } = { j: 'down', k: 'up' };

export const copy: Dialog<CopyState> = {
  reduce(state, key, context) {
    const items = itemsOf(state, context);
    const last = Math.max(0, items.length - 1);
    const cursor = Math.min(state.cursor, last);
    const chosen = items[cursor];
    const file = key.name === 'character' && key.input === 'f';
    if (file || key.name === 'enter') {
      if (chosen === undefined) return stay(state);
      return copyText(chosen.text(), file ? 'file' : 'terminal');
    }
    const name = key.name === 'character' ? LETTERS[key.input] : key.name;
    switch (name) {
      case 'escape':
        return close;
      case 'up':
        return stay({ ...state, cursor: cursor === 0 ? last : cursor - 1 });
      case 'down':
        return stay({ ...state, cursor: cursor === last ? 0 : cursor + 1 });
      case undefined:
        return stay(state);
      default:
        return pass;
    }
  },

  lines(state, context) {
    const { width, height, theme } = context;
    const items = itemsOf(state, context);
    const room = Math.max(0, Math.min(height - FIXED_LINES, Math.max(1, items.length)));
    const { top, cursor } = fitWindow(items.length, room, 0, state.cursor);
    const rows = items
      .slice(top, top + room)
      .map((item, i) => itemLine(item, top + i === cursor, width, theme));
    if (rows.length === 0 && room > 0)
      rows.push(line(width, theme, ['dim', emptyText(state, context)]));
    const name = printable(state.request.key, theme.ascii);
    return [
      titleLine(width, theme, messages.title(name)),
      ...rows,
      hintLine(width, theme, messages.hints),
    ].slice(0, Math.max(0, height));
  },
};

function itemsOf({ request }: CopyState, { view, theme, now }: DialogContext): readonly CopyItem[] {
  const detail = view?.detail ?? null;
  if (detail === null || !describes(detail, request)) return [];
  return copyItems(detail, { theme, now });
}

function emptyText({ request }: CopyState, { view }: DialogContext): string {
  const gone = view?.detail?.of === 'gone' && describes(view.detail, request);
  return ` ${gone ? messages.gone : messages.pending}`;
}

const LABEL_COLUMNS = 25;
/** So much of a text is looked at for its beginning. */
const MOST_SHOWN = 300;

function beginningOf(text: string, theme: Theme): string {
  const beginning = printable(text.slice(0, MOST_SHOWN), theme.ascii);
  return text.length > MOST_SHOWN ? beginning + theme.glyphs.ellipsis : beginning;
}

function itemLine(item: CopyItem, chosen: boolean, width: number, theme: Theme): string {
  const { label, remark, text } = item;
  const cursor = chosen ? theme.glyphs.cursor : ' ';
  return line(
    width,
    theme,
    [chosen ? 'selected' : 'normal', ` ${cursor} ${label.padEnd(LABEL_COLUMNS)}`],
    ['waiting', remark === '' ? '' : `${remark}  `],
    ['dim', beginningOf(text(), theme)],
  );
}
