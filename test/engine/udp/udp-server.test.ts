import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MAX_WAITING_BYTES } from '../../../source/engine/datagrams/delay-line.ts';
import type { DatagramBatch, DatagramSocket } from '../../../source/engine/kernel/layer.ts';
import { bench, datagramLayer, LAYERS, linux, Peer, payloads } from './harness.ts';

const DEADLINE = { timeout: 10_000, interval: 5 };
const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

describe.each(LAYERS)('a UDP server over the %s layer', (layer) => {
  describe.each(['127.0.0.1', '::1'])('on %s', (host) => {
    it('echoes each datagram to its sender', async (test) => {
      test.skip(host === '::1' && !hasIPv6, 'this host has no IPv6 loopback');
      const { udp, events, journal } = await bench(layer);
      const server = udp({ host });
      await server.open();
      const { local, state } = server.row();
      expect(state).toBe('BOUND');
      expect(local.port).toBeGreaterThan(0);
      const [one, other] = [await Peer.on(host), await Peer.on(host)];
      await one.send('from one', local);
      await other.send('from the other', local);
      await vi.waitFor(() => {
        expect(String(one.heard)).toBe('from one');
        expect(String(other.heard)).toBe('from the other');
        expect(server.row().sent).toBe(2);
      }, DEADLINE);
      const row = server.row();
      expect(row).toMatchObject({ received: 2, sent: 2, bytesReceived: 22, bytesSent: 22 });
      expect(row).toMatchObject({ senders: 2, engineDrops: 0 });
      expect(row.lastSender).toEqual({ ...other.socket.address() });
      expect(payloads(journal, server.owner, 'in')).toEqual(['from one', 'from the other']);
      expect(payloads(journal, server.owner, 'out')).toEqual(['from one', 'from the other']);
      expect(events[0]).toMatchObject({ type: 'endpoint.bound', kind: 'udp', local });
      const first = { local, remote: one.socket.address(), bytes: 8, data: btoa('from one') };
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'datagram.received', ...first }),
      );
      expect(events).toContainEqual(expect.objectContaining({ type: 'datagram.sent', ...first }));
    });

    it('answers in upper case, other bytes untouched', async (test) => {
      test.skip(host === '::1' && !hasIPv6, 'this host has no IPv6 loopback');
      const { udp } = await bench(layer);
      const server = udp({ host, service: 'upper' });
      await server.open();
      const peer = await Peer.on(host);
      await peer.send(everyByte, server.row().local);
      await vi.waitFor(() => expect(peer.heard).toHaveLength(1), DEADLINE);
      const expected = everyByte.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));
      expect(peer.heard[0]).toEqual(expected);
    });
  });

  it.each(['discard', 'none'] as const)('%s receives and never answers', async (service) => {
    const { udp, journal } = await bench(layer);
    const server = udp({ service });
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    await peer.send('x', server.row().local);
    await peer.send('y', server.row().local);
    await vi.waitFor(() => expect(server.row().received).toBe(2), DEADLINE);
    expect(payloads(journal, server.owner, 'in')).toEqual(['x', 'y']);
    expect(server.row()).toMatchObject({ sent: 0, bytesSent: 0, engineDrops: 0 });
    expect(peer.heard).toEqual([]);
  });

  it('takes an empty datagram for a datagram', async () => {
    const { udp } = await bench(layer);
    const server = udp();
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    await peer.send('', server.row().local);
    await vi.waitFor(() => expect(peer.heard).toEqual([Buffer.alloc(0)]), DEADLINE);
    await vi.waitFor(() => {
      expect(server.row()).toMatchObject({ received: 1, sent: 1, bytesReceived: 0 });
    }, DEADLINE);
  });

  it('takes and answers the largest datagram there is', async () => {
    const { udp, journal } = await bench(layer);
    const server = udp();
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    const large = Buffer.alloc(65_507, everyByte);
    await peer.send(large, server.row().local);
    await vi.waitFor(() => expect(peer.heard).toHaveLength(1), DEADLINE);
    expect(peer.heard[0]?.equals(large)).toBe(true);
    const entry = journal.entry(journal.first);
    expect(entry).toMatchObject({ bytes: 65_507, kept: 4096, direction: 'in' });
    expect(journal.payload(journal.first)).toEqual(large.subarray(0, 4096));
  });

  it('waits before each reply, and keeps their order', async () => {
    const { udp } = await bench(layer);
    const server = udp({ delayMs: 60 });
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    const sentAt = performance.now();
    for (const word of ['a', 'b', 'c']) await peer.send(word, server.row().local);
    await vi.waitFor(() => expect(peer.heard.map(String)).toEqual(['a', 'b', 'c']), DEADLINE);
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(59);
    await vi.waitFor(() => expect(server.row().sent).toBe(3), DEADLINE);
  });

  it('counts the replies that it can’t keep waiting, and tells of them', async () => {
    const { udp, events } = await bench(layer);
    const server = udp({ delayMs: 3_600_000 });
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    const large = Buffer.alloc(65_000);
    const room = Math.floor(MAX_WAITING_BYTES / large.length);
    for (let i = 0; i < room + 3; i += 1) {
      await peer.send(large, server.row().local);
      await vi.waitFor(() => expect(server.row().received).toBe(i + 1), DEADLINE);
    }
    expect(server.row()).toMatchObject({ sent: 0, engineDrops: 3 });
    server.sample();
    expect(events).toContainEqual(expect.objectContaining({ type: 'loss', engineDrops: 3 }));
  });

  it('counts the replies that its closing forgets: received is sent and dropped', async () => {
    const { udp, events } = await bench(layer);
    const server = udp({ delayMs: 3_600_000 });
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    for (const word of ['a', 'b', 'c']) await peer.send(word, server.row().local);
    await vi.waitFor(() => expect(server.row().received).toBe(3), DEADLINE);
    await server.close();
    expect(server.summary()).toMatchObject({
      datagramsReceived: 3,
      datagramsSent: 0,
      engineDrops: 3,
    });
    expect(events).toContainEqual(expect.objectContaining({ type: 'loss', engineDrops: 3 }));
  });

  it('passes 100,000 datagrams, each counted once', { timeout: 60_000 }, async () => {
    const { udp } = await bench(layer);
    const server = udp({ service: 'discard' });
    await server.open();
    const { local } = server.row();
    const peer = await Peer.on('127.0.0.1');
    const total = 100_000;
    // A hundred at once fit the smallest default buffer there is.
    const atOnce = 100;
    for (let sent = 0; sent < total; sent += atOnce) {
      const batch = Array.from({ length: atOnce }, (_, i) => peer.send(`${sent + i}`, local));
      await Promise.all(batch);
      await vi.waitFor(() => expect(server.row().received).toBe(sent + atOnce), {
        timeout: 10_000,
        interval: 0,
      });
    }
    server.sample();
    expect(server.row()).toMatchObject({ received: total, bytesReceived: 488_890, senders: 1 });
    expect(server.row().kernelDrops).toBe(layer === 'linux' ? 0 : null);
    expect(server.detail().senders[0]?.datagrams).toBe(total);
  });

  it('fails where the port is taken, touches nobody, and can be tried again', async () => {
    const { udp, events } = await bench(layer);
    const first = udp();
    await first.open();
    const { local } = first.row();
    const second = udp({ port: local.port });
    await second.open();
    expect(second.row()).toMatchObject({ state: 'FAILED', local });
    expect(second.row().problem).toMatchObject({ code: 'EADDRINUSE', operation: 'bind' });
    expect(second.row().problem?.message).toMatch(/\w+ .*\./);
    expect(second.summary().failed).toBe(second.row().problem?.message);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'endpoint.failed', error: second.row().problem }),
    );
    const peer = await Peer.on('127.0.0.1');
    await peer.send('still there', local);
    await vi.waitFor(() => expect(String(peer.heard)).toBe('still there'), DEADLINE);

    await first.close();
    await second.open();
    expect(second.row()).toMatchObject({ state: 'BOUND', local, problem: null });
    expect(second.summary().failed).toBeUndefined();
  });

  it('fails where the address is not this host’s', async () => {
    const { udp } = await bench(layer);
    // TEST-NET-3 (RFC 5737) is nobody's.
    const server = udp({ host: '203.0.113.9' });
    await server.open();
    expect(server.row()).toMatchObject({ state: 'FAILED', kernelDrops: null });
    expect(server.row().problem).toMatchObject({ code: 'EADDRNOTAVAIL' });
  });

  it('lets nobody else bind its port, whatever they set', async () => {
    const { udp } = await bench(layer);
    const server = udp();
    await server.open();
    const thief = createSocket({ type: 'udp4', reuseAddr: true });
    onTestFinished(() => void thief.close());
    thief.bind(server.row().local.port, '127.0.0.1');
    const [error] = (await once(thief, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('EADDRINUSE');
  });

  it('resolves a name and shows every address', async () => {
    const { udp } = await bench(layer);
    const server = udp({ host: 'localhost' });
    await server.open();
    expect(server.row().state).toBe('BOUND');
    const { resolved } = server.detail();
    expect(resolved[0]).toBe(server.row().local.address);
    expect(new Set(resolved).size).toBe(resolved.length);
  });

  it('closes, tells so once, and frees the port; also while it is opening', async () => {
    const { udp, events } = await bench(layer);
    const server = udp();
    await server.open();
    const { port } = server.row().local;
    await Promise.all([server.close(), server.close()]);
    expect(server.row().state).toBe('CLOSED');
    expect(events.filter(({ type }) => type === 'endpoint.closed')).toHaveLength(1);
    const next = udp({ port });
    const opening = next.open();
    await next.close();
    await opening;
    expect(next.row().state).toBe('CLOSED');
    const third = udp({ port });
    await third.open();
    expect(third.row().state).toBe('BOUND');
  });

  it('remarks a receive buffer smaller than asked for, and what to set', async () => {
    const real = await datagramLayer(layer);
    const { udp, events } = await bench({
      ...real,
      openUdp: async (...asked) => {
        const socket = await real.openUdp(...asked);
        Object.defineProperty(socket, 'bufferUsable', { value: 212_992 });
        return socket;
      },
    });
    const server = udp();
    await server.open();
    const { state, problem } = server.row();
    expect(state).toBe('BOUND');
    expect(problem?.message).toContain('208KiB');
    expect(problem?.message).toContain('net.core.rmem_max=4194304');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'endpoint.changed', notice: problem }),
    );
  });

  it('ends as FAILED when its socket fails later, and opens again', async () => {
    const real = await datagramLayer(layer);
    let fail = () => {};
    const { udp } = await bench({
      ...real,
      openUdp: (at, bytes, handlers) => {
        fail = () => handlers.failed('EBADF', 'recvmmsg');
        return real.openUdp(at, bytes, handlers);
      },
    });
    const server = udp();
    await server.open();
    fail();
    expect(server.row()).toMatchObject({ state: 'FAILED', problem: { code: 'EBADF' } });
    await server.open();
    expect(server.row()).toMatchObject({ state: 'BOUND', problem: null });
  });
});

