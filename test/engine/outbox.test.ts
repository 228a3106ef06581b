import { describe, expect, test, vi } from 'vitest';
import { OUTBOX_BYTES, Outbox } from '../../source/engine/outbox.ts';
import type { EngineEvent } from '../../source/protocol/events.ts';
import { parsedLines } from '../support/lines.ts';

const local = { address: '127.0.0.1', port: 1, family: 'IPv4' } as const;
const datagram = (data: string): EngineEvent => ({
  time: 1,
  type: 'datagram.received',
  endpoint: 'udp-1',
  local,
  remote: local,
  bytes: data.length,
  data,
});

/** The outbox's clock, as its lines have it. */
const at7 = new Date(7).toISOString();

function collect() {
  const batches: { batch: number; events: readonly EngineEvent[] }[] = [];
  const outbox = new Outbox({
    post: (batch, lines) => batches.push({ batch, events: parsedLines(lines) }),
    now: () => 7,
  });
  return { outbox, batches, events: () => batches.flatMap((one) => one.events) };
}

describe('Outbox', () => {
  test('sends what came together as one batch, when the loop turns', async () => {
    const { outbox, batches } = collect();
    outbox.push(datagram('a'));
    outbox.push(datagram('b'));
    expect(batches).toHaveLength(0);
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    expect(batches[0]?.events).toHaveLength(2);
  });

  test('keeps every line whole, whatever its letters and its length', () => {
    const { outbox, events } = collect();
    const texts = ['a', 'ü€😀', 'x'.repeat(1 << 20), '€'.repeat(300_000), 'b', 'é'.repeat(1000)];
    for (const data of texts) outbox.push(datagram(data));
    outbox.flush();
    expect(events().map((event) => (event as { data: string }).data)).toEqual(texts);
  });

  test('keeps what comes while a batch is under way for the next', async () => {
    const { outbox, batches } = collect();
    outbox.push(datagram('a'));
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    outbox.push(datagram('b'));
    await new Promise(setImmediate);
    outbox.push(datagram('c'));
    await new Promise(setImmediate);
    expect(batches).toHaveLength(1);
    outbox.taken(1);
    expect(batches).toHaveLength(2);
    expect(batches[1]?.events).toHaveLength(2);
  });

  test('what would find no room needn’t be made, and is counted as if it had been', () => {
    const { outbox, batches, events } = collect();
    expect(outbox.admits(64, 64 * 1000)).toBe(true);
    const large = 'x'.repeat(OUTBOX_BYTES - (64 << 10));
    outbox.push(datagram(large));
    expect(outbox.admits(64, 64 * 1000)).toBe(false);
    expect(outbox.skipped).toBe(64);
    outbox.taken(batches.at(-1)?.batch ?? 0);
    outbox.flush();
    expect(events().at(-1)).toEqual({ time: at7, type: 'loss', engineDrops: 64 });
    expect(outbox.admits(64, 64 * 1000)).toBe(true);
  });

  test('a reader that takes nothing is bounded; what is skipped is counted and told once there is room', () => {
    const { outbox, batches, events } = collect();
    const large = 'x'.repeat(1 << 20);
    const sent = 100;
    for (let i = 0; i < sent; i += 1) outbox.push(datagram(large));
    expect(outbox.skipped).toBeGreaterThan(0);
    expect(batches.length * large.length).toBeLessThanOrEqual(OUTBOX_BYTES);
    expect(events().filter(({ type }) => type === 'loss')).toHaveLength(0);

    outbox.taken(batches.at(-1)?.batch ?? 0);
    outbox.push(datagram('after'));
    outbox.flush();
    const losses = events().filter(({ type }) => type === 'loss');
    expect(losses).toEqual([{ time: at7, type: 'loss', engineDrops: outbox.skipped }]);
    const datagrams = events().filter(({ type }) => type === 'datagram.received');
    expect(datagrams.length + outbox.skipped).toBe(sent + 1);
  });

  test('the loss is told when room comes, though nothing more happens', () => {
    const { outbox, batches, events } = collect();
    for (let i = 0; i < 60; i += 1) outbox.push(datagram('x'.repeat(1 << 20)));
    outbox.taken(batches.at(-1)?.batch ?? 0);
    outbox.flush();
    expect(events().at(-1)).toMatchObject({ type: 'loss', engineDrops: outbox.skipped });
  });

  test('the last word goes out even when all is full', () => {
    const { outbox, events } = collect();
    for (let i = 0; i < 60; i += 1) outbox.push(datagram('x'.repeat(1 << 20)));
    outbox.finish({ time: 9, type: 'summary', durationMs: 1, endpoints: [] });
    expect(events().at(-1)?.type).toBe('summary');
    expect(events().at(-2)?.type).toBe('loss');
  });
});
