// Every service, over TCP, UDP and multicast, is sent bytes at random, in pieces and sizes at random: each
// answers exactly what it is to, nothing is lost that is not counted, and no byte reaches the terminal as
// a command.

import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { has } from '../support/commands.ts';
import { pace, random, SEED, TIMED_MS } from '../support/faults.ts';
import { Held } from '../support/held.ts';
import { payload } from '../support/hostile.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const SERVICES = ['echo', 'upper', 'discard', 'none'] as const;
const GROUP = '239.255.77.9';
/** Bytes of the largest datagram over IPv4 (RFC 768). */
const LARGEST = 65_507;

/** What each service makes of bytes; written apart from the program's own. */
const ANSWER: { readonly [service: string]: (bytes: Buffer) => Buffer | null } = {
  echo: (bytes) => bytes,
  upper: (bytes) =>
    Buffer.from(
      bytes.toString('latin1').replace(/[a-z]/g, (letter) => letter.toUpperCase()),
      'latin1',
    ),
  discard: () => null,
  none: () => null,
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(spec: string): Promise<{ program: Program; port: number }> {
  const program = new Program([spec, '--json']);
  cleanups.push(() => program.stop('SIGKILL'));
  const { local } = await program.line('endpoint.bound');
  return { program, port: local.port };
}

/** Payloads without an end, the same for a seed. */
function* payloads(offset: number): Generator<Buffer> {
  for (let batch = 0; ; batch += 1) {
    yield* fc.sample(payload, { seed: SEED * 1000 + offset + batch, numRuns: 100 });
  }
}

/** Ended as asked, with nothing to complain of; its last line's only endpoint. */
async function summaryOf(program: Program) {
  expect(program.stderr).toBe('');
  expect(await program.stop()).toBe(0);
  return program.lines.at(-1)?.endpoints[0];
}

/** Sends the payloads as one stream, and gives what was sent and what came back until the server's end. */
async function converse(port: number, pieces: readonly Buffer[], reset: boolean) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const answers: Buffer[] = [];
  let failure: unknown = null;
  socket.on('data', (data) => answers.push(data));
  socket.on('error', (error) => {
    failure = error;
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    if (!socket.write(piece)) await new Promise((resolve) => setImmediate(resolve));
  }
  if (reset) socket.resetAndDestroy();
  else socket.end();
  await closed;
  return { sent: Buffer.concat(pieces), answer: Buffer.concat(answers), failure };
}

describe.each(SERVICES)('random bytes to %s', (service) => {
  test('over TCP', { timeout: 120_000 }, async () => {
    const { program, port } = await start(`tcp:0,service=${service}`);
    const next = random(`tcp ${service}`);
    const source = payloads(1);
    const end = performance.now() + TIMED_MS;
    let whole = 0;
    let reset = 0;
    while (performance.now() < end) {
      const pieces = Array.from(
        { length: Math.ceil(next() * 30) },
        () => source.next().value as Buffer,
      );
      const resets = next() < 0.2;
      const { sent, answer, failure } = await converse(port, pieces, resets);
      const expected = ANSWER[service]?.(sent) ?? Buffer.alloc(0);
      if (resets) {
        reset += 1;
        expect(expected.subarray(0, answer.length)).toEqual(answer);
        continue;
      }
      whole += sent.length;
      // Closing with bytes unread resets the connection (RFC 1122 4.2.2.13): `none` reads nothing.
      if (service !== 'none') expect(failure).toBeNull();
      expect(answer.equals(expected)).toBe(true);
    }
    expect(whole).toBeGreaterThan(0);
    const { bytesReceived } = await summaryOf(program);
    if (service === 'none') expect(bytesReceived).toBe(0);
    else if (reset === 0) expect(bytesReceived).toBe(whole);
    else expect(bytesReceived).toBeGreaterThanOrEqual(whole);
  });

  test('over UDP', { timeout: 120_000 }, async () => {
    const { program, port } = await start(`udp:0,service=${service}`);
    const next = random(`udp ${service}`);
    const socket = createSocket('udp4');
    cleanups.push(() => socket.close());
    await bound(socket);
    const answers: Buffer[] = [];
    socket.on('message', (data) => answers.push(data));
    const source = payloads(2);
    const end = performance.now() + TIMED_MS;
    let sent = 0;
    while (performance.now() < end) {
      // Few enough at once for any receive buffer: each is answered, in its order.
      const size = Math.ceil(next() * 20);
      const burst =
        next() < 0.1
          ? [Buffer.alloc(LARGEST, sent)]
          : Array.from({ length: size }, () => source.next().value as Buffer);
      answers.length = 0;
      for (const bytes of burst) await send(socket, bytes, port, '127.0.0.1');
      sent += burst.length;
      const expected = burst
        .map((bytes) => ANSWER[service]?.(bytes) ?? null)
        .filter((each) => each !== null);
      await until('the answers', () => answers.length >= expected.length || null);
      expect(answers.map(hex)).toEqual(expected.map(hex));
      if (expected.length === 0) await heard(program, sent);
    }
    await heard(program, sent);
    expect(await summaryOf(program)).toMatchObject({
      datagramsReceived: sent,
      kernelDrops: 0,
      engineDrops: 0,
    });
  });
});

test(
  'random datagrams to a group are told of as they were sent',
  { timeout: 120_000 },
  async () => {
    const { program, port } = await start(`multicast:${GROUP}:0,interface=loopback`);
    await program.line('endpoint.joined');
    const socket = createSocket('udp4');
    cleanups.push(() => socket.close());
    await bound(socket);
    socket.setMulticastInterface('127.0.0.1');
    const source = payloads(3);
    const sent: string[] = [];
    const end = performance.now() + TIMED_MS;
    while (performance.now() < end) {
      for (let i = 0; i < 20; i += 1) {
        const bytes = source.next().value as Buffer;
        sent.push(bytes.toString('base64'));
        await send(socket, bytes, port, GROUP);
      }
      await heard(program, sent.length);
    }
    const told = program.lines.filter(({ type }) => type === 'datagram.received');
    expect(told.map(({ data }) => data)).toEqual(sent);
    expect(await summaryOf(program)).toMatchObject({ kernelDrops: 0, engineDrops: 0 });
  },
);

/** Bytes of a frame: colours, cursor moves, erasing within lines, synchronised output, text. */
const FRAME =
  /\u001b\[[\d;]*[ABCDEFGHJKm]|\u001b\[\?(2026|25|1049|2004)[hl]|\u001b\[[<>?]?[\d;]*u|\r|\n|[^\p{C}\p{M}]/gu;

describe.skipIf(process.platform !== 'linux' || !has('python3'))(
  'the dashboard (needs Linux and python3)',
  () => {
    test('shows random payload, and obeys none of it', { timeout: 120_000 }, async () => {
      const held = await Held.start('terminal', [
        'udp:0',
        `multicast:${GROUP}:0,interface=loopback`,
        'tcp:0',
      ]);
      const [, udp] = await held.line(/udp-1 +\S+:([1-9]\d*) /);
      const [, tcp] = await held.line(/tcp-1 +\S+:([1-9]\d*) /);
      const socket = createSocket('udp4');
      cleanups.push(() => socket.close());
      await bound(socket);
      const next = random('the dashboard');
      const source = payloads(4);
      const keys = [
        '3',
        '\r',
        '\u001b[B',
        '2',
        'G',
        '\u001b',
        'z',
        '4',
        'j',
        'k',
        '/',
        '\u001b',
        '?',
        '\u001b',
        's',
        '\f',
      ];
      const end = performance.now() + TIMED_MS;
      while (performance.now() < end) {
        const bytes = source.next().value as Buffer;
        await send(socket, bytes, Number(udp), '127.0.0.1');
        if (next() < 0.1) await converse(Number(tcp), [bytes], next() < 0.5);
        if (next() < 0.3) await held.type(keys[Math.floor(next() * keys.length)] ?? '');
      }
      const { alternate, titles, bells, commands } = await held.emulated();
      expect({ alternate, titles, bells, commands }).toEqual({
        alternate: true,
        titles: [],
        bells: 0,
        commands: [],
      });
      expect((await held.output()).toString().replace(FRAME, '')).toBe('');
      process.kill(await held.pid(), 'SIGTERM');
      expect(await held.ended()).toBe(0);
      expect((await held.emulated()).alternate).toBe(false);
    });

    test('takes whatever the keyboard sends', { timeout: 120_000 }, async () => {
      // Some of them copy to a file.
      const folder = mkdtempSync(join(tmpdir(), 'sockscope-keys-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      vi.stubEnv('TMPDIR', folder);
      const held = await Held.start('terminal', ['udp:0', 'tcp:0,mode=manual']);
      vi.unstubAllEnvs();
      await held.line(/tcp-1 .* LISTEN /);
      const source = payloads(5);
      const end = performance.now() + TIMED_MS;
      while (performance.now() < end) {
        // Not what ends it (q, y after a question, Ctrl-C) or stops it (Ctrl-Z): that is asked for.
        const bytes = (source.next().value as Buffer).subarray(0, 40);
        await held.type(bytes.toString('latin1').replace(/[qQyY\u0003\u001a]/g, ''));
        await pace(2);
      }
      // Out of whatever is open, and on as before.
      await until('the panes', async () => {
        await held.type('\u001b');
        const { screen } = await held.emulated();
        return (
          screen.some((line) => / [1-4] (Listen|Clients|Datagrams|Multicast) /.test(line)) || null
        );
      });
      process.kill(await held.pid(), 'SIGTERM');
      expect(await held.ended()).toBe(0);
      expect((await held.emulated()).alternate).toBe(false);
    });
  },
);

const hex = (bytes: Buffer) => `${bytes.length} ${bytes.toString('hex')}`;

/** So many datagrams were told of. */
function heard(program: Program, count: number): Promise<true> {
  const received = () => program.lines.filter(({ type }) => type === 'datagram.received').length;
  return until(
    `${count} datagrams`,
    () => received() >= count || null,
    () => String(received()),
  );
}

function bound(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
}

function send(socket: Socket, bytes: Buffer, port: number, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(bytes, port, to, (error) => (error ? reject(error) : resolve()));
  });
}
