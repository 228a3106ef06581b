import { describe, expect, it } from 'vitest';
import type { DatagramRow, View } from '../../../source/protocol/views.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import type { UiState } from '../../../source/ui/state/state.ts';
import { press, see, stateOf } from '../support/state.ts';
import { datagramRow, udpRow, viewOf, windowOf } from '../support/views.ts';

/** A frozen journal of 100 datagrams, of which the first `from` are forgotten; the window's last nine. */
function journal(from: number, cursor = 99): View {
  const last = Math.min(100, Math.max(cursor + 1, from + 9));
  const keys = Array.from({ length: 100 }, (_, i) => i).slice(Math.max(from, last - 9), last);
  const rows: DatagramRow[] = keys.map((key) =>
    datagramRow({ key: `${key}`, preview: `n=${key};` }),
  );
  const total = 100 - from;
  const top = (keys[0] ?? 0) - from;
  const window = windowOf(rows, { total, all: total, top: Math.max(0, top), cursor: -1 });
  const view = viewOf({ listen: [udpRow()] }, { frozen: true });
  return { ...view, lists: { ...view.lists, datagrams: window } };
}

const shown = (state: UiState): string[] =>
  screenLines(state).flatMap((line) => /n=(\d+);/.exec(line)?.[1] ?? []);

describe('a frozen picture', () => {
  const live = press(stateOf({ view: { ...journal(0), frozen: false } }), '3', 'p').state;
  const frozen = see(live, journal(0));

  it('stands still while the journal forgets what it shows', () => {
    expect(shown(frozen)).toHaveLength(9);
    expect(shown(see(frozen, journal(50)))).toEqual(shown(frozen));
    expect(shown(see(frozen, journal(95)))).toEqual(shown(frozen));
    expect(shown(see(see(frozen, journal(95)), journal(100)))).toEqual(shown(frozen));
  });

  it('still lets the cursor move among what it shows', () => {
    const gone = see(frozen, journal(100));
    const moved = see(press(gone, 'k', 'k').state, journal(100));
    expect(moved.lists.datagrams.cursor).toMatchObject({ key: '97' });
    expect(shown(moved)).toEqual(shown(frozen));
  });

  it('goes on where it thaws', () => {
    const gone = see(frozen, journal(100));
    const thawed = press(gone, 'p').state;
    expect(shown(see(thawed, { ...journal(95), frozen: false }))).toEqual([
      '95',
      '96',
      '97',
      '98',
      '99',
    ]);
  });
});
