// Nothing is cut without a sign that it was: whatever the width, a text that is not there to its end ends
// in an ellipsis, or goes on in the next line.

import { describe, expect, it } from 'vitest';
import type { View } from '../../../source/protocol/views.ts';
import { hintLine } from '../../../source/ui/dialogs/line.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import type { UiState } from '../../../source/ui/state/state.ts';
import { say } from '../../../source/ui/state/step.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { connectionDetail } from '../dialogs/details-support.ts';
import { press, see, stateOf } from '../support/state.ts';
import {
  at,
  clientRow,
  datagramRow,
  groupRow,
  tcpRow,
  udpRow,
  viewOf,
  waitingRow,
} from '../support/views.ts';

/** Each begins with eight characters that nothing else has. */
const LONG = {
  host: 'hosthost-of-a-very-long-name-that-has-no-domain-and-goes-on-for-ever-and-ever',
  address: '[2001:db8:1234:5678:9abc:def0:1234:5678%enp0s31f6]',
  group: '[ff0e:abc:1234:5678:9abc:def0:1234:5678]',
  problem: `problem: ${'no address could be bound, and this is said at length; '.repeat(6)}`,
  interface: 'enp198s0f0-with-a-name-longer-than-any-column',
  source: '2001:aaaa:bbbb:cccc:dddd:eeee:ffff:1111',
  spoken: `spoken: ${'the quick brown fox jumps over the lazy dog, '.repeat(9)}`,
  streamed: `streamed: ${'temperature=21.4 humidity=40 pressure=1013 '.repeat(9)}`,
  /** No longer than what a message quotes in full. */
  filter: 'filtered-by-a-text-that-is-longer-than-most-terminals-and-than-most-columns',
  message: `message: ${'an answer that takes more lines than the screen gives it; '.repeat(9)}`,
} as const;

const remote = at(`${LONG.address}:54321`);
const group = at(`${LONG.group}:65430`);
const HUGE = Number.MAX_SAFE_INTEGER;

const view: View = viewOf({
  listen: [
    tcpRow({ local: remote, queueDepth: 4095, backlog: 4096, served: HUGE, clients: 9999 }),
    tcpRow({
      key: 'tcp-22',
      state: 'FAILED',
      local: remote,
      problem: { code: 'E', operation: 'bind', address: null, message: LONG.problem },
    }),
    udpRow({ key: 'udp-1234', local: remote, kernelDrops: HUGE, bufferUsed: 1 }),
    groupRow({
      key: 'multicast-123',
      local: group,
      interfaces: [LONG.interface, 'lo'],
      source: LONG.source,
      lastSender: remote,
      senders: HUGE,
    }),
  ],
  clients: [
    clientRow({ remote, local: remote, bytesIn: HUGE, bytesOut: HUGE, waitedMs: HUGE }),
    { ...waitingRow(51520, 123_456), remote },
    clientRow({ key: 'c3', connection: 'c3', remote, backPressure: true }),
  ],
  datagrams: [datagramRow({ remote, preview: LONG.spoken.slice(0, 256), bytes: 65_507 })],
  traffic: [
    datagramRow({ remote, group: group.address, preview: LONG.streamed.slice(0, 256), bytes: 999 }),
  ],
});

const WIDTHS = Array.from({ length: 50 }, (_, i) => 60 + 4 * i).concat(80, 120, 320, 400);
const TEXTS = Object.values(LONG);
const HEAD = 8;

/** A text that was wrapped goes on with no less than this. */
const CONTINUED = 2;

/** Whether what stands at `start` of line `i` goes on to the text's end, to a sign, or in the next line. */
function whole(
  text: string,
  lines: readonly string[],
  i: number,
  start: number,
  sign: string,
): boolean {
  const line = lines[i] ?? '';
  let length = 0;
  while (length < text.length && line[start + length] === text[length]) length += 1;
  const rest = text.slice(length).trim();
  if (rest === '' || line[start + length] === sign) return true;
  const next = (lines[i + 1] ?? '').indexOf(rest.slice(0, CONTINUED));
  return next !== -1 && whole(rest, lines, i + 1, next, sign);
}

/** What begins in a line and is cut there without a sign. */
function cutUnsigned(lines: readonly string[], ellipsis: string): readonly string[] {
  return lines.flatMap((line, i) =>
    TEXTS.flatMap((text) => {
      const start = line.indexOf(text.slice(0, HEAD));
      return start === -1 || whole(text, lines, i, start, ellipsis)
        ? []
        : [`${line.slice(start)}|`];
    }),
  );
}

const SIGHTS: readonly (readonly [what: string, ...keys: string[]])[] = [
  ['the panes', '1'],
  ['Clients', '2'],
  ['Datagrams alone', '3', 'z'],
  ['Multicast alone', '4', 'z'],
  ['a question', '1', 'x'],
  ['a new endpoint', 'n'],
  ['a spec as typed', 'n', ...LONG.filter],
  ['the palette', ':', ...LONG.filter],
  ['help', '?'],
  ['a filter', '2', '/', ...LONG.filter, 'Enter'],
  ['a filter while it is typed', '2', '/', ...LONG.filter],
];

