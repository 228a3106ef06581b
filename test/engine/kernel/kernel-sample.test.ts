// What the details say of a connection in the kernel, against what ss(8) says of it at the same moment.

import { spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseLayer } from '../../../source/engine/kernel/choose.ts';
import type { KernelSample } from '../../../source/engine/kernel/layer.ts';
import type { Address } from '../../../source/protocol/address.ts';
import { has } from '../../support/commands.ts';
import { until } from '../../support/wait.ts';
import { Client, linux } from '../tcp/harness.ts';

const LOOPBACK: Address = { address: '127.0.0.1', port: 0, family: 'IPv4' };

interface Pair {
  readonly socket: Socket;
  readonly client: Client;
  readonly sample: () => KernelSample | null;
}

async function accepted(): Promise<Pair> {
  const layer = await chooseLayer('auto');
  let taken: Socket | null = null;
  const listener = await layer.listenTcp(LOOPBACK, 3, {
    accepted: (socket) => {
      taken = socket;
      onTestFinished(() => void socket.destroy());
    },
    failed: (code) => expect.unreachable(code),
  });
  onTestFinished(() => listener.close());
  listener.setGate('open');
  const client = new Client(listener.local, { read: false });
  await client.connected;
  const socket = await until('a client', () => taken);
  return { socket, client, sample: () => layer.kernelSample(socket) };
}

/** `ss -tinm`'s words for the connection as its server holds it. */
function ss({ socket }: Pair): { readonly queues: readonly number[]; readonly info: string } {
  const filter = `sport = :${socket.localPort} and dport = :${socket.remotePort}`;
  const { stdout } = spawnSync('ss', ['-tinmH', filter], { encoding: 'utf8', timeout: 20_000 });
  const [first = '', ...info] = stdout.split('\n');
  return { queues: first.split(/\s+/).slice(1, 3).map(Number), info: info.join(' ') };
}

/** The number behind a word of ss: `cwnd:10`, or within skmem's parentheses. */
function after(info: string, word: string): number {
  const found = info.match(new RegExp(`[ (,]${word}(\\d+)`))?.[1];
  // What is 0 ss leaves out.
  return found === undefined ? 0 : Number(found);
}

/** Both at one moment: nothing changed while ss was running. */
function atOnce(pair: Pair, ready: (sample: KernelSample) => boolean) {
  return until(
    'the connection at rest',
    () => {
      const sample = pair.sample();
      if (sample === null || !ready(sample)) return null;
      const said = ss(pair);
      return JSON.stringify(pair.sample()) === JSON.stringify(sample) ? { sample, said } : null;
    },
    () => JSON.stringify(pair.sample()),
  );
}

async function compare(pair: Pair, ready: (sample: KernelSample) => boolean) {
  const { sample, said } = await atOnce(pair, ready);
  const { queues, info } = said;
  expect([sample.receiveQueue.bytes, sample.sendQueue.bytes]).toEqual(queues);
  expect(sample).toMatchObject({
    receiveQueue: { memory: after(info, 'r'), memoryLimit: after(info, 'rb') },
    sendQueue: { memory: after(info, 'w'), memoryLimit: after(info, 'tb') },
    congestionWindow: after(info, 'cwnd:'),
    mss: after(info, 'mss:'),
    retransmits: Number(info.match(/retrans:\d+\/(\d+)/)?.[1] ?? 0),
    bytesInFlight: (queues[1] as number) - after(info, 'notsent:'),
    bytesReceived: after(info, 'bytes_received:'),
    bytesAcknowledged: after(info, 'bytes_acked:'),
  });
  const [, rtt, variation] = info.match(/ rtt:([\d.]+)\/([\d.]+)/) ?? [];
  // ss writes milliseconds, of at most three places.
  expect(sample.rttMicros).toBe(Math.round(Number(rtt) * 1000));
  expect(sample.rttVarianceMicros).toBe(Math.round(Number(variation) * 1000));
  return sample;
}

const missing = !linux ? 'linux' : has('ss') ? null : 'ss (iproute2)';

describe.skipIf(missing !== null)(`a connection as ss has it (needs ${missing ?? 'ss'})`, () => {
  test('at rest, with nothing sent', async () => {
    const sample = await compare(await accepted(), () => true);
    expect(sample).toMatchObject({ bytesInFlight: 0, sendQueue: { bytes: 0 }, retransmits: 0 });
    expect(sample.mss).toBeGreaterThan(500);
    expect(sample.sendQueue.memoryLimit).toBeGreaterThan(0);
  });

  test('with bytes that nobody reads', async () => {
    const pair = await accepted();
    pair.client.socket.write(Buffer.alloc(50_000, 'unread'));
    const sample = await compare(pair, ({ receiveQueue }) => receiveQueue.bytes === 50_000);
    expect(sample.receiveQueue.memory).toBeGreaterThan(50_000);
    expect(sample.bytesReceived).toBe(50_000);
  });

  test('with bytes that the peer does not take', { timeout: 60_000 }, async () => {
    const pair = await accepted();
    // Far more than the buffers of both sides hold, of which the kernel has taken its part at once.
    pair.socket.write(Buffer.alloc(32 << 20, 'stuck '));
    const sample = await compare(pair, ({ sendQueue }) => (sendQueue.bytes ?? 0) > 100_000);
    expect(sample.sendQueue.memory).toBeGreaterThan(100_000);
    expect(sample.sendQueue.bytes).toBeGreaterThan(sample.bytesInFlight as number);
  });

  test('not known once it is closed', async () => {
    const { socket, sample } = await accepted();
    expect(sample()).not.toBeNull();
    socket.destroy();
    expect(sample()).toBeNull();
  });
});
