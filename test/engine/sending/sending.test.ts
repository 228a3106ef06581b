import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseSpec } from '../../../source/endpoint-spec.ts';
import { Messages } from '../../../source/engine/sending/messages.ts';
import { Pacer } from '../../../source/engine/sending/pacer.ts';
import { Sending } from '../../../source/engine/sending/sending.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { UdpClientSpec } from '../../../source/protocol/spec.ts';
import { until } from '../../support/wait.ts';

function specOf(options: string): UdpClientSpec {
  const parsed = parseSpec(`udp-client:7000${options}`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.spec as UdpClientSpec;
}

describe('messages', () => {
  test.each([
    [',send=hello', 'hello', 'hello'],
    [',send=a\\x00\\xff', 'a\0\xff', 'a\0\xff'],
    [',send=ab,size=4', 'ab\0\0', 'ab\0\0'],
    [',rate=1/s', '\0\0\0\0\0\0\0\0', '\0\0\0\0\0\0\0\x01'],
    [',rate=1/s,size=10', '\0\0\0\0\0\0\0\0\0\0', '\0\0\0\0\0\0\0\x01\0\0'],
    [',rate=1/s,send=x', 'x', 'x'],
    [',rate=1/s,send=x,counter=u32be', '\0\0\0\0x', '\0\0\0\x01x'],
    [',every=1s,counter=off', '', ''],
  ])('%s', (options, first, second) => {
    const messages = new Messages(specOf(options));
    expect(messages.next().toString('latin1')).toBe(first);
    expect(messages.next().toString('latin1')).toBe(second);
  });

  test('a message that was given away does not change', () => {
    const messages = new Messages(specOf(',rate=1/s'));
    const first = messages.next();
    messages.next();
    expect(first.readBigUInt64BE()).toBe(0n);
  });
});

describe('the pace', () => {
  test('the first is due at once, the next after an interval, however late the look', () => {
    const pacer = new Pacer(20, 1000);
    expect(pacer.due(1000)).toBe(1);
    pacer.took(1);
    expect(pacer.due(1019)).toBe(0);
    expect(pacer.wait(1019)).toBe(1);
    expect(pacer.due(1020)).toBe(1);
    expect(pacer.due(1045)).toBe(2);
  });

  test('what is long overdue is not made up for', () => {
    const pacer = new Pacer(10, 0);
    pacer.took(pacer.due(0));
    expect(pacer.due(10_000)).toBe(6);
    pacer.took(6);
    expect(pacer.due(10_000)).toBe(0);
    expect(pacer.due(10_010)).toBe(1);
  });

  test('over any looks no more than the pace is due, and all of it while nobody is late', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 2000, noNaN: true }),
        fc.array(fc.double({ min: 0.001, max: 40, noNaN: true }), { maxLength: 200 }),
        (intervalMs, steps) => {
          const pacer = new Pacer(intervalMs, 0);
          let now = 0;
          let sent = 0;
          for (const step of [0, ...steps]) {
            now += step;
            const due = pacer.due(now);
            pacer.took(due);
            sent += due;
          }
          expect(sent).toBe(Math.floor(now / intervalMs) + 1);
        },
      ),
      { numRuns: 2000, examples: [[30, [29.9, 40]]] },
    );
  });
});

describe('sending', () => {
  function run(options: string, takes: (message: Buffer) => boolean = () => true) {
    const sent: Buffer[] = [];
    const sending = new Sending(specOf(options), systemClock, {
      send: (message) => {
        const taken = takes(message);
        if (taken) sent.push(message);
        return taken;
      },
      together: (send) => send(),
    });
    onTestFinished(() => sending.stop());
    sending.start();
    return { sent, sending };
  }

  test('nothing, where nothing is to be sent', () => {
    expect(run('').sent).toEqual([]);
  });

  test('once, unless it is to be repeated', () => {
    expect(run(',send=x').sent.map(String)).toEqual(['x']);
  });

  test('as many as count says, then no more', async () => {
    const { sent } = run(',rate=1000/s,count=25');
    await until('the last one', () => sent.length === 25 || null);
    expect(sent.map((message) => message.readBigUInt64BE())).toEqual(
      Array.from({ length: 25 }, (_, n) => BigInt(n)),
    );
  });

  test('what is not taken is tried again, and no number is left out', async () => {
    let refusals = 3;
    const { sent } = run(',rate=1000/s,count=10', () => {
      refusals -= 1;
      return refusals < 0 || refusals % 2 === 1;
    });
    await until('the last one', () => sent.length === 10 || null);
    expect(sent.map((message) => Number(message.readBigUInt64BE()))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  test('stops when it is told to while it sends', async () => {
    const refused: (() => void)[] = [];
    const { sent, sending } = run(',rate=1000/s', () => {
      for (const stop of refused) stop();
      return refused.length === 0;
    });
    await until('some', () => sent.length > 3 || null);
    let asked = 0;
    refused.push(() => {
      asked += 1;
      sending.stop();
    });
    await until('it to be stopped', () => asked > 0 || null);
    const other = run(',rate=1000/s');
    await until('another to go on', () => other.sent.length > 20 || null);
    expect(asked).toBe(1);
  });

  test('stops when it is told to', async () => {
    const { sent, sending } = run(',rate=1000/s');
    await until('some', () => sent.length > 3 || null);
    sending.stop();
    const { length } = sent;
    const other = run(',rate=1000/s');
    await until('another to go on', () => other.sent.length > 20 || null);
    expect(sent.length).toBe(length);
  });
});
