// Keys that go back in time: what the engine is asked, and what is said of the moment that is shown.

import { describe, expect, it } from 'vitest';
import type { ListenRow, View, ViewRequest } from '../../../source/protocol/views.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import type { UiState } from '../../../source/ui/state/state.ts';
import type { Step } from '../../../source/ui/state/step.ts';
import { clockTime } from '../../../source/ui/text/format.ts';
import { endpointDetail } from '../dialogs/details-support.ts';
import { press, see, stateOf } from '../support/state.ts';
import { NOW, viewOf, waitingRoom, windowOf } from '../support/views.ts';

const still = (change: Partial<View> = {}): View => ({
  ...waitingRoom(),
  frozen: true,
  frozenAt: NOW,
  time: NOW,
  reach: NOW - 90_000,
  ...change,
});

const asked = ({ effects }: Step): ViewRequest['moment'][] =>
  effects.flatMap((effect) => (effect.type === 'request' ? [effect.request.moment] : []));

const frozen = (): UiState => see(press(stateOf({ view: waitingRoom() }), 'p').state, still());
/** The engine's answer: that moment. */
const shown = (state: UiState, time: number): UiState => see(state, still({ time }));
const header = (state: UiState): string => screenLines(state)[0] ?? '';

describe('going back in time', () => {
  it('is for a frozen picture alone', () => {
    const live = stateOf({ view: waitingRoom() });
    for (const key of ['[', ']', '{', '}', '<', '>']) {
      expect(press(live, key).state.moment).toBeNull();
    }
    expect(asked(press(frozen(), '['))).toEqual([{ from: NOW, steps: -1 }]);
  });

  it('counts on from the last answer, and from what was asked until there is one', () => {
    const once = press(frozen(), '[');
    expect(asked(press(once.state, '['))).toEqual([{ from: NOW, steps: -2 }]);
    const answered = shown(once.state, NOW - 300);
    expect(answered.moment).toEqual({ from: NOW, steps: -1 });
    expect(asked(press(answered, '['))).toEqual([{ from: NOW - 300, steps: -1 }]);
    expect(asked(press(answered, ']'))).toEqual([{ from: NOW - 300, steps: 1 }]);
  });

  it('counts from when it was frozen, where that is asked for and not answered yet', () => {
    const back = shown(press(frozen(), '[').state, NOW - 300);
    expect(asked(press(press(back, '>').state, '['))).toEqual([{ from: NOW, steps: -1 }]);
  });

  it('asks nothing by itself once it is answered', () => {
    const step = press(frozen(), '[');
    const { serial } = step.state.asked as ViewRequest;
    const answered = shown(step.state, NOW - 300);
    expect(answered.asked?.serial).toBe(serial);
  });

  it.each([
    ['{', { from: NOW - 1000, steps: 0 }],
    ['<', { from: 0, steps: 0 }],
  ])('%s asks for %j', (key, moment) => {
    expect(asked(press(frozen(), key))).toEqual([moment]);
  });

  it.each([
    ['30s', NOW - 30_000],
    [clockTime(NOW - 60_000), NOW - 60_000],
    [clockTime(NOW).slice(0, 8), NOW - (NOW % 1000)],
  ])(':moment %s', (time, from) => {
    const { state } = press(frozen(), ':', ...'moment ', ...time, 'Enter');
    expect(state.moment).toEqual({ from, steps: 0 });
  });

  it(':moment says what it needs', () => {
    const { state } = press(frozen(), ':', ...'moment soon', 'Enter');
    expect(state.message).toMatchObject({ meaning: 'failed' });
    expect(state.moment).toBeNull();
  });

  it('ends when the picture thaws, or with >', () => {
    const past = shown(press(frozen(), '<').state, NOW - 90_000);
    expect(press(past, '>').state.moment).toBeNull();
    expect(press(past, 'p').state).toMatchObject({ moment: null, frozen: false });
  });

  it('follows what came last by then', () => {
    const inTheMiddle = press(frozen(), '3', 'g').state;
    expect(press(inTheMiddle, '[').state.lists.datagrams.cursor).toEqual({ at: 'end' });
  });
});

describe('the moment that is shown', () => {
  it('stands in the header: when it was, how long before, and how far back one can go', () => {
    const past = (columns: number) => {
      const state = see(press(stateOf({ view: waitingRoom(), columns }), 'p').state, still());
      return header(shown(press(state, '[').state, NOW - 12_400));
    };
    const [time, reach] = [clockTime(NOW - 12_400), clockTime(NOW - 90_000).slice(0, 8)];
    expect(past(80)).toContain(`FROZEN ${time} 12.4 s earlier back to ${reach} `);
    expect(past(60)).toContain(`FROZEN ${time} 12.4 s earlier`);
    expect(header(frozen())).not.toContain('earlier');
  });

  it('says when endpoints and totals were noted, and `--` for who was there where nobody knows', () => {
    const view = still({ time: NOW - 500, notedAt: NOW - 900 });
    const totals = { ...view.totals, clients: null, waiting: null, outgoing: null };
    const screen = screenLines(see(frozen(), { ...view, totals })).join('\n');
    expect(screen).toContain(`noted ${clockTime(NOW - 900)}`);
    expect(screen).toContain('-- accepted · -- waiting ─');
  });

  it('says that nothing had come, or that it is forgotten', () => {
    const empty = viewOf({}, { ...still({ time: NOW - 500 }), lists: viewOf({}).lists });
    const lists = { ...empty.lists, datagrams: windowOf([], { forgotten: true }) };
    const screen = screenLines(see(frozen(), { ...empty, lists })).join('\n');
    expect(screen).toContain('None until then.');
    expect(screen).toContain('What there was until then is forgotten.');
    expect(screen).toContain('some forgotten');
  });

  it('asks before it quits: who is connected now it does not say', () => {
    const past = shown(press(frozen(), '[').state, NOW - 300);
    const nobody = { ...past.view?.totals, clients: 0 } as View['totals'];
    const { state } = press({ ...past, view: still({ time: NOW - 300, totals: nobody }) }, 'q');
    expect(screenLines(state).join('\n')).toContain('Quit? Clients that are connected now');
  });

  it('is not what the details are of: they say so', () => {
    const past = press(shown(press(frozen(), '[').state, NOW - 300), '1', 'Enter').state;
    const [row] = waitingRoom().lists.listen.rows;
    const detail = endpointDetail({ row: row as ListenRow });
    const screen = screenLines(see(past, still({ time: NOW - 300, detail }))).join('\n');
    expect(screen).toContain('this is as it stands now');
  });

  it('is drawn as it comes, though it has fewer datagrams', () => {
    const rows = (count: number) => windowOf([], { total: count, all: count });
    const before = still();
    const after = still({ time: NOW - 300 });
    const full = see(frozen(), { ...before, lists: { ...before.lists, datagrams: rows(100) } });
    const past = see(full, { ...after, lists: { ...after.lists, datagrams: rows(1) } });
    expect(past.view?.lists.datagrams.all).toBe(1);
  });
});
