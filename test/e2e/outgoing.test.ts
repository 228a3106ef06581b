// Both sides of a connection in one dashboard, as a person would set it up to see the accept queue.

import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { closeAll, count, expectFrame, open, portOf, settled } from '../support/dashboard.ts';
import { type Line, Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const programs: Program[] = [];

afterEach(async () => {
  closeAll();
  await Promise.all(programs.splice(0).map((program) => program.stop('SIGKILL')));
});

function start(...args: string[]): Program {
  const program = new Program([...args, '--json']);
  programs.push(program);
  return program;
}

const of = ({ lines }: Program, type: string, endpoint: string): Line[] =>
  lines.filter((line) => line.type === type && line.endpoint === endpoint);

/** A port that is free now: both sides have to name it. */
async function freePort(): Promise<number> {
  const program = start('tcp:0');
  const port = await program.port('tcp-1');
  await program.stop();
  return port;
}

describe('--json', () => {
  test('a sequential server and five clients: one is served, four wait', async () => {
    const port = await freePort();
    const program = start(
      `tcp:${port},mode=sequential`,
      `tcp-client:127.0.0.1:${port},clients=5,send=hello`,
    );
    await until(
      'four to wait',
      () => of(program, 'connection.queued', 'tcp-1').length === 4 || null,
    );
    const connected = of(program, 'connection.connected', 'tcp-client-1');
    expect(connected).toHaveLength(5);
    const accepted = of(program, 'connection.accepted', 'tcp-1');
    expect(accepted).toHaveLength(1);
    const serverSide = [...accepted, ...of(program, 'connection.queued', 'tcp-1')];
    const ports = (lines: readonly Line[], end: 'local' | 'remote') =>
      lines.map((line) => line[end].port as number).toSorted((a, b) => a - b);
    expect(ports(connected, 'local')).toEqual(ports(serverSide, 'remote'));
    expect(new Set(ports(connected, 'remote'))).toEqual(new Set([port]));
    expect(await program.stop()).toBe(0);
    const summary = program.lines.at(-1);
    expect(summary?.endpoints).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ endpoint: 'tcp-client-1', connected: 5, bytesSent: 25 }),
      ]),
    );
  });

  test('what can not connect ends the run with status 1', async () => {
    const program = start(`tcp-client:${await freePort()}`);
    expect(await program.exited()).toBe(1);
    expect(program.lines.map(({ type }) => type)).toContain('connection.failed');
    expect(program.stderr).toMatch(/refused the connection: nobody listens there/);
  });
});

describe.skipIf(!has('tmux'))('the dashboard (needs tmux)', () => {
  test('plays both sides: one served, four wait, and each own port is shown', async () => {
    const port = await freePort();
    const terminal = await open(
      [`tcp:${port},mode=sequential`, `tcp-client:127.0.0.1:${port},clients=5,send=hello`],
      { rows: 30 },
    );
    await terminal.waitForLine(/tcp-client-1 +127\.0\.0\.1:\d+ +CONNECTED/);
    const screen = await terminal.waitFor(
      'one served, four waiting, five of ours',
      (lines) =>
        count(lines, / QUEUED +tcp-1/) === 4 &&
        count(lines, / ESTABLISHED +tcp-1/) === 1 &&
        count(lines, / ESTABLISHED +tcp-client-1/) === 5,
    );
    expect(screen[0]).toMatch(/1 client\b.*4 waiting/);
    expect(count(screen, /2 Clients .*1 accepted . 4 waiting . 5 out/)).toBe(1);
    const portsAt = (endpoint: string) =>
      screen
        .filter((line) => new RegExp(` ${endpoint} `).test(line) && !/LISTEN|CONNECTED/.test(line))
        .map((line) => /127\.0\.0\.1:(\d+)/.exec(line)?.[1])
        .toSorted();
    expect(portsAt('tcp-client-1')).toEqual(portsAt('tcp-1'));
    expectFrame(await settled(terminal), 80);
  });

  test('the form opens a client; its details say who refused', async () => {
    const terminal = await open(['tcp:0,mode=manual']);
    const port = await portOf(terminal, 'tcp-1');
    terminal.press('n');
    await terminal.waitForLine(/New endpoint/);
    terminal.type(`tcp-client:${port},send=hi\\, you`);
    await terminal.waitForLine(/Enter opens +tcp-client:/);
    terminal.press('Enter');
    await terminal.waitForLine(/tcp-client-1 .* CONNECTED /);
    await terminal.waitForLine(/ QUEUED .* 7 B sent, unread/);
    terminal.press('1');
    terminal.press('G');
    terminal.press('Enter');
    await terminal.waitForLine(/tried +127\.0\.0\.1:\d+ +1 connected/);
  });
});
