import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy, initialCopy } from '../../../source/ui/dialogs/copy.ts';
import { close, copyText, stay } from '../../../source/ui/dialogs/outcome.ts';
import { anyDetail, connectionDetail, endpointDetail } from './details-support.ts';
import { answer, contextOf, expectRobust, NOW, press, textOf, type, viewOf } from './support.ts';

const ofConnection = initialCopy({ of: 'connection', key: 'c13' });
const chunk = (direction: 'in' | 'out', data: string, offset = 0, bytes = data.length) => ({
  time: NOW,
  direction,
  bytes,
  offset,
  data,
});
const talked = contextOf({
  view: viewOf(
    connectionDetail({
      chunks: [chunk('in', 'ab'), chunk('out', 'XY'), chunk('in', 'c\n', 2), chunk('out', 'Z', 9)],
    }),
  ),
});
const enter = press('enter');

describe('what can be copied', () => {
  it('is the row first, then the payload each way in four notations, then commands', () => {
    const labels = textOf(copy, ofConnection, talked)
      .split('\n')
      .slice(1, -1)
      .map((line) => line.slice(3, 27).trim());
    expect(labels).toEqual([
      'row',
      ...['as text', 'in hex', 'in base64', 'as a C array'].map((how) => `received, ${how}`),
      ...['as text', 'in hex', 'in base64', 'as a C array'].map((how) => `sent, ${how}`),
      'command',
    ]);
  });

  it('is all of one direction, in its order', () => {
    const copied = (row: number) =>
      answer(copy, ofConnection, [...Array(row).fill(press('down')), enter], talked);
    expect(copied(1)).toEqual(copyText('abc\n', 'terminal'));
    expect(copied(2)).toEqual(copyText('6162630a', 'terminal'));
    expect(copied(6)).toEqual(copyText('58595a', 'terminal'));
    expect(copied(9)).toMatchObject({ text: expect.stringContaining('ss -taino src') });
  });

  it('says where bytes are missing', () => {
    const text = textOf(copy, ofConnection, talked);
    expect(text).toMatch(/sent, in hex +3 of 10 B +58595a/);
    expect(text).toMatch(/received, in hex +6162630a/);
  });

  it('is no payload where there is none', () => {
    const view = viewOf(endpointDetail({}));
    const text = textOf(copy, initialCopy({ of: 'endpoint', key: 'tcp-1' }), contextOf({ view }));
    expect(text).toMatch(/row +tcp-1 +127\.0\.0\.1:65432 +LISTEN/);
    expect(text).toContain('nc 127.0.0.1 65432');
    expect(text).not.toContain('received');
  });
});

describe('keys', () => {
  it('f goes to a file, j and k choose, Esc does nothing', () => {
    expect(answer(copy, ofConnection, [...type('jj'), press('character', 'f')], talked)).toEqual(
      copyText('6162630a', 'file'),
    );
    expect(answer(copy, ofConnection, [press('up'), enter], talked)).toMatchObject({
      text: expect.stringContaining('ss -taino'),
    });
    expect(answer(copy, ofConnection, [press('escape')], talked)).toEqual(close);
  });

  it('nothing is copied while it is asked for, or of what is gone', () => {
    expect(answer(copy, ofConnection, [enter])).toEqual(stay(ofConnection));
    expect(textOf(copy, ofConnection)).toContain('Asking for it...');
    const gone = contextOf({ view: viewOf({ of: 'gone', key: 'c13' }) });
    expect(textOf(copy, ofConnection, gone)).toContain('no longer there');
    expect(answer(copy, ofConnection, [enter], gone)).toEqual(stay(ofConnection));
  });
});

it('keeps its bounds, whatever the network sent', () => {
  const states = [
    ofConnection,
    initialCopy({ of: 'endpoint', key: 'tcp-1' }),
    initialCopy({ of: 'datagram', list: 'datagrams', key: '77' }),
  ];
  expectRobust(copy, fc.constantFrom(...states), anyDetail.map(viewOf));
});
