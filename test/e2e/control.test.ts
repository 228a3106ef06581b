// Clients steered by hand in the built dashboard, and what `ss` says of their sockets meanwhile.

import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { has } from '../support/commands.ts';
import { closeAll, connect, count, open, portOf } from '../support/dashboard.ts';
import { until } from '../support/wait.ts';

afterEach(closeAll);

/** What `ss` says of the server's connection with that client: its state and Recv-Q. */
function socketOf(
  port: number,
  clientPort: number,
): { state: string; receiveQueue: number } | null {
  const filter = `sport = :${port} and dport = :${clientPort}`;
  const [line = ''] = execFileSync('ss', ['-tnaH', filter], { encoding: 'utf8' }).split('\n');
  const [state, receiveQueue] = line.trim().split(/\s+/);
  return state === undefined || state === '' ? null : { state, receiveQueue: Number(receiveQueue) };
}

describe.skipIf(!has('tmux') || !has('ss'))('clients steered by hand (needs tmux and ss)', () => {
  test('h stops reading: Recv-Q grows by every byte, the window closes; h reads on', async () => {
    const terminal = await open(['tcp:0']);
    const port = await portOf(terminal, 'tcp-1');
    const client = connect(port);
    const own = await client.localPort();
    client.send('read');
    await client.received(4);
    terminal.press('2', 'h');
    await terminal.waitForLine(/c1 is not read from/);
    client.send('twelve bytes');
    await terminal.waitForLine(/c1 .*ESTABLISHED.* held, 12 B unread/);
    expect(socketOf(port, own)).toEqual({ state: 'ESTAB', receiveQueue: 12 });

    // More than the buffers of both ends hold: the client's own kernel keeps the rest.
    const more = 8 << 20;
    client.send(Buffer.alloc(more, 'x'));
    let before = -1;
    const full = await until('the window to close', () => {
      const now = socketOf(port, own)?.receiveQueue ?? 0;
      const same = now === before && now > 12;
      before = now;
      return same ? now : null;
    });
    expect(full).toBeLessThan(more);
    terminal.press('Enter');
    await terminal.waitForLine(/ reading +stopped by hand/);
    terminal.press('h');
    await client.received(4 + 12 + more);
    await terminal.waitFor('no word of it', (screen) => count(screen, /stopped by hand/) === 0);
    expect(socketOf(port, own)?.receiveQueue).toBe(0);
  });

  test('w sends what is typed, byte for byte, and remembers it', async () => {
    const terminal = await open(['tcp:0,service=discard']);
    const client = connect(await portOf(terminal, 'tcp-1'));
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('2', 'w');
    await terminal.waitForLine(/ Send to c1 /);
    terminal.type('caf\\x');
    await terminal.waitForLine(/\^ This escape is not finished/);
    terminal.type('e9');
    await terminal.waitForLine(/00000000 {2}63 61 66 e9 /);
    terminal.press('Tab', 'Right', 'Right');
    await terminal.waitForLine(/\[CRLF\]/);
    terminal.press('Enter');
    expect((await client.received(6)).toString('latin1')).toBe('caf\xe9\r\n');
    await terminal.waitForLine(/6 B on the way to c1/);
    terminal.press('w', 'Up', 'Enter');
    expect((await client.received(12)).toString('latin1')).toBe('caf\xe9\r\ncaf\xe9\r\n');
  });

  test('a file goes to those that are marked, and to nobody else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockscope-send-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const data = Buffer.alloc(300_000, 'the quick brown fox ');
    writeFileSync(join(folder, 'fox'), data);
    const terminal = await open(['tcp:0,service=discard']);
    const port = await portOf(terminal, 'tcp-1');
    const clients = [];
    for (let i = 1; i <= 3; i += 1) {
      clients.push(connect(port));
      await terminal.waitForLine(new RegExp(`c${i} .* ESTABLISHED `));
    }
    terminal.press('2', 'Space', 'Space');
    await terminal.waitForLine(/2 Clients .* 2 marked/);
    expect(count(terminal.screen(), /^.• ?c[12] /)).toBe(2);
    terminal.press('w');
    await terminal.waitForLine(/ Send to 2 clients /);
    terminal.press('BTab', 'f', 'Tab');
    terminal.type(join(folder, 'fox'));
    terminal.press('Enter');
    expect(await clients[0]?.received(data.length)).toEqual(data);
    expect(await clients[1]?.received(data.length)).toEqual(data);
    await terminal.waitFor('no marks', (screen) => count(screen, / marked/) === 0);
    // The third one has only what is sent to it now.
    terminal.press('G', 'w');
    await terminal.waitForLine(/ Send to c3 /);
    terminal.press('BTab', 't', 'Tab');
    terminal.type('only you');
    terminal.press('Enter');
    const heard = await clients[2]?.received(8);
    expect(heard?.toString()).toBe('only you');
  });

  test('F ends our direction, R resets; both ask', async () => {
    const terminal = await open(['tcp:0']);
    const port = await portOf(terminal, 'tcp-1');
    // Half-open allowed: the client's end stays until it is told.
    const python = connect(port);
    const own = await python.localPort();
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('2', 'R');
    await terminal.waitForLine(/Reset c1 \(RST\)\?/);
    terminal.press('n');
    await terminal.waitFor('no question', (screen) => count(screen, /Reset c1/) === 0);
    expect(socketOf(port, own)?.state).toBe('ESTAB');
    terminal.press('R', 'y');
    await python.ended();
    await terminal.waitForLine(/c1 .*reset by us/);
    // RST leaves nothing behind: no TIME_WAIT.
    expect(socketOf(port, own)).toBeNull();

    const second = connect(port);
    await second.localPort();
    await terminal.waitForLine(/c2 .* ESTABLISHED /);
    terminal.press('g', 'F');
    await terminal.waitForLine(/End our direction of c2 \(FIN\)\?/);
    terminal.press('y');
    // This client ends as soon as we do.
    await second.ended();
    await terminal.waitForLine(/c2 .*ended by us/);
  });

  test('a sender of datagrams is answered from the port it sent to', async () => {
    const terminal = await open(['udp:0,service=none']);
    const port = await portOf(terminal, 'udp-1');
    const socket = createSocket('udp4');
    onTestFinished(() => {
      socket.close();
    });
    const heard: { text: string; from: number }[] = [];
    socket.on('message', (data, from) => heard.push({ text: data.toString(), from: from.port }));
    socket.send('anybody?', port, '127.0.0.1');
    await terminal.waitForLine(/udp-1 .* anybody\?/);
    terminal.press('3', 'w');
    await terminal.waitForLine(/ Send to 127\.0\.0\.1:\d+ .* from udp-1 /);
    terminal.type('me');
    terminal.press('Enter');
    await until('the answer', () => heard[0]);
    expect(heard).toEqual([{ text: 'me', from: port }]);
    await terminal.waitForLine(/› 127\.0\.0\.1:\d+ +2 B +me/);
  });

  test('--readonly refuses all of it with a sentence', async () => {
    const terminal = await open(['tcp:0', '--readonly']);
    const port = await portOf(terminal, 'tcp-1');
    const client = connect(port);
    const own = await client.localPort();
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('2');
    for (const key of ['w', 'h', 'F', 'R', 'x']) {
      terminal.press(key);
      await terminal.waitForLine(/read-only view/);
      terminal.press('Escape');
      await terminal.waitFor('it gone', (screen) => count(screen, /read-only view/) === 0);
    }
    expect(socketOf(port, own)?.state).toBe('ESTAB');
    client.send('still echoed');
    expect((await client.received(12)).toString()).toBe('still echoed');
  });
});
