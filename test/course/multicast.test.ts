// The greetings by UDP: to one receiver, and to a group that several on this host have joined.

import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { pressed } from '../support/faults.ts';
import { course, linesOf, ran, sockscope, text } from './course.ts';

const GREETING = 'Olá, bem-vindo à Softblue!';
const RUNS = pressed(50, 300);
// As in the course, but for the last number: another run on this host must not join ours meanwhile.
const GROUP = `228.5.6.${randomInt(1, 255)}`;
const SPEC = `multicast:${GROUP}:0,interface=loopback`;

test('one datagram of text: theirs to us, ours to them', async () => {
  const program = sockscope('udp:0,service=none');
  await ran('greeting.py', 'sender', await program.port('udp-1'));
  const received = await program.line('datagram.received');
  expect(received.bytes).toBe(28);
  expect(text(received)).toBe(GREETING);

  const receiver = course('greeting.py', 'receiver', 0);
  sockscope(`udp-client:${await receiver.port()},send=${GREETING.replace(',', '\\,')}`);
  const utf8 = String.raw`b'Ol\xc3\xa1, bem-vindo \xc3\xa0 Softblue!'`;
  expect(await receiver.says('received')).toBe(utf8);
});

test('in another charset the bytes are shown as they are, not as what they might mean', async () => {
  const program = sockscope('udp:0,service=none');
  await ran('greeting.py', 'sender', await program.port('udp-1'), 'latin-1');
  const received = await program.line('datagram.received');
  expect(received.bytes).toBe(26);
  expect(Buffer.from(received.data, 'base64').toString('latin1')).toBe(GREETING);
});

test('theirs to the group: two receivers of theirs and two of ours on one host all hear it', async () => {
  const one = sockscope(SPEC);
  const port = await one.port('multicast-1');
  const other = sockscope(SPEC.replace(':0', `:${port}`));
  const theirs = [1, 2].map(() => course('multicast.py', 'receiver', GROUP, port));
  for (const program of [one, other]) await program.line('endpoint.joined');
  for (const receiver of theirs) await receiver.says('listening');
  await ran('multicast.py', 'sender', GROUP, port);
  for (const receiver of theirs) {
    expect(await receiver.says('received')).toBe(GREETING);
    expect(await receiver.ended()).toEqual({ status: 0, errors: '' });
  }
  for (const program of [one, other]) {
    const [line] = await linesOf(program, 'datagram.received', 1);
    expect(line).toMatchObject({ group: GROUP, bytes: 28, local: { port } });
    expect(line && text(line)).toBe(GREETING);
  }
  for (const program of [one, other]) {
    expect(await program.stop()).toBe(0);
    expect(program.lines.filter(({ type }) => type === 'datagram.received')).toHaveLength(1);
  }
});

test('ours to the group: two receivers of theirs and one of ours hear it', async () => {
  const listening = sockscope(SPEC);
  const port = await listening.port('multicast-1');
  await listening.line('endpoint.joined');
  const theirs = [1, 2].map(() => course('multicast.py', 'receiver', GROUP, port));
  for (const receiver of theirs) await receiver.says('listening');
  const greeting = GREETING.replace(',', '\\,');
  sockscope(`multicast-sender:${GROUP}:${port},interface=loopback,send=${greeting}`);
  for (const receiver of theirs) expect(await receiver.says('received')).toBe(GREETING);
  expect(text(await listening.line('datagram.received'))).toBe(GREETING);
});

test(`${RUNS} greetings in a row, each from a sender of its own`, async () => {
  const program = sockscope(SPEC);
  const port = await program.port('multicast-1');
  await program.line('endpoint.joined');
  await ran('repeat.py', RUNS, 'multicast.py', 'sender', GROUP, port);
  const received = await linesOf(program, 'datagram.received', RUNS);
  expect(received.map(text)).toEqual(Array(RUNS).fill(GREETING));
});
