// The whole screen as lines: exactly the terminal's rows, each exactly its columns. Pure: a recorded
// view and a state are all it takes.

import { header, keyBar, panes as messages } from '../messages.ts';
import { dialogContext } from '../state/open.ts';
import { type PaneName, shownTime, type UiState } from '../state/state.ts';
import { shownRows } from '../state/window.ts';
import { clockTime, count, PER_SECOND_WIDTH, perSecond, RATE_WIDTH, rate } from '../text/format.ts';
import type { Cell, Draw } from '../text/line.ts';
import { fitText } from '../text/width.ts';
import { faint, plain } from './cells.ts';
import { clientsTable } from './clients.ts';
import { datagramsTable, trafficTable } from './datagrams.ts';
import { filterNotes } from './filter-line.ts';
import { groupsTable } from './groups.ts';
import { headerLine } from './header.ts';
import { areasOf, listHeights } from './heights.ts';
import { hint } from './hints.ts';
import { keyBarLine, messageLines } from './key-bar.ts';
import { type Area, GUTTER, LEAST, tooSmall } from './layout.ts';
import { listenTable } from './listen.ts';
import {
  blankTo,
  listFacts,
  placeFacts,
  rule,
  sentence,
  type Table,
  type TitleFact,
  tableLines,
} from './pane.ts';

export function screenLines(state: UiState): readonly string[] {
  const { size } = state;
  if (tooSmall(size)) return tooSmallLines(state);
  const lines = [headerLine(state), ...bodyLines(state), keyBarLine(state)];
  const dialog = state.stack.at(-1)?.lines(dialogContext(state)) ?? [];
  // It stands on the last line, where its keys are named in place of the panes'; a message still
  // goes before.
  if (dialog.length > 0) lines.splice(lines.length - dialog.length, dialog.length, ...dialog);
  // Above the line that they are about.
  const notes = filterNotes(state);
  lines.splice(lines.length - 1 - notes.length, notes.length, ...notes);
  const said = messageLines(state);
  if (said.length > 0) lines.splice(lines.length - said.length, said.length, ...said);
  return lines;
}

function tooSmallLines(state: UiState): string[] {
  const { size, options } = state;
  const need = `${LEAST.columns}x${LEAST.rows}`;
  const text = keyBar.tooSmall(size.columns, size.rows, need);
  const { ellipsis } = options.theme.glyphs;
  // A question waits for its answer here too: q must not seem to do nothing.
  const top = state.stack.at(-1);
  const asked = top?.name.startsWith('confirm') === true ? top.lines(dialogContext(state)) : [];
  return blankTo([fitText(text, size.columns, ellipsis), ...asked], size.columns, size.rows);
}

function bodyLines(state: UiState): string[] {
  const areas = areasOf(state);
  const lines: string[] = [];
  for (const area of areas) {
    const blank = ' '.repeat(area.left === 0 ? 0 : GUTTER);
    for (const [i, line] of paneLines(state, area).entries()) {
      const row = area.top - 1 + i;
      lines[row] = (lines[row] ?? '') + blank + line;
    }
  }
  return lines;
}

/** A pane with its rule: exactly the area's lines. */
export function paneLines(state: UiState, area: Area): readonly string[] {
  const { pane, width, height } = area;
  const draw: Draw = { theme: state.options.theme, now: shownTime(state) };
  const heights = listHeights(state);
  const facts = [
    ...listFacts(state, pane, draw),
    ...paneFacts(state, pane),
    ...placeFacts(state, pane, heights),
  ];
  const focused = state.focus === pane;
  const title = rule(messages.titles[pane], facts, width, focused, draw, historyOf(state, pane));
  const content = height - 1;
  const part = <Row extends { readonly key: string }>(
    table: Table<Row>,
    rows: number,
  ): string[] => {
    const window = state.view?.lists[table.list] as
      | Parameters<typeof shownRows<Row>>[0]
      | undefined;
    if (window === undefined || window.total === 0) {
      const about = table.list === 'groups' ? 'multicast' : table.list;
      return sentence(hint(state, about), width, rows, draw);
    }
    const shown = shownRows(window, state.lists[table.list], rows);
    return tableLines(table, shown, state, width, rows, draw);
  };
  switch (pane) {
    case 'listen':
      return [title, ...part(listenTable, content)];
    case 'clients':
      return [title, ...part(clientsTable, content)];
    case 'datagrams':
      return [title, ...part(datagramsTable, content)];
    case 'multicast': {
      const { groups, traffic } = heights;
      const upper = part(groupsTable, groups);
      // One sentence is enough for a pane without any group.
      const none = (state.view?.lists.groups.total ?? 0) + (state.view?.lists.traffic.total ?? 0);
      const lower = none === 0 ? blankTo([], width, traffic) : part(trafficTable, traffic);
      return [title, ...upper, ...lower];
    }
  }
}

