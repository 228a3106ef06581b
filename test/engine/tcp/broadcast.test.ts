// service=broadcast over real connections: a class that talks.

import { describe, expect, test } from 'vitest';
import { MOST_WAITING_BYTES } from '../../../source/engine/services/broadcast/room.ts';
import { LONGEST_LINE } from '../../../source/rules/rule.ts';
import { until } from '../../support/wait.ts';
import { type Bench, type Client, LAYERS, serve } from './harness.ts';

const open = (layer: 'linux' | 'portable', nick: 'on' | 'off' = 'off'): Promise<Bench> =>
  serve(layer, { service: 'broadcast', nick });

async function several(bench: Bench, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  for (let i = 0; i < count; i += 1) clients.push(await bench.client());
  await bench.until('all of them', () => bench.clients().length === count);
  return clients;
}

describe.each(LAYERS)('over %s', (layer) => {
  test('what one says all the others get, byte for byte, and he does not', async () => {
    const bench = await open(layer);
    const [a, b, c] = (await several(bench, 3)) as [Client, Client, Client];
    a.socket.write('hello\r\n\n\xff\0\n', 'latin1');
    await b.receives('hello\r\n\n\xff\0\n');
    await c.receives('hello\r\n\n\xff\0\n');
    expect(a.text()).toBe('');
  });

  test('a line goes on when it is whole; the last one with the end of who said it', async () => {
    const bench = await open(layer);
    const [a, b, c] = (await several(bench, 3)) as [Client, Client, Client];
    a.socket.write('half ');
    await bench.until('the half', () => bench.rows().some(({ bytesIn }) => bytesIn === 5));
    b.socket.write('whole\n');
    await c.receives('whole\n');
    a.socket.end('a line');
    await c.receives('whole\nhalf a line\n');
    await a.seesEnd();
    c.socket.write('bye\n');
    await b.receives('half a line\nbye\n');
  });

  test('with nick=on the first line is a name, without what a terminal would obey', async () => {
    const bench = await open(layer, 'on');
    const [a, b, c] = (await several(bench, 3)) as [Client, Client, Client];
    a.socket.write('\x1b[31mAna\x07 \r\nhi\nyou\n');
    await b.receives('[31mAna: hi\n[31mAna: you\n');
    c.socket.write(`${'n'.repeat(100)}\nx\n`);
    await until('c', () => b.text().endsWith(`${'n'.repeat(32)}: x\n`) || null);
    b.socket.write('\n');
    b.socket.write('nameless\n');
    await until('b', () => a.text().endsWith(`127.0.0.1:${b.port}: nameless\n`) || null);
  });

  test('lines of several who talk at once are never torn', async () => {
    const bench = await open(layer);
    const [listener, ...talkers] = (await several(bench, 5)) as [Client, ...Client[]];
    const lines = 300;
    talkers.forEach((talker, i) => {
      for (let n = 0; n < lines; n += 1) {
        // In pieces, so that whole lines have to be waited for.
        talker.socket.write(`${i}:${n}:`);
        talker.socket.write(`${'x'.repeat((n * 37) % 900)}\n`);
      }
    });
    const heard = await until('all lines', () => {
      const all = listener.text().split('\n');
      return all.length === talkers.length * lines + 1 ? all.slice(0, -1) : null;
    });
    for (const i of talkers.keys()) {
      const own = heard.filter((line) => line.startsWith(`${i}:`));
      expect(own).toEqual(
        Array.from({ length: lines }, (_, n) => `${i}:${n}:${'x'.repeat((n * 37) % 900)}`),
      );
    }
  });

  test('who does not read is dropped, with the cause; the others miss nothing', async () => {
    const bench = await open(layer);
    const [talker, reader] = (await several(bench, 2)) as [Client, Client];
    const lazy = await bench.client({ read: false });
    await bench.until('all three', () => bench.clients().length === 3);
    const lines = `${'z'.repeat(8000)}\n`.repeat(32);
    let sent = 0;
    while (bench.of('connection.closed').length === 0) {
      talker.socket.write(lines);
      sent += lines.length;
      // No faster than the reader reads: what is measured is the one who does not.
      await until('the reader', () => reader.bytes === sent || null);
      expect(sent).toBeLessThan(MOST_WAITING_BYTES * 100);
    }
    expect(bench.of('connection.closed')).toMatchObject([{ connection: 'c3', cause: 'slow' }]);
    expect(bench.server.row().problem).toMatchObject({
      code: 'ESLOWREADER',
      message: expect.stringMatching(/^c3 did not read what the others sent/),
    });
    talker.socket.write('still here\n');
    await until('the reader', () => reader.text().endsWith('still here\n') || null);
    expect(reader.bytes).toBe(sent + 11);
    lazy.socket.destroy();
  });

  test('a line without an end is refused once it is too long', async () => {
    const bench = await open(layer);
    const [a, b] = (await several(bench, 2)) as [Client, Client];
    a.socket.write('x'.repeat(LONGEST_LINE + 2));
    await a.seesEnd();
    expect(bench.server.row().problem?.code).toBe('ELINETOOLONG');
    expect(b.text()).toBe('');
  });

  test('who goes in the middle of it all, by FIN or RST, harms nobody', async () => {
    const bench = await open(layer);
    const [a, b] = (await several(bench, 2)) as [Client, Client];
    let heard = '';
    for (let i = 0; i < 20; i += 1) {
      const passing = await bench.client({ send: `${i}\n` });
      heard += `${i}\n`;
      if (i % 2 === 0) passing.socket.end();
      await b.receives(heard);
      if (i % 2 === 1) passing.socket.resetAndDestroy();
      a.socket.write('a\n');
      heard += 'a\n';
      await b.receives(heard);
    }
    await bench.until('two left', () => bench.server.row().clients === 2);
  });
});
