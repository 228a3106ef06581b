// The relay of the built program: between programs that nobody here wrote, and on a screen of 80 columns.

import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { closeAll, connect, expectFrame, open, portOf, settled } from '../support/dashboard.ts';
import { exchange } from '../support/peers.ts';
import { Program } from '../support/program.ts';

const running: Program[] = [];

afterEach(async () => {
  closeAll();
  for (const program of running.splice(0)) await program.stop('SIGKILL');
});

/** A server and a relay to it, with events as lines. */
async function relayed(
  server: string,
  options: string,
): Promise<{ program: Program; port: number }> {
  const target = new Program([server, '--json']);
  running.push(target);
  const { local } = await target.line('endpoint.bound');
  const program = new Program([`relay:0,to=127.0.0.1:${local.port}${options}`, '--json']);
  running.push(program);
  return { program, port: (await program.line('endpoint.bound')).local.port };
}

describe.skipIf(!has('ncat'))('ncat through a relay (needs ncat)', () => {
  test('over TCP, one byte at a time and late', async () => {
    const { program, port } = await relayed('tcp:0,service=upper', ',chunk=1,delay=20ms');
    const sent = 'hello\n'.repeat(200);
    const answer = await exchange('ncat', ['127.0.0.1', `${port}`], sent);
    expect(String(answer)).toBe(sent.toUpperCase());
    const made = await program.line('connection.connected');
    expect(made).toMatchObject({ endpoint: 'relay-1', connection: 'c2', client: 'c1' });
    const closed = await program.line('connection.closed');
    expect(closed).toMatchObject({ bytesReceived: sent.length, bytesSent: sent.length });
    expect(await program.stop()).toBe(0);
  });

  test('over UDP, everything twice', async () => {
    const { program, port } = await relayed(
      'udp:0,service=upper',
      ',transport=udp,duplicate=up:100%',
    );
    await exchange('ncat', ['-u', '127.0.0.1', `${port}`], 'hello', true);
    const faults = await program.line('relay.faults');
    expect(faults).toMatchObject({ endpoint: 'relay-1', up: { duplicated: 1, dropped: 0 } });
    expect(await program.stop()).toBe(0);
    expect(await program.line('summary')).toMatchObject({
      endpoints: [{ endpoint: 'relay-1', served: 1, onPurpose: { up: { duplicated: 1 } } }],
    });
  });
});

describe.skipIf(!has('tmux'))('a relay on the screen (needs tmux)', () => {
  test('shows both sides; e changes its faults while it runs', async () => {
    const server = new Program(['tcp:0', '--json']);
    running.push(server);
    const { local } = await server.line('endpoint.bound');
    const terminal = await open([`relay:0,to=${local.port}`], { columns: 80, rows: 24 });
    const client = connect(await portOf(terminal, 'relay-1'));
    client.send('hello');
    await client.received(5);
    await terminal.waitForLine(new RegExp(`relay-1 .*LISTEN +to 127\\.0\\.0\\.1:${local.port}`));
    await terminal.waitForLine(/c1 .*ESTABLISHED.*‹ +5 B +› +5 B/);
    await terminal.waitForLine(/c2 .*ESTABLISHED.*‹ +5 B +› +5 B/);
    expectFrame(await settled(terminal), 80);

    terminal.press('e');
    await terminal.waitForLine(/Faults of relay-1 .*to 127\.0\.0\.1/);
    terminal.press('up:300ms', 'Enter');
    await terminal.waitForLine(/relay-1 .*delay=up:300ms/);
    client.send('again');
    await client.received(10);
    await terminal.waitForLine(/c1 .*‹ +10 B +› +10 B/);
    terminal.press('2', 'Enter');
    await terminal.waitForLine(/other side +c2, 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+/);
    await terminal.waitForLine(/answered in +3\d\d ms/);
  });

  test('with --readonly its faults stay as they are', async () => {
    const terminal = await open(['relay:0,to=9', '--readonly'], { columns: 80, rows: 24 });
    await terminal.waitForLine(/relay-1 .*LISTEN/);
    terminal.press('e');
    terminal.press(':');
    const screen = await terminal.waitForLine(/Run a command/);
    expect(screen).not.toMatch(/Faults of/);
  });
});