const spare = (fact: Cell): TitleFact => ({ ...fact, spare: true });

/** The rates of a pane's last minute; none where it has been idle. */
function historyOf({ view }: UiState, pane: PaneName): readonly number[] {
  return view === null || pane === 'listen' ? [] : view.totals.history[pane];
}

/** A rate beside its plot is always as wide, so that the plot stands still. */
const besidePlot = (history: readonly number[], text: string, width: number): Cell =>
  plain(history.length === 0 ? text : text.padStart(width));

/** A pane's totals, at the right end of its rule; the most telling first. */
function paneFacts(state: UiState, pane: PaneName): TitleFact[] {
  const totals = state.view?.totals;
  if (totals === undefined) return [];
  switch (pane) {
    case 'listen': {
      const notedAt = state.view?.notedAt ?? null;
      const facts: Cell[] = [
        // It is of a moment a little before the one that the other panes show.
        ...(notedAt === null ? [] : [faint(messages.noted(clockTime(notedAt)))]),
        plain(header.open(count(totals.open))),
      ];
      if (totals.failed > 0) {
        facts.push({ text: header.failed(count(totals.failed)), meaning: 'failed' });
      }
      // Only when it is so: at 80 columns no row has a place for it.
      if (totals.descriptorsShort) facts.push({ text: messages.descriptorsShort, meaning: 'lost' });
      if (totals.overflows !== null && totals.overflows > 0) {
        const host = totals.queuePlace === 'kernel';
        const text = messages.overflows(count(totals.overflows), host);
        facts.push({ text, meaning: 'lost' });
      }
      return facts;
    }
    case 'clients': {
      const accepted = messages.accepted(count(totals.clients));
      const waiting = messages.waiting(count(totals.waiting));
      const { size } = state.marks;
      const { clients } = totals.history;
      const newest = clients.at(-1);
      const facts: TitleFact[] = [
        ...(size > 0 ? [{ text: messages.marked(count(size)), meaning: 'key' } as const] : []),
        // Of all that is open the header says it: here it is what the plot's last column stands for.
        ...(newest === undefined ? [] : [spare(besidePlot(clients, rate(newest), RATE_WIDTH))]),
        plain(accepted),
        { text: waiting, meaning: (totals.waiting ?? 0) > 0 ? 'waiting' : 'normal' },
      ];
      if (totals.outgoing !== null && totals.outgoing > 0)
        facts.push(plain(messages.outgoing(count(totals.outgoing))));
      return totals.queuePlace === 'kernel' ? facts : [...facts, faint(messages.queueInProgram)];
    }
    case 'datagrams':
      return [
        besidePlot(
          totals.history.datagrams,
          perSecond(totals.datagramsPerSecond),
          PER_SECOND_WIDTH,
        ),
        drops(totals.kernelDrops),
        ...engineDrops(totals.engineDrops),
        ...(totals.numbered ? [lostOnTheWay(totals.onTheWay)] : []),
        ...unseen(totals.unseen),
      ];
    case 'multicast':
      return [
        spare(plain(messages.groups(count(totals.groups)))),
        spare(plain(messages.senders(count(totals.multicastSenders)))),
        besidePlot(
          totals.history.multicast,
          perSecond(totals.multicastPerSecond),
          PER_SECOND_WIDTH,
        ),
        drops(totals.multicastKernelDrops),
        ...(totals.multicastNumbered ? [lostOnTheWay(totals.multicastOnTheWay)] : []),
        ...unseen(totals.multicastUnseen),
      ];
  }
}

function drops(n: number | null): Cell {
  const text = messages.drops(count(n));
  return n !== null && n > 0 ? { text, meaning: 'lost' } : plain(text);
}

/** What the numbers in payloads say never reached us. */
function lostOnTheWay(n: number | null): Cell {
  const text = messages.onTheWay(count(n));
  return { text, meaning: n === 0 ? 'normal' : 'lost' };
}

/** Named only once there are some: they are ours, and should never be. */
function engineDrops(n: number): Cell[] {
  return n > 0 ? [{ text: messages.engineDrops(count(n)), meaning: 'lost' }] : [];
}

/** Nothing is lost with these: they give way before what is. */
function unseen(n: number): TitleFact[] {
  return n > 0 ? [spare(faint(messages.unseen(count(n))))] : [];
}
