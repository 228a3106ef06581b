// Somebody sets the clock while the program runs: ages and durations go on as if nothing had happened,
// and nobody is ended by it. Dates follow the new setting.

import { describe, expect, test } from 'vitest';
import { CLOSED_ROW_MS } from '../../source/engine/tcp/closed-clients.ts';
import { type Clock, systemClock } from '../../source/engine/world.ts';
import { screenLines } from '../../source/ui/panes/screen.ts';
import { LAYERS, serve } from '../engine/tcp/harness.ts';
import { random } from '../support/faults.ts';
import { until } from '../support/wait.ts';
import { see, stateOf } from '../ui/support/state.ts';
import { clientRow, viewOf } from '../ui/support/views.ts';

const HOUR_MS = 3_600_000;

/** The system's clock with a hand on it. */
class SetClock implements Clock {
  ahead = 0;
  now(): number {
    return systemClock.now() + this.ahead;
  }
  monotonic(): number {
    return systemClock.monotonic();
  }
}

const next = random('the clock');
const JUMPS = [
  ['an hour ahead', HOUR_MS],
  ['an hour back', -HOUR_MS],
  ['to and fro', Math.round((next() - 0.5) * 24 * HOUR_MS)],
] as const;

describe.each(LAYERS)('the clock is set, over the %s layer', (layer) => {
  test.each(JUMPS)('%s', async (_name, jump) => {
    const clock = new SetClock();
    const bench = await serve(layer, { mode: 'sequential', idleMs: 60_000 }, { clock });
    const first = await bench.client({ send: 'here' });
    await first.receives('here');
    await bench.client();
    await bench.until('one who waits', () => bench.states().includes('QUEUED'));
    const age = (at: number) => clock.now() - (bench.rows()[at]?.since ?? Number.NaN);

    clock.ahead = jump;
    for (const at of [0, 1]) {
      expect(age(at)).toBeGreaterThanOrEqual(-100);
      expect(age(at)).toBeLessThan(15_000);
    }
    const { openedAt } = bench.server.detail();
    expect(Math.abs(clock.now() - (openedAt ?? Number.NaN))).toBeLessThan(15_000);
    first.socket.end();
    await bench.until('the next one’s turn', () => bench.of('connection.accepted').length === 2);
    // The idle time did not run out, and who has closed is still listed.
    const [closed] = bench.of('connection.closed');
    expect(closed).toMatchObject({ cause: 'peer' });
    expect(closed?.durationMs).toBeLessThan(15_000);
    expect(bench.rows().map(({ cause }) => cause)).toContain('peer');
    const waited = bench.of('connection.accepted')[1]?.waitedMs ?? 0;
    expect(waited).toBeGreaterThanOrEqual(0);
    expect(waited).toBeLessThan(15_000);
    // What is told is dated by the clock as it is.
    expect(Math.abs((closed?.time ?? 0) - clock.now())).toBeLessThan(15_000);
  });
});

test('who has closed is forgotten after his time, though the clock was set back', async () => {
  let monotonic = 0;
  const clock = { now: () => systemClock.now(), monotonic: () => monotonic };
  const bench = await serve('portable', {}, { clock });
  const client = await bench.client();
  client.socket.end();
  await bench.until('its end', () => bench.rows()[0]?.cause === 'peer');
  clock.now = () => systemClock.now() - HOUR_MS;
  monotonic += CLOSED_ROW_MS;
  await until('it to be forgotten', () => {
    bench.server.sample();
    return bench.rows().length === 0 || null;
  });
});

test('ages on the screen follow a view whose clock was set', () => {
  const at = (time: number) => ({
    ...viewOf({ clients: [clientRow({ since: time - 5000 })] }),
    time,
  });
  const shown = (time: number, now: number) => {
    const before = see(stateOf({ view: at(1_800_000_000_000) }), at(1_800_000_000_000), 1000);
    return screenLines(see(before, at(time), now)).join('\n');
  };
  for (const jump of [0, HOUR_MS, -HOUR_MS]) {
    expect(shown(1_800_000_000_000 + jump, 1100)).toMatch(/ESTABLISHED .* 0:05 /);
  }
});
