// The built dashboard in a real pseudo-terminal, with clients in processes of their own: what a person
// would see and press.

import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import {
  closeAll,
  connect,
  count,
  expectFrame,
  newTerminal,
  open,
  portOf,
  settled,
} from '../support/dashboard.ts';
import { emulate } from '../support/emulator.ts';
import { commandLine, type Terminal } from '../support/pty.ts';
import { until } from '../support/wait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

afterEach(closeAll);

/** What the program has put into the terminal's clipboard, in order. */
async function clipboard(terminal: Terminal): Promise<readonly string[]> {
  const { commands } = await emulate(terminal.frames(), 80, 24);
  return commands.map((command) => {
    const data = /^OSC 52 c;([A-Za-z0-9+/=]*)$/.exec(command)?.[1];
    if (data === undefined) throw new Error(`not for the clipboard: ${command}`);
    return Buffer.from(data, 'base64').toString();
  });
}

/** The terminal as it was found, and the exit status that the shell saw. */
async function expectRestored(terminal: Terminal, status: number): Promise<readonly string[]> {
  await terminal.waitForLine(new RegExp(`^status ${status}$`));
  const screen = terminal.screen();
  expect(screen).toContain('before');
  expect(terminal.fact('alternate_on')).toBe('0');
  expect(terminal.fact('cursor_flag')).toBe('1');
  // Cooked again: what is typed is echoed, and a line is a line.
  terminal.type('echo $((6 * 7))');
  terminal.press('Enter');
  await terminal.waitForLine(/^42$/);
  return screen;
}

/** The screen that a dashboard leaves behind when a thread of it is killed by a preload of test/support. */
async function endedBy(preload: 'kill-engine' | 'kill-main'): Promise<readonly string[]> {
  const { href } = new URL(`../support/${preload}.mjs`, import.meta.url);
  const terminal = await open(['tcp:0'], { environment: { NODE_OPTIONS: `--import=${href}` } });
  await terminal.waitForLine(/tcp-1 .* LISTEN /);
  process.kill(await terminal.child(), 'SIGUSR2');
  return expectRestored(terminal, 1);
}

