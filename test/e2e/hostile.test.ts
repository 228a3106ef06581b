// A peer that sends whatever could harm a terminal: the frame stays whole, and no byte of it reaches the
// terminal as a command.

import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { closeAll, connect, expectFrame, open, portOf, settled } from '../support/dashboard.ts';
import { emulate } from '../support/emulator.ts';
import type { Terminal } from '../support/pty.ts';
import { until } from '../support/wait.ts';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const HOSTILE: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['every byte', EVERY_BYTE],
  ['clear the screen', Buffer.from('\u001b[2J\u001b[H\u001bc\u001b[?1049lgone')],
  ['title', Buffer.from('\u001b]0;owned\u0007\u001b]2;owned\u001b\\')],
  ['link', Buffer.from('\u001b]8;;https://example.org\u001b\\click\u001b]8;;\u001b\\')],
  ['clipboard', Buffer.from('\u001b]52;c;b3duZWQ=\u0007')],
  ['end of a paste', Buffer.from('\u001b[201~rm -rf /\n\u001b[200~')],
  ['8-bit C1', Buffer.from([0x9b, 0x32, 0x4a, 0x9d, 0x30, 0x3b, 0x78, 0x9c, 0x90, 0x98, 0x9f])],
  ['C1 as UTF-8', Buffer.from('\u009b2J\u009d0;x\u009c\u0085')],
  ['invalid UTF-8', Buffer.from([0xc3, 0x28, 0xf0, 0x9f, 0x98, 0xed, 0xa0, 0x80, 0xff, 0xfe])],
  ['wide and combining', Buffer.from('漢字カナ한글👩‍👩‍👧‍👦e\u0301\u0301\u0301\u200d\ufe0f🇩🇪')],
  ['bidi', Buffer.from('\u202eevil\u2066\u2067\u2069\u200f\u061c مرحبا')],
  ['colours and line ends', Buffer.from('\u001b[31mred\u001b[7m\r\n\n\n\t\b\b\v\f\u0000\u0007')],
  ['device questions', Buffer.from('\u001b[c\u001b[6n\u001b[?1000h\u001b[>q\u0005\u000e')],
];

describe.skipIf(!has('tmux'))('hostile bytes (needs tmux)', () => {
  let terminal: Terminal;
  /** Bytes that the terminal had been sent before the first hostile one came. */
  let before = 0;

  beforeEach(async () => {
    terminal = await open(['udp:0,service=discard', 'tcp:0,service=discard']);
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    await settled(terminal);
    before = terminal.bytes().length;
  });

  afterEach(closeAll);

  test('as datagrams: in the pane and in the details', async () => {
    const port = await portOf(terminal, 'udp-1');
    const socket = createSocket('udp4');
    try {
      for (const [index, [, bytes]] of HOSTILE.entries()) {
        // Each of another length, so that its row can be told from the others.
        const length = 300 + index;
        await send(socket, Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]), port);
        await terminal.waitForLine(new RegExp(` ${length} B `));
        terminal.press('3', 'G', 'Enter');
        await terminal.waitForLine(/Details of datagram/);
        await settled(terminal);
        terminal.press('Escape');
        await terminal.waitForLine(/ 2 Clients /);
        await expectUnharmed(terminal, before);
      }
    } finally {
      socket.close();
    }
  });

  test('as a stream, with a line of 10 MB', async () => {
    const client = connect(await portOf(terminal, 'tcp-1'));
    const line = Buffer.alloc(10 * 1024 * 1024, EVERY_BYTE.subarray(0x80));
    for (const [, bytes] of HOSTILE) client.send(bytes);
    client.send(line);
    await terminal.waitForLine(/c1 .*ESTABLISHED .* 10 MB/);
    await expectUnharmed(terminal, before);
    terminal.press('2', 'Enter');
    await terminal.waitForLine(/Details of c1/);
    terminal.press('G');
    await settled(terminal);
    terminal.press('Escape');
    await terminal.waitForLine(/ 4 Multicast /);
    await expectUnharmed(terminal, before);
  });
});

function send(socket: ReturnType<typeof createSocket>, bytes: Buffer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(bytes, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
  });
}

/** What a frame is made of: colours, cursor moves, erasing within lines, synchronised output, text. */
const FRAME = /\u001b\[[\d;]*[ABCDEFGHKm]|\u001b\[\?(2026|25)[hl]|\r|\n|[^\p{C}\p{M}]/gu;

async function expectUnharmed(terminal: Terminal, before: number): Promise<void> {
  const screen = await settled(terminal);
  expectFrame(screen, 80);
  expect(terminal.fact('alternate_on')).toBe('1');
  expect(terminal.bytes().subarray(before).toString().replace(FRAME, '')).toBe('');
  const emulated = await until('the emulator to agree with tmux', async () => {
    const each = await emulate(terminal.bytes(), 80, 24);
    return each.screen.join('\n') === terminal.screen().join('\n') ? each : null;
  });
  expect(emulated).toMatchObject({ alternate: true, titles: [], bells: 0, commands: [] });
}