/** A socket of the kernel's own layer that answers as it is told to, and how many of its answers went out. */
async function answering(answer: (batch: DatagramBatch, own: DatagramSocket) => void) {
  const { openUdp } = await import('../../../source/engine/kernel/linux/datagram-socket.ts');
  const told = { sent: 0, unsent: 0 };
  const own = await openUdp({ address: '127.0.0.1', port: 0, family: 'IPv4' }, 65_536, {
    received: (batch) => answer(batch, own),
    sent: ({ count }) => {
      told.sent += count;
    },
    unsent: (count) => {
      told.unsent += count;
    },
    failed: (code) => expect.fail(code),
  });
  onTestFinished(() => own.close());
  return { socket: own, told };
}

describe.runIf(linux)('what the kernel drops', () => {
  it('adds up with what was received to what was sent', async () => {
    const libc = await import('../../../source/engine/kernel/linux/libc.ts');
    const { encodeSockaddr } = await import('../../../source/engine/kernel/sockaddr.ts');
    const { udp, events } = await bench('linux');
    const server = udp({ service: 'discard', bufferBytes: 4096 });
    await server.open();
    server.sample();
    expect(server.row().kernelDrops).toBe(0);

    const fd = libc.socket(libc.AF_INET, libc.SOCK_DGRAM);
    onTestFinished(() => libc.close(fd));
    const to = encodeSockaddr(server.row().local);
    const total = 2000;
    // Synchronous: nothing is read meanwhile, so the buffer must overflow.
    for (let i = 0; i < total; i += 1) {
      expect(libc.sendto(fd, Buffer.alloc(64, i), to)).toBe(64);
    }
    server.sample();
    const { kernelDrops, bufferUsed, bufferSize } = server.row();
    expect(kernelDrops).toBeGreaterThan(0);
    expect(bufferUsed).toBeGreaterThan(0);
    expect(bufferSize).toBe(8192);
    await vi.waitFor(() => {
      const row = server.row();
      expect(row.received + (row.kernelDrops ?? 0)).toBe(total);
    }, DEADLINE);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'loss', kernelDrops, engineDrops: 0 }),
    );
    // The drops stay in the books when the socket that counted them is gone.
    await server.close();
    expect(server.summary()).toMatchObject({ kernelDrops, engineDrops: 0 });
  });

  it('counts what is still queued when it is closed, and answers it', async () => {
    const libc = await import('../../../source/engine/kernel/linux/libc.ts');
    const { encodeSockaddr } = await import('../../../source/engine/kernel/sockaddr.ts');
    const { udp } = await bench('linux');
    const server = udp();
    await server.open();
    const fd = libc.socket(libc.AF_INET, libc.SOCK_DGRAM);
    onTestFinished(() => libc.close(fd));
    const to = encodeSockaddr(server.row().local);
    for (let i = 0; i < 200; i += 1) expect(libc.sendto(fd, Buffer.alloc(8, i), to)).toBe(8);
    // Synchronous up to here: nothing of it was read yet.
    await server.close();
    expect(server.summary()).toMatchObject({
      datagramsReceived: 200,
      datagramsSent: 200,
      kernelDrops: 0,
      engineDrops: 0,
    });
  });

  it('drains a long queue in order, with answers for all of it', async () => {
    const libc = await import('../../../source/engine/kernel/linux/libc.ts');
    const { encodeSockaddr } = await import('../../../source/engine/kernel/sockaddr.ts');
    const { udp, journal } = await bench('linux');
    const server = udp({ service: 'upper' });
    await server.open();
    const fd = libc.socket(libc.AF_INET, libc.SOCK_DGRAM);
    onTestFinished(() => libc.close(fd));
    const to = encodeSockaddr(server.row().local);
    const words = Array.from({ length: 200 }, (_, i) => `word ${i}`);
    for (const word of words) libc.sendto(fd, Buffer.from(word), to);
    await vi.waitFor(() => expect(server.row().sent).toBe(200), DEADLINE);
    expect(payloads(journal, server.owner, 'in')).toEqual(words);
    const answer = Buffer.alloc(64);
    const answers = words.map(() => answer.toString('latin1', 0, libc.recv(fd, answer)));
    expect(answers).toEqual(words.map((word) => word.toUpperCase()));
  });

  it('drains by the vector, and lets others have their turn', async ({ skip }) => {
    const libc = await import('../../../source/engine/kernel/linux/libc.ts');
    const { encodeSockaddr } = await import('../../../source/engine/kernel/sockaddr.ts');
    const { openUdp } = await import('../../../source/engine/kernel/linux/datagram-socket.ts');
    let received = 0;
    let batches = 0;
    let thisTurn = 0;
    let longestTurn = 0;
    const socket = await openUdp({ address: '127.0.0.1', port: 0, family: 'IPv4' }, 8 << 20, {
      received: ({ count }) => {
        if (thisTurn === 0) {
          setImmediate(() => {
            thisTurn = 0;
          });
        }
        received += count;
        batches += 1;
        thisTurn += count;
        longestTurn = Math.max(longestTurn, thisTurn);
      },
      sent: () => {},
      unsent: () => {},
      failed: (code) => expect.fail(code),
    });
    onTestFinished(() => socket.close());
    const fd = libc.socket(libc.AF_INET, libc.SOCK_DGRAM);
    onTestFinished(() => libc.close(fd));
    const to = encodeSockaddr(socket.local);
    const sent = 9000;
    for (let i = 0; i < sent; i += 1) libc.sendto(fd, Buffer.alloc(8), to);
    const expected = sent - (socket.memory()?.drops ?? 0);
    skip(expected < 5000, 'net.core.rmem_max is too small here for a long queue');
    await vi.waitFor(() => expect(received).toBe(expected), DEADLINE);
    // 64 vectors of 64 and libuv's own 32 single ones a turn.
    expect(batches).toBeLessThan(400);
    expect(longestTurn).toBeLessThanOrEqual(4096 + 32);
  });

  it('echoes the others where one can’t be answered, and then takes long ones again', async () => {
    let taken = 0;
    const { socket, told } = await answering((batch, own) => {
      for (let i = 0; i < batch.count; i += 1) {
        const { bytes } = batch.sockaddrs;
        // Port 0 can't be sent to.
        if (batch.payload(i).equals(Buffer.from('lost')))
          bytes.writeUInt16BE(0, batch.sockaddrAt(i) + 2);
      }
      taken += own.echo(batch);
    });
    const libc = await import('../../../source/engine/kernel/linux/libc.ts');
    const { encodeSockaddr } = await import('../../../source/engine/kernel/sockaddr.ts');
    const fd = libc.socket(libc.AF_INET, libc.SOCK_DGRAM);
    onTestFinished(() => libc.close(fd));
    const words = ['one', 'lost', 'two', 'x'.repeat(9000), 'lost', 'five'];
    // All of them before the loop turns: they are one batch.
    for (const word of words) libc.sendto(fd, Buffer.from(word), encodeSockaddr(socket.local));
    await vi.waitFor(
      () => expect({ taken, ...told }).toEqual({ taken: 6, sent: 4, unsent: 2 }),
      DEADLINE,
    );
    for (const word of ['six', 'y'.repeat(9000)]) {
      libc.sendto(fd, Buffer.from(word), encodeSockaddr(socket.local));
    }
    await vi.waitFor(() => expect(told.sent).toBe(6), DEADLINE);
    const answer = Buffer.alloc(65_536);
    const answers = Array.from({ length: 6 }, () =>
      answer.toString('latin1', 0, libc.recv(fd, answer)),
    );
    expect(answers).toEqual(['one', 'two', 'x'.repeat(9000), 'five', 'six', 'y'.repeat(9000)]);
  });

  it('counts a reply that can’t be sent as ours, and sends the others', async () => {
    const peer = await Peer.on('127.0.0.1');
    const { address, port } = peer.socket.address();
    const to = { address, port, family: 'IPv4' as const };
    const { socket, told } = await answering((batch, own) => {
      // Sent from here on they are collected: port 0 can't be sent to.
      own.send(Buffer.from('one'), to);
      own.send(Buffer.from('lost'), { ...to, port: 0 });
      own.send(Buffer.from('two'), to);
      own.reply(batch, 0, Buffer.from('three'));
    });
    await peer.send('go', socket.local);
    await vi.waitFor(() => {
      expect(peer.heard.map(String)).toEqual(['one', 'two', 'three']);
    }, DEADLINE);
    expect(told).toEqual({ sent: 3, unsent: 1 });
  });
});
