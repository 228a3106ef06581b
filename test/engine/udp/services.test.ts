// Services that keep something, over UDP: rules, and all others heard so far; and upper as the course has it.

import { describe, expect, test } from 'vitest';
import { MOST_MEMBERS } from '../../../source/engine/services/broadcast/datagram-room.ts';
import type { UdpSpec } from '../../../source/protocol/spec.ts';
import { exchange } from '../../support/peers.ts';
import { exampleRules, rulesFile } from '../../support/rules-file.ts';
import { until } from '../../support/wait.ts';
import { bench, LAYERS, Peer } from './harness.ts';

async function open(layer: 'linux' | 'portable', part: Partial<UdpSpec>) {
  const server = (await bench(layer)).udp(part);
  await server.open();
  return { server, to: server.row().local };
}

const heard = (peer: Peer): string[] => peer.heard.map((data) => data.toString('latin1'));

async function hears(peer: Peer, ...texts: string[]): Promise<void> {
  await until(
    JSON.stringify(texts),
    () => (peer.heard.length >= texts.length ? true : null),
    () => JSON.stringify(heard(peer)),
  );
  expect(heard(peer)).toEqual(texts);
}

describe.each(LAYERS)('respond over %s', (layer) => {
  test('calculator: each to the port it came from', async () => {
    const { to } = await open(layer, { service: 'respond', rules: exampleRules('calculator') });
    const [a, b] = [await Peer.on('127.0.0.1'), await Peer.on('127.0.0.1')];
    await a.send('20 + 10', to);
    await hears(a, '30');
    await b.send('2 ** 5\n', to);
    await a.send('fim', to);
    await a.send('1 - 2', to);
    await hears(b, '32');
    await hears(a, '30', '-1');
  });

  test('names: what one registers another one is told; python asks', async () => {
    const { to } = await open(layer, { service: 'respond', rules: exampleRules('names') });
    const server = await Peer.on('127.0.0.1');
    await server.send('register servidorTCP 127.0.0.1 12345', to);
    // Datagrams of one host over loopback come in the order they were sent.
    await server.send('servidorTCP', to);
    await hears(server, 'servidorTCP:127.0.0.1:12345');
    const asks = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(10)
s.sendto(b'servidorTCP', ('127.0.0.1', int(sys.argv[1])))
print(s.recv(1024).decode(), end='')
`;
    const told = await exchange('python3', ['-c', asks, `${to.port}`]);
    expect(told.toString()).toBe('servidorTCP:127.0.0.1:12345');
  });

  test('upper, and the plain service with strip: blank input gets an empty datagram', async () => {
    const specs = [
      { service: 'respond', rules: exampleRules('upper') },
      { service: 'upper', strip: 'on' },
    ] as const;
    for (const spec of specs) {
      const { to } = await open(layer, spec);
      const peer = await Peer.on('127.0.0.1');
      for (const text of ['Hello, world\n', ' \r\n', 'café ']) await peer.send(text, to);
      await hears(peer, 'HELLO, WORLD', '', Buffer.from('CAFé').toString('latin1'));
    }
  });

  test('echo with strip sends back what is left', async () => {
    const { to } = await open(layer, { service: 'echo', strip: 'on' });
    const peer = await Peer.on('127.0.0.1');
    for (const text of [' a \n', 'b']) await peer.send(text, to);
    await hears(peer, 'a', 'b');
  });

  test('replies wait as their rule says, and let quicker ones pass', async () => {
    const rules = rulesFile(
      '[[rule]]\nexact = "slow"\nreply = "slow"\ndelay = "100ms"\n[[rule]]\nreply = "fast {count}"',
    );
    const { to } = await open(layer, { service: 'respond', rules });
    const peer = await Peer.on('127.0.0.1');
    await peer.send('slow', to);
    await peer.send('x', to);
    await hears(peer, 'fast 2', 'slow');
  });

  test('a datagram is one message, without its line end where lines are read', async () => {
    const rules = rulesFile('per = "line"\n[[rule]]\nreply = "<{0}>"');
    const { to } = await open(layer, { service: 'respond', rules });
    const peer = await Peer.on('127.0.0.1');
    await peer.send('a\nb\r\n', to);
    await hears(peer, '<a\nb>');
  });

  test('a wrong file fails the endpoint', async () => {
    const { server } = await open(layer, { service: 'respond', rules: rulesFile('per = "word"') });
    expect(server.row()).toMatchObject({ state: 'FAILED', problem: { code: 'EBADRULES' } });
  });

  test('a regular expression that never ends is given up, and the server goes on', async () => {
    const rules = rulesFile(
      `[[rule]]\nregex = '^(a|aa)+$'\nreply = "evil"\n[[rule]]\nreply = "good"`,
    );
    const { server, to } = await open(layer, { service: 'respond', rules });
    const peer = await Peer.on('127.0.0.1');
    await until('the rule to be given up', async () => {
      await peer.send(`${'a'.repeat(80)}!`, to);
      return server.row().problem?.code === 'ESLOWRULE' || null;
    });
    await peer.send('aa', to);
    await until('an answer', () => heard(peer).at(-1) === 'good' || null);
  });
});

describe.each(LAYERS)('broadcast over %s', (layer) => {
  test('each datagram goes to all others that were heard', async () => {
    const { to } = await open(layer, { service: 'broadcast' });
    const [a, b, c] = [
      await Peer.on('127.0.0.1'),
      await Peer.on('127.0.0.1'),
      await Peer.on('127.0.0.1'),
    ];
    await a.send('a1', to);
    await b.send('b1', to);
    await hears(a, 'b1');
    await c.send('', to);
    await hears(b, '');
    await a.send('a2', to);
    await hears(c, 'a2');
    await hears(b, '', 'a2');
    expect(heard(a)).toEqual(['b1', '']);
  });

  test('with nick=on the first datagram is a name', async () => {
    const { to } = await open(layer, { service: 'broadcast', nick: 'on' });
    const [a, b] = [await Peer.on('127.0.0.1'), await Peer.on('127.0.0.1')];
    await a.send('Ana\n', to);
    await b.send('Bia', to);
    await a.send('hi\n', to);
    await hears(b, 'Ana: hi\n');
    await b.send('hi', to);
    await hears(a, 'Bia: hi');
  });

  test('of too many the one that was silent longest is forgotten', async () => {
    const { to } = await open(layer, { service: 'broadcast' });
    const first = await Peer.on('127.0.0.1');
    const kept = await Peer.on('127.0.0.1');
    await first.send('first', to);
    await kept.send('kept', to);
    await hears(first, 'kept');
    let count = 1;
    for (let i = 0; i < MOST_MEMBERS; i += 1) {
      const peer = await Peer.on('127.0.0.1');
      await peer.send('x', to);
      count += 1;
      // The last ones push `first` out, not `kept`, who talks again.
      if (i === MOST_MEMBERS - 10) await kept.send('again', to);
      await until('it', () => kept.heard.length >= i + 1 || null);
    }
    expect(count).toBe(MOST_MEMBERS + 1);
    const before = first.heard.length;
    await kept.send('last', to);
    const sentinel = await Peer.on('127.0.0.1');
    await sentinel.send('y', to);
    await until('the last one', () => heard(kept).at(-1) === 'y' || null);
    expect(first.heard.length).toBe(before);
  });
});
