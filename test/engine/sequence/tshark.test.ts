// Gaps and jitter beside tshark's: the same traffic, captured on the loopback while it arrives. Skipped
// where tshark is missing or may not capture.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listInterfaces } from '../../../source/engine/kernel/interfaces.ts';
import { until } from '../../support/wait.ts';
import { bench, linux } from '../udp/harness.ts';

const DEADLINE = { timeout: 15_000, interval: 5 };
const PROGRAM = new URL('senders.py', import.meta.url).pathname;
const loopback = listInterfaces().find((each) => each.loopback)?.name ?? 'lo';
const run = promisify(execFile);
const PACE_MS = 20;
/** tshark alone takes some seconds to start on a busy machine, and starts three times. */
const TIMEOUT = { timeout: 60_000 };

function mayCapture(): boolean {
  try {
    const words = ['-i', loopback, '-a', 'duration:1', '-w', '/dev/null', '-q'];
    execFileSync('tshark', words, { stdio: 'ignore', timeout: DEADLINE.timeout });
    return true;
  } catch {
    return false;
  }
}

/** A capture of what goes to a UDP port; `stop` settles when `datagrams` are in the file. */
async function capture(port: number, datagrams: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'capture.pcapng');
  const words = ['-i', loopback, '-f', `udp dst port ${port}`, '-c', `${datagrams}`, '-w', file];
  const tshark = spawn('tshark', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void tshark.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => {
    tshark.once('exit', () => resolve());
  });
  let said = '';
  tshark.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until('the capture', () => said.includes('Capturing on') || null);
  return { file, ended };
}

/** What tshark makes of its file: a line of fields for each datagram. */
async function fields(file: string, port: number, as: string, ...names: string[]) {
  const words = ['-r', file, '-d', `udp.port==${port},${as}`, '-T', 'fields'];
  const { stdout } = await run('tshark', [...words, ...names.flatMap((name) => ['-e', name])]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
}

/** RFC 3550, 6.4.1, word for word, in microseconds. */
function jitterOf(packets: readonly { readonly arrived: number; readonly sent: number }[]): number {
  let jitter = 0;
  for (const [i, { arrived, sent }] of packets.entries()) {
    const before = packets[i - 1];
    if (before === undefined) continue;
    const difference = Math.abs(arrived - before.arrived - (sent - before.sent));
    jitter += (difference - jitter) / 16;
  }
  return jitter;
}

describe.runIf(linux && mayCapture())('beside a capture (needs a tshark that may capture)', () => {
  it('has the same gaps and jitter of RTP', TIMEOUT, async () => {
    const { udp } = await bench('linux');
    const server = udp({ service: 'discard', sequence: 'rtp' });
    await server.open();
    const { port, address } = server.row().local;
    // Across the wrap-around of its number, with two gaps.
    const numbers = Array.from({ length: 60 }, (_, i) => 65_500 + i);
    const sent = numbers.filter((number) => number !== 65_510 && number !== 65_540);
    const { file, ended } = await capture(port, sent.length);
    const words = ['rtp', address, port, PACE_MS, ...sent].map(String);
    await run('python3', [PROGRAM, ...words], DEADLINE);
    await vi.waitFor(() => expect(server.row().received).toBe(sent.length), DEADLINE);
    await ended;

    const { stdout } = await run('tshark', [
      ...['-r', file, '-q', '-d', `udp.port==${port},rtp`, '-z', 'rtp,streams'],
    ]);
    // … SSRC, payload, packets, lost (share) …
    const stream = /0x00C0FFEE\s.*?\s(\d+)\s+(-?\d+)\s+\(/i.exec(stdout);
    const numbersSaid = server.detail().senders[0]?.numbers;
    expect(stream?.slice(1).map(Number)).toEqual([numbersSaid?.numbered, numbersSaid?.gaps]);

    const seen = await fields(file, port, 'rtp', 'frame.time_epoch', 'rtp.timestamp');
    expect(seen).toHaveLength(sent.length);
    const packets = seen.map(([time = '', ticks = '']) => ({
      arrived: epochMicros(time),
      sent: (Number(ticks) * 1e6) / 8000,
    }));
    expectSame(numbersSaid?.jitterMicros, jitterOf(packets));
  });

  it('has the same gaps and jitter of mcjoin', TIMEOUT, async () => {
    const { udp } = await bench('linux');
    const server = udp({ service: 'discard', sequence: 'auto' });
    await server.open();
    const { port, address } = server.row().local;
    const sent = [...Array(60).keys()].filter((number) => number % 9 !== 5);
    const { file, ended } = await capture(port, sent.length);
    const words = ['mcjoin', address, port, PACE_MS, ...sent].map(String);
    await run('python3', [PROGRAM, ...words], DEADLINE);
    await vi.waitFor(() => expect(server.row().received).toBe(sent.length), DEADLINE);
    await ended;

    const seen = await fields(file, port, 'data', 'frame.time_epoch', 'data.data');
    const packets = seen.map(([time = '', hex = '']) => {
      const count = Number(/count: (\d+)/.exec(Buffer.from(hex, 'hex').toString())?.[1]);
      return { arrived: epochMicros(time), sent: count * PACE_MS * 1000, count };
    });
    const last = packets.at(-1)?.count ?? 0;
    const said = server.detail().senders[0]?.numbers;
    expect(said).toMatchObject({ numbered: packets.length, gaps: last + 1 - packets.length });
    expectSame(said?.jitterMicros, jitterOf(packets));
  });
});

/** Digits beyond a double's are left out: only differences count. */
function epochMicros(text: string): number {
  const [seconds = '', fraction = ''] = text.split('.');
  return (Number(seconds) % 1e6) * 1e6 + Number(`0.${fraction}`) * 1e6;
}

/** Capture and socket are given one stamp, or two taken within the same receive. */
function expectSame(micros: number | null | undefined, expected: number): void {
  expect(micros).toBeGreaterThan(0);
  expect(Math.abs((micros ?? 0) - expected)).toBeLessThan(20 + expected / 20);
}