describe.skipIf(!has('tmux'))('the dashboard (needs tmux)', () => {
  test('opens what it was told to, and the terminal shows exactly what was written', async () => {
    const group = 'multicast:239.255.77.2:0,interface=loopback';
    const terminal = await open(['tcp:0', 'udp:0', group]);
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    await terminal.waitForLine(/udp-1 .* BOUND /);
    await terminal.waitForLine(/239\.255\.77\.2:\d+ .*JOINED/);
    expect(terminal.fact('alternate_on')).toBe('1');
    terminal.press('C-l');
    const screen = await settled(terminal);
    expectFrame(screen, 80);
    const emulated = await emulate(terminal.bytes(), 80, 24);
    expect(emulated.alternate).toBe(true);
    expect(emulated.screen).toEqual(screen);
  });

  test('shows who waits; m lets everyone in', async () => {
    const terminal = await open(['tcp:0,mode=sequential']);
    const port = await portOf(terminal, 'tcp-1');
    const first = connect(port);
    const firstPort = await first.localPort();
    await terminal.waitForLine(new RegExp(`c1 +127\\.0\\.0\\.1:${firstPort} +ESTABLISHED`));
    const waiting = [connect(port), connect(port), connect(port)];
    const ports = await Promise.all(waiting.map((client) => client.localPort()));
    const full = await terminal.waitFor(
      'three waiting',
      (s) => count(s, / QUEUED /) === 3 && count(s, /tcp-1 .*sequential.* 3\/128/) === 1,
    );
    for (const each of ports) expect(count(full, new RegExp(`:${each} +QUEUED `))).toBe(1);
    expect(full[0]).toMatch(/1 client\b.*3 waiting/);

    terminal.press('m');
    const served = await terminal.waitFor(
      'all served',
      (s) => count(s, / ESTABLISHED /) === 4 && count(s, / QUEUED /) === 0,
    );
    for (const each of ports) expect(count(served, new RegExp(`:${each} +ESTABLISHED `))).toBe(1);
    expect(count(served, /tcp-1 .*concurrent/)).toBe(1);
  });

  test('accepts by hand, one at a time', async () => {
    const terminal = await open(['tcp:0,mode=manual']);
    const port = await portOf(terminal, 'tcp-1');
    await connect(port).localPort();
    await connect(port).localPort();
    await terminal.waitFor('two waiting', (screen) => count(screen, / QUEUED /) === 2);
    terminal.press('a');
    await terminal.waitFor(
      'one served, one waiting',
      (s) => count(s, / ESTABLISHED /) === 1 && count(s, / QUEUED /) === 1,
    );
  });

  test('x asks; y disconnects the client, n does not', async () => {
    const terminal = await open(['tcp:0']);
    const client = connect(await portOf(terminal, 'tcp-1'));
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('2', 'x');
    await terminal.waitForLine(/Disconnect c1/);
    terminal.press('n');
    await terminal.waitFor('no question', (screen) => count(screen, /Disconnect c1/) === 0);
    expect(count(terminal.screen(), /c1 .* ESTABLISHED /)).toBe(1);
    terminal.press('x');
    await terminal.waitForLine(/Disconnect c1/);
    terminal.press('y');
    await client.ended();
    await terminal.waitFor('it gone', (screen) => count(screen, / ESTABLISHED /) === 0);
  });

  test('filters a pane, and Esc shows all again', async () => {
    const terminal = await open(['tcp:0', 'udp:0', 'udp:0']);
    await terminal.waitForLine(/udp-2 .* BOUND /);
    terminal.press('/');
    terminal.type('udp-2');
    await terminal.waitFor(
      'udp-2 alone',
      (s) => count(s, /^. udp-2 /) === 1 && count(s, /^. (tcp-1|udp-1) /) === 0,
    );
    terminal.press('Enter', 'Escape');
    await terminal.waitForLine(/^. tcp-1 /);
  });

  test('filters by terms, and points at what is wrong with one', async () => {
    const terminal = await open(['tcp:0', 'udp:0', 'udp:0']);
    const port = await portOf(terminal, 'udp-2');
    await terminal.waitForLine(/udp-1 .* BOUND /);
    terminal.press('/');
    terminal.type(`kind:udp port:${port} stat:x`);
    const line = await terminal.waitForLine(/\^{4} No term is called "stat"|^ +\^{4}$/);
    expect(line.indexOf('^')).toBe(terminal.screen().at(-1)?.indexOf('stat'));
    // The other terms are in force.
    await terminal.waitFor('udp-2 alone', (s) => count(s, /^. (tcp|udp)-\d /) === 1);
    await terminal.waitForLine(/^. udp-2 /);
    terminal.press('C-w', 'Enter');
    await terminal.waitForLine(/ 1 Listen .*\/kind:udp .*1 of 3/);
  });

  test('gives up a regular expression that would never end, and goes on', async () => {
    const terminal = await open(['udp:0,service=discard', 'tcp:0']);
    const port = await portOf(terminal, 'udp-1');
    const sender = createSocket('udp4');
    sender.send(`${'a'.repeat(60)}!`, port, '127.0.0.1');
    await terminal.waitForLine(/ aaaaaaaa/);
    terminal.type('3/');
    terminal.type('/^(a+)+$/');
    await terminal.waitForLine(/The regular expression takes too long/);
    // The engine is there: it filters by another one, and shows who comes.
    terminal.press('C-u');
    terminal.type('/a!/');
    await terminal.waitForLine(/ 3 Datagrams .*1 of 1/);
    sender.send('ba!', port, '127.0.0.1');
    await terminal.waitForLine(/ 3 Datagrams .*2 of 2/);
    sender.close();
  });

  test('copies through the terminal, and what is copied works elsewhere', async () => {
    const terminal = await open(['tcp:0,service=discard']);
    const port = await portOf(terminal, 'tcp-1');
    const client = connect(port);
    const clientPort = await client.localPort();
    client.send('a\x1bb');
    terminal.press('2');
    await terminal.waitForLine(/^› c1 /);
    terminal.press('Enter');
    await terminal.waitForLine(/00000000 +61 1b 62/);
    terminal.type('/hex:1b62');
    terminal.press('Enter');
    await terminal.waitForLine(/^› 00000000 +61 1b 62/);
    await terminal.waitForLine(/hex:1b62 +1 of 1/);
    const copied = async (label: RegExp, key = 'Enter') => {
      const before = (await clipboard(terminal)).length;
      terminal.press('c');
      await terminal.waitForLine(/ Copy of c1 /);
      const chosen = (lines: readonly string[]) => lines.find((each) => each.startsWith(' › '));
      for (let line = chosen(await settled(terminal)); line === undefined || !label.test(line); ) {
        const left = line;
        terminal.press('Down');
        const moved = (lines: readonly string[]) => ![undefined, left].includes(chosen(lines));
        line = chosen(await terminal.waitFor('the next thing to copy', moved));
      }
      terminal.press(key);
      if (key === 'f') return '';
      const text = await until('OSC 52', async () => (await clipboard(terminal))[before]);
      const over = (lines: readonly string[]) => !lines.some((each) => / Copy of c1 /.test(each));
      await terminal.waitFor('the end of the choice', over);
      return text;
    };
    expect(await copied(/received, in hex/)).toBe('611b62');
    expect(await copied(/received, as text/)).toBe('a\\x1bb');
    const command = await copied(/command .*ss /);
    expect(command).toBe(`ss -taino src '127.0.0.1:${port}' dst '127.0.0.1:${clientPort}'`);
    if (has('ss')) {
      const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
      expect(stdout).toContain(`127.0.0.1:${clientPort}`);
    }

    await copied(/received, in base64/, 'f');
    const said = await terminal.waitForLine(/ are in /);
    const path = / are in (\S+\.txt)/.exec(said)?.[1] ?? '';
    expect(readFileSync(path, 'latin1')).toBe('YRti');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(path);
  });

  test('help is there and can be searched', async () => {
    const terminal = await open(['tcp:0']);
    terminal.press('?');
    await terminal.waitForLine(/ Help /);
    terminal.type('palette');
    await terminal.waitForLine(/palette .*Run a command/);
    // First what was typed goes, then help.
    terminal.press('Escape');
    await terminal.waitForLine(/page-up/);
    terminal.press('Escape');
    await terminal.waitForLine(/^. 2 Clients /);
  });

  test('n opens an endpoint from one line', async () => {
    const terminal = await open(['tcp:0']);
    terminal.press('n');
    await terminal.waitForLine(/New endpoint/);
    terminal.type('udp:0,service=upper');
    terminal.press('Enter');
    await terminal.waitForLine(/udp-1 .*:[1-9]\d* .*BOUND/);
  });

  test('a failed endpoint says why in its row', async () => {
    const terminal = await open(['tcp:0']);
    const port = await portOf(terminal, 'tcp-1');
    const second = await open([`tcp:${port}`]);
    await second.waitForLine(/tcp-1 .*FAILED/);
  });

  test('every resize leaves a whole frame', async () => {
    const terminal = await open(['tcp:0', 'udp:0']);
    const sizes = [
      [120, 40],
      [80, 24],
      [60, 15],
      [200, 50],
      [80, 40],
      [120, 20],
      [80, 24],
    ] as const;
    for (const [columns, rows] of sizes) {
      terminal.resize(columns, rows);
      const screen = await terminal.waitFor(
        `a frame of ${columns}x${rows}`,
        (s) =>
          s.length === rows && /\? help/.test(s.at(-1) ?? '') && / Listen .*open/.test(s[1] ?? ''),
      );
      expectFrame(screen, columns);
    }
    terminal.resize(50, 10);
    await terminal.waitForLine(/sockscope needs 60x15/);
    terminal.resize(80, 24);
    await terminal.waitForLine(/ 4 Multicast /);
    expectFrame(await settled(terminal), 80);
  });

  test('q asks while clients are connected; afterwards the report stands on the main screen', async () => {
    const terminal = await open(['tcp:0']);
    const client = connect(await portOf(terminal, 'tcp-1'));
    client.send('hello');
    await client.received(5);
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('q');
    await terminal.waitForLine(/1 client is connected/);
    terminal.press('y');
    const screen = await expectRestored(terminal, 0);
    expect(screen.join('\n')).toMatch(/tcp-1 +tcp:0\s+1 client served; 5 B in, 5 B out/);
    await client.ended();
  });

  test('Ctrl-C asks, a second one does not', async () => {
    const terminal = await open(['tcp:0']);
    connect(await portOf(terminal, 'tcp-1'));
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('C-c');
    await terminal.waitForLine(/1 client is connected/);
    terminal.press('C-c');
    await expectRestored(terminal, 0);
  });

  test('read-only, it shows but does not act', async () => {
    const terminal = await open(['tcp:0', '--readonly']);
    await terminal.waitForLine(/READ-ONLY/);
    connect(await portOf(terminal, 'tcp-1'));
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('m');
    await terminal.waitForLine(/read-only/);
    expect(count(terminal.screen(), /tcp-1 .*LISTEN concurrent/)).toBe(1);
  });

  test('without the kernel the queue is in the program, and says so', async () => {
    const terminal = await open(['tcp:0,mode=sequential'], {
      environment: { SOCKSCOPE_SOCKETS: 'portable' },
    });
    const port = await portOf(terminal, 'tcp-1');
    await connect(port).localPort();
    await connect(port).localPort();
    await terminal.waitForLine(/queue: program/);
    await terminal.waitFor('one waiting', (screen) => count(screen, / QUEUED /) === 1);
    terminal.press('m');
    await terminal.waitFor('both served', (screen) => count(screen, / ESTABLISHED /) === 2);
  });

  test('npm start builds and is the program: keys, job control, exit status', async () => {
    const terminal = newTerminal();
    await terminal.run(`cd '${ROOT}'; npm start -- tcp:0`);
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    terminal.press('C-z');
    await terminal.waitForLine(/Stopped/);
    terminal.type('fg; echo status $?');
    terminal.press('Enter');
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    terminal.press('q');
    await expectRestored(terminal, 0);
  });

  test('q with nobody connected quits at once', async () => {
    const terminal = await open(['udp:0']);
    terminal.press('q');
    await expectRestored(terminal, 0);
  });

  test.each([
    'SIGTERM',
    'SIGINT',
    'SIGHUP',
  ] as const)('%s gives the terminal back', async (signal) => {
    const terminal = await open(['tcp:0']);
    process.kill(await terminal.child(), signal);
    const screen = await expectRestored(terminal, 0);
    expect(screen.join('\n')).toMatch(/tcp-1 +tcp:0\s+0 clients served/);
  });

  test('--for ends it', async () => {
    const terminal = await open(['tcp:0', '--for', '1s']);
    await expectRestored(terminal, 0);
  });

  test('Ctrl-Z goes to the shell, fg comes back', async () => {
    const terminal = await open(['tcp:0']);
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    terminal.press('C-z');
    await terminal.waitForLine(/Stopped/);
    expect(terminal.fact('alternate_on')).toBe('0');
    expect(terminal.fact('cursor_flag')).toBe('1');
    terminal.type('fg; echo status $?');
    terminal.press('Enter');
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    expectFrame(await settled(terminal), 80);
    terminal.press('q');
    await expectRestored(terminal, 0);
  });

  test('the death of the engine gives the terminal back and says so', async () => {
    const screen = await endedBy('kill-engine');
    expect(screen.join('\n')).toMatch(/engine stopped: .*killed by the test/i);
  });

  test('an error nobody expected gives the terminal back and is shown', async () => {
    const screen = await endedBy('kill-main');
    expect(screen.join('\n')).toMatch(/thrown by the test/);
  });

  test('a dumb terminal is refused', async () => {
    const terminal = newTerminal();
    await terminal.run(`TERM=dumb ${commandLine('tcp:0')}`);
    await terminal.waitForLine(/^sockscope: .*TERM=dumb/);
    await expectRestored(terminal, 1);
  });

  test('without colour no sequence for it is written', async () => {
    const terminal = await open(['tcp:0', '--no-color', '--ascii']);
    await terminal.waitForLine(/tcp-1 .* LISTEN /);
    const screen = await settled(terminal);
    expect(terminal.frames().toString()).not.toMatch(
      /\u001b\[(?:\d+;)*(?:3\d|4\d|9\d|10\d)(?:;\d+)*m/,
    );
    for (const line of screen) expect(line).toMatch(/^[ -~]*$/);
  });
});

describe.skipIf(!has('tmux') || !has('ss'))('beside ss -tin (needs tmux and ss)', () => {
  test('the details of a connection say what ss says', async () => {
    const terminal = await open(['tcp:0']);
    const port = await portOf(terminal, 'tcp-1');
    const client = connect(port);
    const own = await client.localPort();
    client.send('x'.repeat(3000));
    await client.received(3000);
    await terminal.waitForLine(/c1 .* ESTABLISHED /);
    terminal.press('2', 'Enter');
    await terminal.waitForLine(/ c1 /);
    const { stdout } = spawnSync(
      'ss',
      ['-tinH', 'sport', '=', `:${port}`, 'and', 'dport', '=', `:${own}`],
      {
        encoding: 'utf8',
      },
    );
    const said = (name: string) => new RegExp(`\\b${name}:([\\d.]+)`).exec(stdout)?.[1] ?? '';
    const shown = await terminal.waitFor('the kernel strip', (s) => count(s, /^ mss +\d/) > 0);
    const text = shown.join('\n');
    expect(text).toMatch(new RegExp(`mss +${said('mss')} B`));
    expect(text).toMatch(new RegExp(`congestion +${said('cwnd')} segments`));
    expect(stdout).toMatch(/^ESTAB/);
    expect(text).toMatch(/ESTABLISHED/);
  });
});
