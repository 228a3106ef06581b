// A datagram from a server's own port, by hand, over both layers.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendTo } from '../../../source/engine/datagrams/send-by-hand.ts';
import type { Address } from '../../../source/protocol/address.ts';
import type { Payload } from '../../../source/protocol/commands.ts';
import { until } from '../../support/wait.ts';
import { bench, LAYERS, Peer, payloads } from './harness.ts';

const bytes = (text: string): Payload => ({
  of: 'bytes',
  data: Buffer.from(text, 'latin1').toString('base64'),
});

function fileOf(length: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-datagram-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'data'), Buffer.alloc(length, 'data'));
  return join(folder, 'data');
}

describe.each(LAYERS)('sending by hand over the %s layer', (layer) => {
  it.each(['127.0.0.1', '::1'])('answers a sender on %s from the port it sent to', async (host) => {
    const { udp, events, journal } = await bench(layer);
    const server = udp({ host, service: 'none' });
    await server.open();
    const peer = await Peer.on(host);
    await peer.send('anybody?', server.row().local);
    await until('the datagram', () => server.row().received || null);
    const to = server.row().lastSender as Address;
    const answer = await sendTo(server, to, bytes('me\0\xff'));
    expect(answer).toEqual({ ok: true, endpoint: server.id });
    await until('the answer', () => peer.heard[0]);
    expect(peer.heard.map((each) => each.toString('latin1'))).toEqual(['me\0\xff']);
    expect(server.row()).toMatchObject({ received: 1, sent: 1, bytesSent: 4, engineDrops: 0 });
    expect(payloads(journal, server.owner, 'out')).toEqual(['me\0\xff']);
    expect(events.find(({ type }) => type === 'datagram.sent')).toMatchObject({
      remote: { address: host, port: to.port },
      bytes: 4,
    });
  });

  it('sends an empty one, and a file that fits', async () => {
    const { udp } = await bench(layer);
    const server = udp({});
    await server.open();
    const peer = await Peer.on('127.0.0.1');
    const { address, port } = peer.socket.address();
    const to: Address = { address, port, family: 'IPv4' };
    await sendTo(server, to, bytes(''));
    await sendTo(server, to, { of: 'file', path: fileOf(9000) });
    await until('both', () => peer.heard.length === 2 || null);
    expect(peer.heard.map(({ length }) => length)).toEqual([0, 9000]);
  });

  it('says why one was not sent, and counts it nowhere', async () => {
    const { udp } = await bench(layer);
    const server = udp({});
    await server.open();
    const to = server.row().local;
    const refusals: readonly (readonly [Address, Payload, string])[] = [
      [{ ...to, port: 0 }, bytes('x'), 'ERR_SOCKET_BAD_PORT'],
      [to, bytes('x'.repeat(65_508)), 'EMSGSIZE'],
      [to, { of: 'file', path: fileOf(65_508) }, 'EMSGSIZE'],
      [to, { of: 'file', path: '/nonexistent' }, 'ENOENT'],
      [to, { of: 'file', path: '/dev/zero' }, 'EINVAL'],
    ];
    for (const [at, payload, code] of refusals) {
      const answer = await sendTo(server, at, payload);
      expect(answer).toMatchObject({ ok: false, problem: { code } });
      if (!answer.ok) expect(answer.problem.message).toMatch(/\w.*\.$/s);
    }
    expect(server.row()).toMatchObject({ sent: 0, engineDrops: 0, state: 'BOUND' });
    await server.close();
    expect(await sendTo(server, to, bytes('x'))).toMatchObject({
      ok: false,
      problem: { code: 'ENOTOPEN' },
    });
  });
});
