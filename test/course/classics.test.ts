// The programs that every course knows: Beej's, the several-connections echo, Stevens' burst.

import { describe, expect, test } from 'vitest';
import { bench } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { pressed } from '../support/faults.ts';
import type { Line, Program } from '../support/program.ts';
import { until } from '../support/wait.ts';
import { course, linesOf, ran, sockscope, text } from './course.ts';

const RUNS = pressed(50, 300);
/** What the kernel charges for 2000 datagrams of 1400 bytes (truesize: their memory, not their payload). */
const ROOM = 2000 * 2400;
const sum = (lines: readonly Line[]) => lines.reduce((total, { bytes }) => total + bytes, 0);

describe("Beej's guide", () => {
  test('our clients of his stream server: 13 bytes each, then the end', async () => {
    const server = course('beej.py', 'server', 0);
    // No more than his backlog lets wait. Of those beyond it some would never be greeted: under SYN cookies
    // the kernel forgets whom it has no room for, and these send nothing that would tell it again.
    const program = sockscope(`tcp-client:${await server.port()},clients=10`);
    const closed = await linesOf(program, 'connection.closed', 10);
    for (const line of closed) {
      expect(line).toMatchObject({ cause: 'peer', bytesReceived: 13, bytesSent: 0 });
    }
    const received = program.lines.filter(({ type }) => type === 'connection.received');
    expect(new Set(received.map(text))).toEqual(new Set(['Hello, world!']));
  });

  test('his listener takes 100 bytes of our datagram and drops the rest; ours tells how long his was', async () => {
    const listener = course('beej.py', 'listener', 0);
    const long = 'x'.repeat(150);
    sockscope(`udp-client:${await listener.port()},send=${long}`);
    expect(await listener.says('received')).toBe(`b'${long.slice(0, 100)}'`);

    const program = sockscope('udp:0,service=none');
    const [said] = await ran('beej.py', 'talker', await program.port('udp-1'), long);
    expect(said).toBe('sent 150');
    const received = await program.line('datagram.received');
    expect(received.bytes).toBe(150);
    expect(text(received)).toBe(long);
  });
});

describe('several connections', () => {
  const BOTH = 'Message 1 from client.Message 2 from client.';

  test('two sends arrive in one read or in two: the bytes are the same', async () => {
    const program = sockscope('tcp:0');
    const port = await program.port('tcp-1');
    const client = course('repeat.py', RUNS, 'several.py', 'client', port, 2);
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(2 * RUNS).fill(`b'${BOTH}'`));
    await linesOf(program, 'connection.closed', 2 * RUNS);
    const reads = Map.groupBy(
      program.lines.filter(({ type }) => type === 'connection.received'),
      ({ connection }) => connection,
    );
    expect(reads.size).toBe(2 * RUNS);
    for (const lines of reads.values()) {
      expect([[44], [22, 22]]).toContainEqual(lines.map(({ bytes }) => bytes));
      expect(lines.map(text).join('')).toBe(BOTH);
    }
  });

  test('while a client waits for its turn its two sends become one', async () => {
    const made = await bench(LAYERS[0] ?? 'portable');
    await made.open('tcp:0,mode=manual');
    const { port } = made.row('tcp-1').local;
    const client = course('several.py', 'client', port, 1);
    await made.until('both to be there, unread', () => {
      const [waiting] = made.clients('tcp-1');
      return waiting?.state === 'QUEUED' && waiting.bytesIn === BOTH.length;
    });
    await made.engine.dispatch({ type: 'accept-next', endpoint: 'tcp-1' });
    expect(await client.says('received')).toBe(`b'${BOTH}'`);
    expect(made.of('connection.received').map(({ bytes }) => bytes)).toEqual([44]);
  });

  test('our two clients of their server: each gets back its own', async () => {
    const server = course('several.py', 'server', 0);
    const made = await bench(LAYERS[0] ?? 'portable');
    const port = await server.port();
    await made.open(`tcp-client:${port},send=one,every=5ms,count=20`);
    await made.open(`tcp-client:${port},send=two,every=5ms,count=20`);
    await made.until('all answers', () =>
      ['tcp-client-1', 'tcp-client-2'].every((key) => made.row(key).bytesReceived === 60),
    );
    const echoed = (endpoint: string) =>
      made
        .of('connection.received', endpoint)
        .map(({ data }) => atob(data))
        .join('');
    expect(echoed('tcp-client-1')).toBe('one'.repeat(20));
    expect(echoed('tcp-client-2')).toBe('two'.repeat(20));
  });
});

describe("Stevens' burst: 2000 datagrams of 1400 bytes while nobody reads", () => {
  test('to our receiver: what came and what the kernel dropped make 2000', async () => {
    const program = sockscope('udp:0,service=discard,buffer=256KiB');
    const port = await program.port('udp-1');
    // Theirs read too slowly; ours has to be stopped, so that nobody reads for sure.
    program.child.kill('SIGSTOP');
    expect(await ran('burst.py', 'sender', port)).toEqual(['sent 2000']);
    program.child.kill('SIGCONT');
    await until(
      '2000, received or dropped',
      () => account(program) === 2000 || null,
      () => `${account(program)}`,
    );
    const { dropped, received } = ledger(program);
    expect(received).toBeGreaterThan(0);
    expect(dropped).toBeGreaterThan(1000);
    expect(await program.stop()).toBe(0);
    const { endpoints } = await program.line('summary');
    expect(endpoints[0]).toMatchObject({ datagramsReceived: received, kernelDrops: dropped });
  });

  test('to our receiver with room for all: none is lost', async () => {
    const made = await bench(LAYERS[0] ?? 'portable');
    await made.open('udp:0,service=discard');
    const { local, bufferSize } = made.row('udp-1');
    await ran('burst.py', 'sender', local.port);
    const counts = () => made.row('udp-1');
    await made.until('all', () => counts().received + (counts().kernelDrops ?? 0) === 2000);
    // Without privilege the kernel may not have granted that much (net.core.rmem_max).
    if ((bufferSize ?? 0) >= ROOM)
      expect(counts()).toMatchObject({ received: 2000, kernelDrops: 0 });
  });

  test('ours to their receiver: all were sent, some came, and we claim no more than that', async () => {
    const receiver = course('burst.py', 'receiver', 0);
    const port = await receiver.port();
    const program = sockscope(`udp-client:${port},size=1400,count=2000,rate=20000/s`);
    const sent = await linesOf(program, 'datagram.sent', 2000);
    expect(sum(sent)).toBe(2000 * 1400);
    receiver.tell('read');
    const received = Number(await receiver.says('received'));
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThan(2000);
    expect(program.lines.filter(({ type }) => type === 'loss')).toEqual([]);
  });
});

function ledger({ lines }: Program): { readonly received: number; readonly dropped: number } {
  const losses = lines.filter(({ type }) => type === 'loss');
  return {
    received: lines.filter(({ type }) => type === 'datagram.received').length,
    dropped: losses.reduce((most, { kernelDrops = 0 }) => Math.max(most, kernelDrops), 0),
  };
}

function account(program: Program): number {
  const { received, dropped } = ledger(program);
  return received + dropped;
}