function stateWith(columns: number, rows: number, ascii: boolean): UiState {
  const state = stateOf({ columns, rows, ascii, view });
  return { ...state, options: { ...state.options, hostName: LONG.host } };
}

describe.each([false, true])('with ASCII alone: %s', (ascii) => {
  it.each(SIGHTS)('%s: what is cut carries a sign', (_what, ...keys) => {
    for (const columns of WIDTHS) {
      const { state } = press(stateWith(columns, 30, ascii), ...keys);
      const { ellipsis } = state.options.theme.glyphs;
      expect(cutUnsigned(screenLines(state), ellipsis), `${columns} columns`).toEqual([]);
    }
  });

  it('an answer that is too long: as well', () => {
    for (const columns of WIDTHS) {
      const state = say(stateWith(columns, 24, ascii), LONG.message, 'failed');
      const { ellipsis } = state.options.theme.glyphs;
      expect(cutUnsigned(screenLines(state), ellipsis), `${columns} columns`).toEqual([]);
    }
  });

  it('details: as well', () => {
    const row = clientRow({ remote, local: remote, endpoint: 'tcp-1' });
    const detailed = { ...view, detail: connectionDetail({ row }) };
    for (const columns of WIDTHS) {
      const opened = press(stateWith(columns, 40, ascii), '2', 'Enter').state;
      const state = see(opened, detailed);
      const { ellipsis } = state.options.theme.glyphs;
      expect(screenLines(state).join('\n')).toContain(LONG.address.slice(0, HEAD));
      expect(cutUnsigned(screenLines(state), ellipsis), `${columns} columns`).toEqual([]);
    }
  });
});

describe('the keys of a dialog', () => {
  it.each([
    ['n'],
    [':'],
    ['?'],
    ['1', 'x'],
    ['2', 'Enter'],
  ])('%s %s: Esc is always named', (...keys) => {
    for (const columns of WIDTHS) {
      const lines = screenLines(press(stateWith(columns, 30, false), ...keys).state);
      expect(lines.at(-1)).toMatch(/Esc \w+ *$/);
    }
  });

  it('have an ellipsis for those that find no room, before the way out', () => {
    const theme = makeTheme({ color: 0, ascii: false });
    const hints = [
      ['Enter', 'run'],
      ['Tab', 'complete'],
      ['Up/Down', 'choose'],
      ['Esc', 'cancel'],
    ] as const;
    const whole = ' Enter run  Tab complete  Up/Down choose  Esc cancel';
    expect(hintLine(whole.length, theme, hints)).toBe(whole);
    expect(hintLine(whole.length - 1, theme, hints).trimEnd()).toBe(
      ' Enter run  Tab complete  …  Esc cancel',
    );
    expect(hintLine(20, theme, hints)).toBe(' …  Esc cancel      ');
    expect(hintLine(9, theme, hints)).toBe(' …  Esc …');
  });
});

it('a cut without a sign is found', () => {
  expect(cutUnsigned(['  spoken: the qui  '], '…')).toEqual(['spoken: the qui  |']);
  expect(cutUnsigned(['  spoken: the qui…  '], '…')).toEqual([]);
  expect(cutUnsigned(['  spoken: the quick', ' brown f…'], '…')).toEqual([]);
  expect(cutUnsigned(['  spoken: the quick', ' brown fo'], '…')).not.toEqual([]);
});

/** Large totals, with something lost. */
const busy: View = {
  ...view,
  totals: {
    ...view.totals,
    failed: 12,
    clients: 10_000,
    waiting: 4096,
    overflows: 123_456,
    descriptorsShort: true,
    kernelDrops: 123_456_789,
    multicastKernelDrops: 123_456_789,
    engineDrops: 123_456,
    queuePlace: 'program',
    sockets: 'portable',
    history: { clients: [1e9], datagrams: [913_000], multicast: [913_000] },
  },
};

describe('facts that find no room', () => {
  const titles = (columns: number) =>
    screenLines(stateOf({ columns, rows: 24, view: busy })).filter((line) => /[─━] \d /.test(line));

  it('have an ellipsis in their place, and leave what was lost', () => {
    expect(titles(60)).toMatchInlineSnapshot(`
      [
        "━ 1 Listen ━━━━━━━━━━━━━━━━━━━━━━━━ 3 open · 12 failed · … ━",
        "─ 2 Clients ──────────── 10000 accepted · 4096 waiting · … ─",
        "─ 3 Datagrams ──────────────── 0/s · drops kernel 123M · … ─",
        "─ 4 Multicast ────── 1 group · 0/s · drops kernel 123M · … ─",
      ]
    `);
    for (let columns = 60; columns < 120; columns += 1) {
      const shown = titles(columns).join('\n');
      expect(shown.match(/drops kernel 123M/g)).toHaveLength(2);
      expect(shown).toMatch(/4096 waiting/);
      for (const title of titles(columns)) expect(title).toHaveLength(columns);
    }
  });

  it('in the header too, where who waits stays longest', () => {
    for (let columns = 60; columns < 200; columns += 1) {
      const [first = ''] = screenLines(stateOf({ columns, rows: 24, view: busy }));
      expect(first).toContain('4096 waiting');
      expect(first.includes('…')).toBe(!/clients.*in .*out /.test(first));
    }
  });
});
