// An accept queue that is full and stays full, while clients try again and again: what is shown of it is
// what the kernel says, and nobody who waits is lost.

import { describe, expect, test } from 'vitest';
import { linux, serve } from '../engine/tcp/harness.ts';
import { has } from '../support/commands.ts';
import { Crowd } from '../support/crowd.ts';
import { TIMED_MS } from '../support/faults.ts';
import { procNetTcp } from '../support/proc.ts';

const TRYING = 15;

/** The queue's length, and the ports of those in it, by /proc/net/tcp. */
function kernelQueue(port: number) {
  const rows = procNetTcp(port);
  const queued = rows.filter(({ state, inode }) => state === 'ESTABLISHED' && inode === 0);
  return {
    depth: rows.find(({ state }) => state === 'LISTEN')?.unread,
    queued: queued.map((row) => row.port).sort(),
  };
}

describe.skipIf(!linux || !has('python3'))('a full queue (needs Linux and python3)', () => {
  test.each([1, 3, 5])('of backlog %i', { timeout: 60_000 }, async (backlog) => {
    const bench = await serve('linux', { mode: 'manual', backlog });
    const { port } = bench.local;
    const shown = () => ({
      depth: bench.server.row().queueDepth,
      queued: bench
        .rows()
        .filter(({ state }) => state === 'QUEUED')
        .map(({ remote }) => remote.port)
        .sort(),
    });
    const crowd = new Crowd(port);
    await crowd.connect(TRYING);
    await bench.until('a full queue', () => shown().queued.length === backlog + 1);

    // It stays full, and stays true, by hand or not.
    const end = performance.now() + TIMED_MS;
    let accepted = 0;
    for (let looks = 0; performance.now() < end; looks += 1) {
      await bench.until('the kernel to say the same', () => {
        const before = JSON.stringify(kernelQueue(port));
        const ours = JSON.stringify(shown());
        return before === JSON.stringify(kernelQueue(port)) && ours === before;
      });
      expect(shown().queued.length).toBeLessThanOrEqual(backlog + 1);
      if (looks % 10 === 9 && bench.server.acceptNext() === null) accepted += 1;
      await crowd.say('.');
    }
    await bench.until('who was asked for', () => bench.server.row().clients === accepted);
    await bench.until('overflows', () => (bench.server.row().overflows ?? 0) > 0);

    // Who waited is served. Of the others the kernel gives up on some, and they try ever more seldom.
    bench.server.setMode('concurrent');
    const served = accepted + (bench.server.row().queueDepth ?? 0);
    await crowd.until('connections', ({ connected }) => connected >= served);
    await crowd.say('here');
    const { wrong } = await crowd.until('answers', ({ answered }) => answered >= served);
    expect(wrong).toBe(0);
    expect(bench.server.row()).toMatchObject({ queueDepth: 0 });
    expect(bench.server.row().served).toBeGreaterThanOrEqual(served);
  });
});
