import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseLayer } from '../../../source/engine/kernel/choose.ts';
import type { Gate, TcpListener } from '../../../source/engine/kernel/layer.ts';
import type { Address } from '../../../source/protocol/address.ts';
import { until } from '../../support/wait.ts';
import { Client, linux } from '../tcp/harness.ts';

const LOOPBACK: Address = { address: '127.0.0.1', port: 0, family: 'IPv4' };

// The kernel is asked by calls that only Linux has.
describe.skipIf(!linux)('the kernel layer for TCP (linux only)', () => {
  test('layers are chosen by what is asked for', async () => {
    expect((await chooseLayer('auto')).name).toBe('linux');
    expect((await chooseLayer('portable')).name).toBe('portable');
  });

  test('the backlog in force is the one asked for, with the gate open as well', async () => {
    const layer = await chooseLayer('auto');
    const listener = await layer.listenTcp(LOOPBACK, 3, { accepted: () => {}, failed: () => {} });
    onTestFinished(() => listener.close());
    const gates: Gate[] = ['open', 'one', 'closed'];
    for (const gate of gates) {
      listener.setGate(gate);
      // Node listens again on the duplicate: that must not change it.
      await new Promise((resolve) => setImmediate(resolve));
      expect(listener.queue()).toEqual({ depth: 0, backlog: 3 });
    }
  });

  test('`one` takes exactly one, with many waiting, again and again', async () => {
    const layer = await chooseLayer('auto');
    let accepted = 0;
    const listener: TcpListener = await layer.listenTcp(LOOPBACK, 64, {
      accepted: (socket) => {
        accepted += 1;
        onTestFinished(() => void socket.destroy());
      },
      failed: (code) => expect.unreachable(code),
    });
    onTestFinished(() => listener.close());
    const clients = Array.from({ length: 30 }, () => new Client(listener.local));
    await Promise.all(clients.map(({ connected }) => connected));
    await until('thirty waiting', () => listener.queue()?.depth === 30 || null);
    for (let i = 1; i <= 10; i += 1) {
      listener.setGate('one');
      await until('one accepted', () => accepted >= i || null);
      expect(accepted).toBe(i);
      expect(listener.queue()?.depth).toBe(30 - i);
    }
    expect(listener.waiting(100)).toHaveLength(20);
    expect(listener.waiting(5)).toHaveLength(5);
  });

  test('small answers leave at once: connections are without delay (TCP_NODELAY)', async () => {
    const layer = await chooseLayer('auto');
    const { IPPROTO_TCP, TCP_NODELAY, getsockopt } = await import(
      '../../../source/engine/kernel/linux/libc.ts'
    );
    let noDelay = -1;
    const listener = await layer.listenTcp(LOOPBACK, 1, {
      accepted: (socket) => {
        const value = Buffer.alloc(4);
        getsockopt(layer.descriptorOf(socket) as number, IPPROTO_TCP, TCP_NODELAY, value);
        noDelay = value.readInt32LE();
        socket.destroy();
      },
      failed: (code) => expect.unreachable(code),
    });
    onTestFinished(() => listener.close());
    listener.setGate('open');
    await new Client(listener.local).connected;
    await until('the connection', () => noDelay >= 0 || null);
    expect(noDelay).toBe(1);
  });

  test('errors name the call', async () => {
    const layer = await chooseLayer('auto');
    const none = { accepted: () => {}, failed: () => {} };
    const listener = await layer.listenTcp(LOOPBACK, 1, none);
    onTestFinished(() => listener.close());
    await expect(layer.listenTcp(listener.local, 1, none)).rejects.toMatchObject({
      code: 'EADDRINUSE',
      syscall: 'bind',
    });
    listener.close();
    expect(listener.queue()).toBeNull();
    expect(listener.waiting(1)).toBeNull();
    (await layer.listenTcp(listener.local, 1, none)).close();
  });

  test('no descriptor is lost by listening, accepting and closing', async () => {
    const { readdirSync } = await import('node:fs');
    const layer = await chooseLayer('auto');
    const open = () => readdirSync('/proc/self/fd').length;
    const round = async () => {
      const listener = await layer.listenTcp(LOOPBACK, 1, { accepted: () => {}, failed: () => {} });
      for (const gate of ['open', 'one', 'closed', 'one'] as const) listener.setGate(gate);
      await new Promise((resolve) => setImmediate(resolve));
      listener.close();
    };
    await round();
    await until('closing', () => open() > 0 || null);
    const before = open();
    for (let i = 0; i < 50; i += 1) await round();
    await until('all closed', () => open() <= before + 2 || null);
  });

  test('after close a connection is asked for by its 4-tuple, and a stranger is not there', async () => {
    const layer = await chooseLayer('auto');
    const at: Address = { ...LOOPBACK, port: 9 };
    expect(layer.afterClose({ ...LOOPBACK, port: 1 }, at)).toBeNull();
    const { find } = await import('../../../source/engine/kernel/linux/sock-diag.ts');
    const listener = await layer.listenTcp(LOOPBACK, 4, { accepted: () => {}, failed: () => {} });
    onTestFinished(() => listener.close());
    // The kernel answers with the listener where there is no such connection; that is none.
    expect(find(listener.local, { ...LOOPBACK, port: 9 })).toBeNull();
    const client = new Client(listener.local);
    await client.connected;
    expect(find(listener.local, { ...LOOPBACK, port: client.port })).toMatchObject({
      state: 'ESTABLISHED',
      inode: 0,
    });
    expect(find({ ...LOOPBACK, port: client.port }, listener.local)?.inode).toBeGreaterThan(0);
  });

  test('the kernel lists the sockets on our port alone, and rows are made of those nobody has', async () => {
    const layer = await chooseLayer('auto');
    const { dump, stateBit } = await import('../../../source/engine/kernel/linux/sock-diag.ts');
    const accepted: Socket[] = [];
    const listen = async () => {
      const listener = await layer.listenTcp(LOOPBACK, 8, {
        accepted: (socket) => accepted.push(socket),
        failed: () => {},
      });
      onTestFinished(() => listener.close());
      return listener;
    };
    const [ours, other] = [await listen(), await listen()];
    onTestFinished(() => {
      for (const socket of accepted) socket.destroy();
    });
    const join = async (at: Address) => {
      const client = new Client(at);
      await client.connected;
      return client.port;
    };
    ours.setGate('one');
    const served = await join(ours.local);
    await until('one accepted', () => accepted.length === 1 || null);
    const waiting = [await join(ours.local), await join(ours.local)];
    await join(other.local);

    const { port } = ours.local;
    const ports = (rows: readonly { remote: Address }[]) => rows.map(({ remote }) => remote.port);
    const established = stateBit('ESTABLISHED');
    const all = dump('tcp', 'IPv4', port, established, 99);
    expect(ports(all).sort()).toEqual([served, ...waiting].sort());
    expect(all.every(({ local }) => local.port === port)).toBe(true);
    expect(ports(dump('tcp', 'IPv4', port, established, 99, 'nobody')).sort()).toEqual(
      waiting.sort(),
    );
    expect(dump('tcp', 'IPv4', port, stateBit('LISTEN'), 99)).toHaveLength(1);
    expect(dump('tcp', 'IPv4', port, stateBit('CLOSE_WAIT'), 99)).toEqual([]);
    expect(dump('tcp', 'IPv4', port, established, 1)).toHaveLength(1);
    expect(ports(ours.waiting(9) ?? []).sort()).toEqual(waiting.sort());
  });

  test('the host counters are those of /proc/net/netstat', async () => {
    const { parseListenCounters, readListenCounters } = await import(
      '../../../source/engine/kernel/linux/net-stat.ts'
    );
    const text = [
      'TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits TCPSynRetrans',
      'TcpExt: 1 22 33 4 55',
      'IpExt: InNoRoutes ListenDrops',
      'IpExt: 0 99',
    ].join('\n');
    expect(parseListenCounters(text)).toEqual({
      listenOverflows: 22,
      listenDrops: 33,
      synRetransmits: 55,
    });
    // An older kernel does not count the last one.
    expect(parseListenCounters(text.replace(' TCPSynRetrans', ''))?.synRetransmits).toBeNull();
    expect(parseListenCounters('IpExt: a\nIpExt: 1\n')).toBeNull();
    expect(parseListenCounters('TcpExt: a\nTcpExt: 1\n')).toBeNull();
    expect(readFileSync('/proc/net/netstat', 'latin1')).toContain('ListenOverflows');
    expect(readListenCounters()?.listenDrops).toBeGreaterThanOrEqual(0);
  });

  test('who holds a port', async () => {
    const layer = await chooseLayer('auto');
    const listener = await layer.listenTcp(LOOPBACK, 4, { accepted: () => {}, failed: () => {} });
    expect(layer.portHolder('tcp', listener.local)).toContain(`pid ${process.pid}`);
    expect(layer.portHolder('udp', listener.local)).toBeNull();
    listener.close();
    expect(layer.portHolder('tcp', listener.local)).toBeNull();
  });
});
