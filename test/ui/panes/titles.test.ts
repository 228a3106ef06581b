// Rates in the panes' titles: a number, and how it came to that.

import { expect, test } from 'vitest';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import { clockTime } from '../../../source/ui/text/format.ts';
import { type Setting, stateOf } from '../support/state.ts';
import { tcpRow, totals, viewOf, waitingRoom } from '../support/views.ts';

const ramp = (length: number) => Array.from({ length }, (_, i) => i + 1);

function titles(length: number, setting: Setting = {}): readonly string[] {
  const history = { clients: ramp(length), datagrams: ramp(length), multicast: ramp(length) };
  const room = waitingRoom();
  const view = {
    ...room,
    totals: { ...room.totals, datagramsPerSecond: length, multicastPerSecond: length, history },
  };
  return screenLines(stateOf({ ...setting, view })).filter((line) => /\d (Cl|Da|Mu)/.test(line));
}

test('a minute of traffic in 80 columns', () => {
  expect(titles(60)).toMatchInlineSnapshot(`
    [
      "─ 2 Clients ─── ▅▅▅▅▅▆▆▆▆▆▆▆▆▇▇▇▇▇▇▇████████   60 B/s · 1 accepted · 3 waiting ─",
      "─ 3 Datagrams ─── ▄▄▄▄▄▄▅▅▅▅▅▅▅▆▆▆▆▆▆▆▆▇▇▇▇▇▇▇████████   60/s · drops kernel 0 ─",
      "─ 4 Multicast ─── ▇▇▇▇▇▇████████ 1 group · 0 senders ·   60/s · drops kernel 0 ─",
    ]
  `);
});

test('the plot grows to the left, and what stands at its right stays', () => {
  const ends = (length: number) =>
    titles(length).map((title) => title.slice(title.search(/[▁-█] /) + 1).length);
  expect(ends(2)).toEqual(ends(9));
  expect(ends(9)).toEqual(ends(60));
  for (const title of titles(3)) expect(title).toContain('─ ▃▆█ ');
});

test('its width follows the room', () => {
  const widths = (columns: number) =>
    titles(60, { columns, rows: 24 }).map((title) => title.match(/[▁-█]/g)?.length ?? 0);
  const [narrow, normal, wide] = [widths(60), widths(80), widths(119)];
  for (const i of [0, 1, 2]) {
    expect(wide[i]).toBeGreaterThan(normal[i] as number);
    expect(normal[i]).toBeGreaterThan(narrow[i] as number);
  }
});

test('in ASCII where asked', () => {
  for (const title of titles(60, { ascii: true })) {
    expect(title).toMatch(/^[ -~]*$/);
    expect(title).toMatch(/[x%#]+@+ /);
  }
});

test('nothing while nothing has moved for a minute', () => {
  for (const title of titles(0)) expect(title).not.toMatch(/[▁-█]|B\/s/);
  expect(totals.history.clients).toEqual([]);
});

test('a second in which nothing moved is the line itself', () => {
  const history = { clients: [1, 0, 0, 2, 0], datagrams: [], multicast: [] };
  const view = viewOf({ listen: [tcpRow()] }, { totals: { ...totals, history } });
  expect(screenLines(stateOf({ view })).join('\n')).toContain('─ ▄──█─    0 B/s · 0 accepted');
});

test('the clients: what the last second was', () => {
  const history = { clients: [5, 1234], datagrams: [], multicast: [] };
  const view = viewOf({ listen: [tcpRow()] }, { totals: { ...totals, history } });
  expect(screenLines(stateOf({ view })).join('\n')).toMatch(/ ▁█ 1\.2 kB\/s · 0 accepted/);
});

test('the four numbers of the loss ledger, each by its name', () => {
  const ledger = {
    kernelDrops: 1,
    engineDrops: 2,
    numbered: true,
    onTheWay: 3,
    unseen: 4,
    multicastNumbered: true,
    multicastUnseen: 5,
  };
  const view = viewOf({ listen: [tcpRow()] }, { totals: { ...totals, ...ledger } });
  const screen = (columns: number) => screenLines(stateOf({ columns, rows: 24, view })).join('\n');
  expect(screen(100)).toContain('drops kernel 1 · engine 2 · on the way 3 · unseen 4 ─');
  expect(screen(100)).toContain('drops kernel 0 · on the way 0 · unseen 5 ─');
  // What is lost stays where there is no room for all of them.
  expect(screen(70)).toContain('drops kernel 1 · engine 2 · on the way 3 · … ─');
});

test('a filter by payload says what is forgotten of it', () => {
  const view = waitingRoom();
  const clients = { ...view.lists.clients, since: view.time - 5000 };
  const screen = screenLines(stateOf({ view: { ...view, lists: { ...view.lists, clients } } }));
  expect(screen.join('\n')).toContain(`payload since ${clockTime(view.time - 5000)}`);
});
