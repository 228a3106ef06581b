// The lives of datagram endpoints, over real sockets.

import { createSocket, type Socket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bench } from '../outgoing/harness.ts';
import { LAYERS } from '../tcp/harness.ts';
import { allSaid, expectDated, statesOf, timelineOf } from './harness.ts';

const like = (pattern: RegExp) => expect.stringMatching(pattern);

async function sender(): Promise<Socket> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  return socket;
}

describe.each(LAYERS)('the timeline of datagram endpoints over the %s layer', (layer) => {
  const linux = layer === 'linux';
  const buffer = like(/^setsockopt\(\d+, SOL_SOCKET, SO_RCVBUF(FORCE)?, \d+\) = /);

  test('has the calls that bound it, and every datagram', async () => {
    const began = Date.now();
    const made = await bench(layer);
    await made.open('udp:127.0.0.1:0,buffer=4kB');
    const { port } = made.row('udp-1').local;
    const peer = await sender();
    peer.send('hello', port, '127.0.0.1');
    await made.until('the answer', () => made.row('udp-1').sent === 1);
    const timeline = timelineOf(made, 'endpoint', 'udp-1');
    expectDated(timeline, began);
    const theirs = `127\\.0\\.0\\.1:${peer.address().port}`;
    const fd = linux ? '\\d+' : '\\?';
    const said = allSaid(timeline).filter((line) => !line.includes('SO_RCVBUFFORCE'));
    expect(said).toEqual([
      ...(linux ? [like(/^socket\(AF_INET, SOCK_DGRAM\) = \d+$/)] : []),
      ...(said.some((line) => line.includes('SO_RCVBUF,')) ? [buffer] : []),
      linux ? like(/^bind\(\d+, 127\.0\.0\.1:0\) = 0$/) : 'socket.bind(127.0.0.1:0) = 0',
      like(new RegExp(`^recvfrom\\(${fd}, ${theirs}\\) = 5$`)),
      like(new RegExp(`^sendto\\(${fd}, 5, ${theirs}\\) = 5$`)),
    ]);
    expect(timeline.rows.at(-1)).toMatchObject({ event: { preview: 'hello' }, after: 'BOUND' });
  });

  test('has where a group was joined and left', async () => {
    const made = await bench(layer);
    await made.open('multicast:239.255.7.7:0,interface=loopback');
    await made.engine.dispatch({ type: 'leave', endpoint: 'multicast-1', interface: 'loopback' });
    const timeline = timelineOf(made, 'endpoint', 'multicast-1');
    const words = linux
      ? [
          like(/^setsockopt\(\d+, IPPROTO_IP, MCAST_JOIN_GROUP, lo, 239\.255\.7\.7\) = 0$/),
          like(/^setsockopt\(\d+, IPPROTO_IP, MCAST_LEAVE_GROUP, lo, 239\.255\.7\.7\) = 0$/),
        ]
      : [
          'socket.addMembership(239.255.7.7, 127.0.0.1) = 0',
          'socket.dropMembership(239.255.7.7, 127.0.0.1) = 0',
        ];
    expect(allSaid(timeline).slice(-2)).toEqual(words);
    expect(statesOf(timeline).slice(-3)).toEqual(['BOUND', 'JOINED', 'BOUND']);
  });

  test('has whom a socket of ours was connected to', async () => {
    const made = await bench(layer);
    const peer = await sender();
    const { port } = peer.address();
    peer.on('message', (data, from) => peer.send(data, from.port, from.address));
    await made.open(`udp-client:127.0.0.1:${port},send=hi`);
    await made.until('the answer', () => made.row('udp-client-1').received === 1);
    const timeline = timelineOf(made, 'endpoint', 'udp-client-1');
    const fd = linux ? '\\d+' : '\\?';
    expect(allSaid(timeline).slice(-3)).toEqual([
      like(new RegExp(`connect\\(.*127\\.0\\.0\\.1:${port}\\) = 0$`)),
      like(new RegExp(`^send\\(${fd}, 2\\) = 2$`)),
      like(new RegExp(`^recv\\(${fd}\\) = 2$`)),
    ]);
    expect(statesOf(timeline).at(-1)).toBe('CONNECTED');
  });

  test('has what a sender to a group was set to', async () => {
    const made = await bench(layer);
    await made.open('multicast-sender:239.255.7.7:7000,interface=loopback,send=x');
    await made.until('it', () => made.row('multicast-sender-1').sent === 1);
    const said = allSaid(timelineOf(made, 'endpoint', 'multicast-sender-1'));
    expect(said.at(-1)).toMatch(/^sendto\(.*, 1, 239\.255\.7\.7:7000\) = 1$/);
    if (linux) expect(said.join('\n')).toMatch(/IP_MULTICAST_IF, lo\) = 0\n.*IP_MULTICAST_TTL, 1/);
  });
});
