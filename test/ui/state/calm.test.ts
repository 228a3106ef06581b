import { describe, expect, it } from 'vitest';
import type { View } from '../../../source/protocol/views.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import { HOLD_MS, hold } from '../../../source/ui/state/calm.ts';
import type { UiState } from '../../../source/ui/state/state.ts';
import { see, stateOf } from '../support/state.ts';
import { at, clientRow, datagramRow, NOW, tcpRow, viewOf, waitingRow } from '../support/views.ts';

describe('hold', () => {
  it('grows at once and shrinks when it was not needed for a while', () => {
    const first = hold(undefined, 5, 0);
    const more = hold(first, 9, 1000);
    expect(more.value).toBe(9);
    expect(hold(more, 5, 1000 + HOLD_MS - 1).value).toBe(9);
    expect(hold(more, 5, 1000 + HOLD_MS).value).toBe(5);
  });

  it('counts from the last time that it was needed', () => {
    const again = hold(hold(undefined, 9, 0), 9, 5000);
    expect(hold(again, 5, HOLD_MS).value).toBe(9);
  });
});

describe('the picture', () => {
  const served = (count: number, remote = '127.0.0.1:51514'): View => {
    const clients = Array.from({ length: count }, (_, i) =>
      i === 0 ? clientRow({ remote: at(remote) }) : waitingRow(51_514 + i),
    );
    return viewOf({ listen: [tcpRow()], clients, datagrams: [datagramRow()] });
  };
  const rules = (state: UiState) =>
    screenLines(state).flatMap((line, row) => (/^[━─] \d /.test(line) ? [row] : []));
  const column = (state: UiState) =>
    screenLines(state)
      .find((line) => line.includes('c13'))
      ?.indexOf('ESTABLISHED');

  it('does not move its rules for every client that comes and goes', () => {
    const few = stateOf({ view: served(1) });
    expect(rules(see(few, served(3)))).toEqual(rules(few));
    const many = see(few, served(8));
    expect(rules(many)).not.toEqual(rules(few));
    expect(rules(see(many, served(1)))).toEqual(rules(many));
    expect(rules(see(many, served(1), NOW + HOLD_MS))).toEqual(rules(few));
  });

  it('does not move its columns when a long address goes', () => {
    const short = stateOf({ view: served(1) });
    const long = see(short, served(1, '192.168.100.200:51514'));
    expect(column(long)).toBeGreaterThan(column(short) ?? 0);
    const again = see(long, served(1));
    expect(column(again)).toBe(column(long));
    expect(column(see(long, served(1), NOW + HOLD_MS))).toBe(column(short));
  });
});
