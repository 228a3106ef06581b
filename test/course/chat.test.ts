// The UDP chat, on either side. Ours is service=broadcast: what one sends, all that were heard from get.

import { describe, expect, test } from 'vitest';
import { bench } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { pressed } from '../support/faults.ts';
import { course, linesOf, sockscope, text } from './course.ts';

const RUNS = pressed(20, 200);

describe('theirs in our room', () => {
  test('each hears the others, not itself', async () => {
    const program = sockscope('udp:0,service=broadcast');
    const port = await program.port('udp-1');
    const ana = course('chat.py', 'client', port, 'ana');
    await linesOf(program, 'datagram.received', 2);
    const bia = course('chat.py', 'client', port, 'bia');
    expect(await ana.says('heard')).toBe('hi, meu nome eh <bia>');
    for (let run = 0; run < RUNS; run += 1) {
      bia.tell(`pergunta ${run}`);
      await ana.saysAll('heard', 2 * run + 2 - run);
      ana.tell(`resposta ${run}`);
      await bia.saysAll('heard', run + 1);
    }
    bia.hush();
    await ana.saysAll('heard', RUNS + 2);
    const numbered = (word: string) => Array.from({ length: RUNS }, (_, run) => `${word} ${run}`);
    expect(ana.said('heard')).toEqual(['hi, meu nome eh <bia>', ...numbered('pergunta'), 'bye']);
    expect(bia.said('heard')).toEqual(numbered('resposta'));
  });

  test('a long message goes in pieces of 1024 and an EOF, each passed on as it came', async () => {
    const program = sockscope('udp:0,service=broadcast');
    const port = await program.port('udp-1');
    const ana = course('chat.py', 'client', port, 'ana');
    await linesOf(program, 'datagram.received', 2);
    const bia = course('chat.py', 'client', port, 'bia');
    await ana.says('heard');
    const long = 'x'.repeat(2500);
    bia.tell(long);
    await ana.says(`heard ${long}`);
    const sent = await linesOf(program, 'datagram.sent', 6);
    expect(sent.map(({ bytes }) => bytes)).toEqual([21, 3, 1024, 1024, 452, 3]);
  });
});

test('ours in their room', async () => {
  const port = await course('chat.py', 'server', 0).port();
  const made = await bench(LAYERS[0] ?? 'portable');
  const to = { address: '127.0.0.1', port, family: 'IPv4' } as const;
  await made.open(`udp-client:${port},send=hi\\, meu nome eh <eva>`);
  await made.sendTo('udp-client-1', to, 'EOF');
  const ana = course('chat.py', 'client', port, 'ana');
  const heard = () => made.of('datagram.received').map(({ data }) => atob(data));
  await made.until('her greeting', () => heard().length === 2);
  expect(heard()).toEqual(['hi, meu nome eh <ana>', 'EOF']);
  await made.sendTo('udp-client-1', to, 'oi, ');
  await made.sendTo('udp-client-1', to, 'ana');
  await made.sendTo('udp-client-1', to, 'EOF');
  expect(await ana.says('heard')).toBe('oi, ana');
});

test('two that speak at once: a third hears the pieces of both as one message', async () => {
  const program = sockscope('udp:0,service=broadcast');
  const port = await program.port('udp-1');
  const ana = course('chat.py', 'client', port, 'ana');
  await linesOf(program, 'datagram.received', 2);
  const made = await bench(LAYERS[0] ?? 'portable');
  const to = { address: '127.0.0.1', port, family: 'IPv4' } as const;
  await made.open(`udp-client:${port},clients=1,send=bom\\x20`);
  await made.open(`udp-client:${port},clients=1,send=dia`);
  await linesOf(program, 'datagram.received', 4);
  await made.sendTo('udp-client-2', to, 'EOF');
  expect(['bom dia', 'diabom ']).toContain(await ana.says('heard'));
  const senders = program.lines.filter(({ type }) => type === 'datagram.received');
  expect(new Set(senders.map(({ remote }) => remote.port)).size).toBe(3);
  expect(senders.map(text)).toContain('bom ');
});
