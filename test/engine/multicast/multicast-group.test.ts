import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listInterfaces } from '../../../source/engine/kernel/interfaces.ts';
import { systemClock } from '../../../source/engine/world.ts';
import { bench, datagramLayer, LAYERS, linux, Peer, payloads } from '../udp/harness.ts';

const DEADLINE = { timeout: 10_000, interval: 5 };
const loopback = listInterfaces().find((each) => each.loopback);
const name = loopback?.name ?? 'lo';
// Groups of this run alone: another run on this host must not join ours meanwhile.
const [high, low] = [randomInt(1, 255), randomInt(1, 255)];
const run = `${high}.${low}`;
const runHex = ((high << 8) | low).toString(16);
const ours = (number: number) => `239.${run}.${number}`;

describe.each(LAYERS)('a multicast group over the %s layer', (layer) => {
  it('joins on the loopback and hears its group', async () => {
    const { group, events, journal } = await bench(layer);
    const receiver = group({ host: ours(1) });
    await receiver.open();
    const { local, state, interfaces } = receiver.row();
    expect({ state, interfaces }).toEqual({ state: 'JOINED', interfaces: [name] });
    expect(local).toMatchObject({ address: ours(1), family: 'IPv4' });
    const peer = await sender('127.0.0.1');
    await peer.send('to the group', local);
    await vi.waitFor(() => expect(receiver.row().received).toBe(1), DEADLINE);
    expect(payloads(journal, receiver.owner, 'in')).toEqual(['to the group']);
    expect(receiver.row().lastSender).toEqual(peer.socket.address());
    expect(events.map(({ type }) => type)).toEqual([
      'endpoint.bound',
      'endpoint.joined',
      'datagram.received',
    ]);
    expect(events[1]).toMatchObject({ group: local, interface: name });
    expect(events[2]).toMatchObject({ group: ours(1), local, bytes: 12 });
    const [membership] = receiver.detail().memberships;
    expect(membership).toEqual({
      interface: name,
      address: '127.0.0.1',
      inKernel: layer === 'linux' ? true : null,
    });
  });

  it('keeps two groups on one port apart', async () => {
    const { group, journal } = await bench(layer);
    const one = group({ host: ours(2) });
    await one.open();
    const { port } = one.row().local;
    const other = group({ host: ours(3), port });
    await other.open();
    expect(other.row()).toMatchObject({ state: 'JOINED', local: { port } });
    const peer = await sender('127.0.0.1');
    // Crosswise: what leaked would come before what is waited for.
    await peer.send('for the other', other.row().local);
    await peer.send('for one', one.row().local);
    await peer.send('for the other again', other.row().local);
    await vi.waitFor(() => {
      expect(one.row().received + other.row().received).toBe(3);
    }, DEADLINE);
    expect(payloads(journal, one.owner, 'in')).toEqual(['for one']);
    expect(payloads(journal, other.owner, 'in')).toEqual(['for the other', 'for the other again']);
  });

  it('hears nothing of a group that somebody else on the host joined', async () => {
    const { group, journal } = await bench(layer);
    const receiver = group({ host: ours(4) });
    await receiver.open();
    const { local } = receiver.row();
    const somebody = await member(ours(5), local.port);
    const peer = await sender('127.0.0.1');
    await peer.send('not ours', { address: ours(5), port: local.port });
    await peer.send('ours', local);
    await vi.waitFor(() => expect(receiver.row().received).toBe(1), DEADLINE);
    await vi.waitFor(() => expect(somebody.map(String)).toContain('not ours'), DEADLINE);
    expect(payloads(journal, receiver.owner, 'in')).toEqual(['ours']);
  });

  it('hears nothing that is sent to the port but not to the group', async () => {
    const { group, journal } = await bench(layer);
    const receiver = group({ host: ours(14) });
    await receiver.open();
    const { local } = receiver.row();
    const peer = await sender('127.0.0.1');
    await peer.send('to the host', { address: '127.0.0.1', port: local.port });
    await peer.send('to the group', local);
    await vi.waitFor(() => expect(receiver.row().received).toBe(1), DEADLINE);
    expect(payloads(journal, receiver.owner, 'in')).toEqual(['to the group']);
  });

  it('shares group and port with other receivers, each hearing all', async () => {
    const { group } = await bench(layer);
    const one = group({ host: ours(6) });
    await one.open();
    const other = group({ host: ours(6), port: one.row().local.port });
    await other.open();
    const peer = await sender('127.0.0.1');
    await peer.send('to all', one.row().local);
    await vi.waitFor(() => {
      expect([one.row().received, other.row().received]).toEqual([1, 1]);
    }, DEADLINE);
  });

  it('takes datagrams of its source alone', async () => {
    const { group, events, journal } = await bench(layer);
    const receiver = group({ host: `232.${run}.7`, source: '127.0.0.2' });
    await receiver.open();
    expect(receiver.row()).toMatchObject({ state: 'JOINED', source: '127.0.0.2' });
    const [wrong, right] = [await sender('127.0.0.1'), await sender('127.0.0.2')];
    await wrong.send('wrong source', receiver.row().local);
    await right.send('right source', receiver.row().local);
    await vi.waitFor(() => expect(receiver.row().received).toBe(1), DEADLINE);
    expect(payloads(journal, receiver.owner, 'in')).toEqual(['right source']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'endpoint.joined', source: '127.0.0.2' }),
    );
    expect(receiver.leave(name)).toBeNull();
    expect(receiver.row()).toMatchObject({ state: 'BOUND', interfaces: [] });
  });

  it('leaves and joins at runtime', async () => {
    const { group, events, journal } = await bench(layer);
    const host = ours(8);
    const receiver = group({ host });
    await receiver.open();
    const { local } = receiver.row();
    if (linux) expect(inIgmp(host)).toBe(true);
    expect(receiver.join('127.0.0.1')).toMatchObject({ code: 'EALREADY' });
    expect(receiver.leave('loopback')).toBeNull();
    expect(receiver.row()).toMatchObject({ state: 'BOUND', interfaces: [] });
    expect(receiver.detail().memberships).toEqual([]);
    if (linux) expect(inIgmp(host)).toBe(false);
    expect(receiver.leave(name)).toMatchObject({ code: 'EADDRNOTAVAIL', operation: 'leave' });

    expect(receiver.join('127.0.0.1')).toBeNull();
    expect(receiver.row()).toMatchObject({ state: 'JOINED', interfaces: [name] });
    if (linux) expect(inIgmp(host)).toBe(true);
    const peer = await sender('127.0.0.1');
    await peer.send('heard', local);
    await vi.waitFor(() => expect(receiver.row().received).toBe(1), DEADLINE);
    expect(payloads(journal, receiver.owner, 'in')).toEqual(['heard']);
    const steps = events.filter(({ type }) => type.startsWith('endpoint.'));
    expect(steps.map(({ type }) => type)).toEqual([
      'endpoint.bound',
      'endpoint.joined',
      'endpoint.left',
      'endpoint.joined',
    ]);
    expect(receiver.join('eth-none')).toMatchObject({ code: 'ENODEV', operation: 'join' });
    await receiver.close();
    if (linux) expect(inIgmp(host)).toBe(false);
    expect(receiver.join(name)).toMatchObject({ code: 'ENOTOPEN' });
  });

  it('leaves an interface that goes, and joins it again when it comes back', async () => {
    let there = listInterfaces().filter((each) => each.loopback);
    let now = 5000;
    const clock = { now: systemClock.now, monotonic: () => now };
    const real = await datagramLayer(layer);
    const { group, events } = await bench({ ...real, interfaces: () => there }, clock);
    const receiver = group({ host: ours(9), interface: 'all' });
    await receiver.open();
    expect(receiver.row()).toMatchObject({ state: 'JOINED', interfaces: [name] });

    const before = there;
    there = [];
    receiver.sample();
    expect(receiver.row().state).toBe('JOINED');
    now += 2000;
    receiver.sample();
    expect(receiver.row()).toMatchObject({ state: 'BOUND', interfaces: [] });
    expect(receiver.row().problem?.message).toContain(name);

    there = before;
    now += 2000;
    receiver.sample();
    await vi.waitFor(() => {
      expect(receiver.row()).toMatchObject({ state: 'JOINED', problem: null });
    }, DEADLINE);
    const kinds = events.map(({ type }) => type);
    expect(kinds.filter((type) => type === 'endpoint.joined')).toHaveLength(2);
    expect(kinds.filter((type) => type === 'endpoint.left')).toHaveLength(1);

    // What was left by hand is not joined again by itself.
    expect(receiver.leave('all')).toBeNull();
    now += 2000;
    receiver.sample();
    expect(receiver.row()).toMatchObject({ state: 'BOUND', interfaces: [] });
  });

  it.each([
    '10.0.0.1',
    '223.255.255.255',
    '240.0.0.1',
    'fe80::1',
    'lab01',
  ])('refuses %s, which is no group, naming the range', async (host) => {
    const { group, events } = await bench(layer);
    const receiver = group({ host });
    await receiver.open();
    expect(receiver.row().state).toBe('FAILED');
    expect(receiver.row().problem?.message).toContain('224.0.0.0 to 239.255.255.255');
    expect(receiver.row().problem?.message).toContain('ff00::/8');
    expect(events.map(({ type }) => type)).toEqual(['endpoint.failed']);
  });

  it('refuses an unknown interface, naming those there are', async () => {
    const { group } = await bench(layer);
    const receiver = group({ interface: 'eth-none' });
    await receiver.open();
    const { state, problem } = receiver.row();
    expect(state).toBe('FAILED');
    expect(problem).toMatchObject({ code: 'ENODEV', operation: 'join' });
    for (const each of listInterfaces()) expect(problem?.message).toContain(each.name);
    expect(receiver.summary().failed).toBe(problem?.message);
  });

  it('refuses a source of another family', async () => {
    const { group } = await bench(layer);
    const receiver = group({ source: '::1' });
    await receiver.open();
    expect(receiver.row()).toMatchObject({ state: 'FAILED', problem: { code: 'EBADSPEC' } });
  });

  it.each([
    `ff15::${runHex}:10`,
    `ff02::${runHex}:11`,
    `ff01::${runHex}:12`,
  ])('joins the IPv6 group %s on the loopback', async (host) => {
    const { group } = await bench(layer);
    const receiver = group({ host });
    await receiver.open();
    expect(receiver.row()).toMatchObject({ state: 'JOINED', interfaces: [name] });
    expect(receiver.row().local).toMatchObject({ address: host, family: 'IPv6' });
    const [membership] = receiver.detail().memberships;
    expect(membership?.inKernel).toBe(layer === 'linux' ? true : null);
    if (linux) expect(inIgmp6(host)).toBe(true);
    expect(receiver.leave(name)).toBeNull();
    if (linux) expect(inIgmp6(host)).toBe(false);
    expect(receiver.join('::1')).toBeNull();
    expect(receiver.row()).toMatchObject({ state: 'JOINED', interfaces: [name] });
  });
});

