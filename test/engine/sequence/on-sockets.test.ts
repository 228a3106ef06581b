// Numbered datagrams over real sockets, made byte for byte by a program that is none of ours.

import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { SequenceSpec } from '../../../source/protocol/sequence.ts';
import { bench, LAYERS, linux } from '../udp/harness.ts';

const DEADLINE = { timeout: 10_000, interval: 5 };
const PROGRAM = new URL('senders.py', import.meta.url).pathname;

/** Sends the numbers in a format, one every `paceMs`. */
async function send(
  format: string,
  to: { readonly address: string; readonly port: number },
  paceMs: number,
  numbers: readonly number[],
): Promise<void> {
  const words = [PROGRAM, format, to.address, to.port, paceMs, ...numbers].map(String);
  await promisify(execFile)('python3', words, { timeout: DEADLINE.timeout });
}

/** What happens to a stream of 20: 3 and 4 never come, 7 comes twice, 10 after 11, then it begins again. */
const STORY = [0, 1, 2, 5, 6, 7, 7, 8, 9, 11, 10, 12, 0, 1, 2];
const TOLD = { numbered: 15, gaps: 2, duplicates: 1, late: 1, restarts: 1 };

describe.each(LAYERS)('numbered datagrams over the %s layer', (layer) => {
  it.each([
    ['mcjoin', 'auto', 'mcjoin'],
    ['mcjoin', 'mcjoin', 'mcjoin'],
    ['u32le', 'u32le@4', 'u32le@4'],
    ['u64be', 'u64be@0', 'u64be@0'],
  ] as const)('%s, with sequence=%s', async (format, sequence, name) => {
    const { udp, events } = await bench(layer);
    const server = udp({ service: 'discard', sequence });
    await server.open();
    await send(format, server.row().local, 0, STORY);
    await vi.waitFor(() => expect(server.row().received).toBe(STORY.length), DEADLINE);
    server.sample();
    expect(server.row().gaps).toBe(2);
    const { numbers, senders } = server.detail();
    expect(numbers).toEqual(TOLD);
    expect(senders).toEqual([
      expect.objectContaining({
        datagrams: STORY.length,
        numbers: expect.objectContaining({ ...TOLD, format: name }),
      }),
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'loss', gaps: 2, engineDrops: 0 }),
    );
    await server.close();
    const { numbered: _, ...told } = TOLD;
    expect(server.summary()).toMatchObject(told);
  });

  it.each([
    ['rtp', [65_534, 65_535, 65_536, 65_537, 65_540, 65_541], 2],
    ['u64be', [70, 71, 72, 73, 76], 2],
  ] as const)('%s is told by its bytes', async (format, numbers, gaps) => {
    const { group } = await bench(layer);
    const host = `239.255.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    const receiver = group({ host, sequence: 'auto' });
    await receiver.open();
    await send(format, receiver.row().local, 0, numbers);
    await vi.waitFor(() => expect(receiver.row().received).toBe(numbers.length), DEADLINE);
    expect(receiver.detail().numbers).toMatchObject({ numbered: numbers.length, gaps });
    expect(receiver.row().gaps).toBe(gaps);
  });

  it.each([
    ['text', 'auto'],
    ['u64be', 'off'],
    ['text', 'rtp'],
    ['text', 'u64be@0'],
  ] as const)('knows of no gap among %s, with sequence=%s', async (format, sequence) => {
    const { udp } = await bench(layer);
    const server = udp({ service: 'discard', sequence: sequence satisfies SequenceSpec });
    await server.open();
    await send(format, server.row().local, 0, [0, 1, 5, 9]);
    await vi.waitFor(() => expect(server.row().received).toBe(4), DEADLINE);
    expect(server.row().gaps).toBeNull();
    expect(server.detail().numbers).toBeNull();
    expect(server.summary()).not.toHaveProperty('gaps');
  });

  it('knows the jitter where the kernel says when each arrived', async () => {
    const { udp } = await bench(layer);
    const server = udp({ service: 'discard', sequence: 'mcjoin' });
    await server.open();
    const numbers = Array.from({ length: 40 }, (_, i) => i);
    await send('mcjoin', server.row().local, 5, numbers);
    await vi.waitFor(() => expect(server.row().received).toBe(numbers.length), DEADLINE);
    const jitter = server.detail().senders[0]?.numbers?.jitterMicros;
    if (layer === 'linux') expect(jitter).toBeGreaterThan(0);
    else expect(jitter).toBeNull();
  });
});

describe.runIf(linux)('what is lost here', () => {
  it('leaves gaps and kernel drops that agree', async () => {
    const { udp } = await bench('linux');
    const server = udp({ service: 'discard', bufferBytes: 4096, sequence: 'u64be@0' });
    await server.open();
    const numbers = Array.from({ length: 4000 }, (_, i) => i);
    const sending = send('u64be', server.row().local, 0, numbers);
    await sending;
    // The last one shows that those before it are lost.
    await send('u64be', server.row().local, 0, [numbers.length]);
    await vi.waitFor(() => {
      server.sample();
      const { received, kernelDrops } = server.row();
      expect(received + (kernelDrops ?? 0)).toBe(numbers.length + 1);
    }, DEADLINE);
    const { kernelDrops, engineDrops } = server.row();
    expect(engineDrops).toBe(0);
    // One sender's gaps end with its last datagram that came: the rest of the drops stood behind it.
    const [last] = server.detail().senders.slice(-1);
    expect(last?.numbers?.gaps).toBeLessThanOrEqual(kernelDrops ?? 0);
    expect(server.detail().numbers?.numbered).toBe(server.row().received);
  });
});