describe.runIf(linux)('bound, but joined nowhere', () => {
  it('hears nothing of its own group that somebody else joined', async () => {
    const { group, journal } = await bench('linux');
    const receiver = group({ host: ours(13) });
    await receiver.open();
    const { local } = receiver.row();
    const somebody = await member(local.address, local.port);
    receiver.leave('all');
    const peer = await sender('127.0.0.1');
    await peer.send('while away', local);
    await vi.waitFor(() => expect(somebody.map(String)).toEqual(['while away']), DEADLINE);
    receiver.join('loopback');
    await peer.send('back again', local);
    await vi.waitFor(() => expect(receiver.row().received).toBe(1), DEADLINE);
    expect(payloads(journal, receiver.owner, 'in')).toEqual(['back again']);
  });
});

/** A sender whose datagrams leave, and stay, on the loopback. */
async function sender(address: string): Promise<Peer> {
  const peer = await Peer.on(address);
  peer.socket.setMulticastInterface(address === '::1' ? `::%${name}` : '127.0.0.1');
  return peer;
}

/** Somebody else on the host: joined on the loopback, bound to every address. */
async function member(group: string, port: number): Promise<Buffer[]> {
  const socket: Socket = createSocket({ type: 'udp4', reuseAddr: true });
  onTestFinished(() => void socket.close());
  await new Promise<void>((resolve) => {
    socket.bind(port, '0.0.0.0', resolve);
  });
  socket.addMembership(group, '127.0.0.1');
  const heard: Buffer[] = [];
  socket.on('message', (data) => heard.push(data));
  return heard;
}

/** The host's table, read anew and by another way than the program's: as text. */
function inIgmp(group: string): boolean {
  const word = group
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0').toUpperCase());
  return readFileSync('/proc/net/igmp', 'utf8').includes(word.join(''));
}

function inIgmp6(group: string): boolean {
  const [head = '', tail = ''] = group.split('::');
  const hex = tail
    .split(':')
    .map((part) => part.padStart(4, '0'))
    .join('');
  return readFileSync('/proc/net/igmp6', 'utf8').includes(head + hex.padStart(28, '0'));
}
