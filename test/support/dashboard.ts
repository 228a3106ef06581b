// What tests of the built dashboard share: a terminal with it, clients, and what a frame must be.

import { expect } from 'vitest';
import { NetClient } from './peers.ts';
import { Terminal, type TerminalOptions } from './pty.ts';

const terminals: Terminal[] = [];
const clients: NetClient[] = [];

/** After each test. */
export function closeAll(): void {
  for (const client of clients.splice(0)) client.close();
  for (const terminal of terminals.splice(0)) terminal.close();
}

export function newTerminal(options: TerminalOptions = {}): Terminal {
  const terminal = new Terminal(options);
  terminals.push(terminal);
  return terminal;
}

/** The dashboard, once its first frame is there. */
export async function open(args: readonly string[], options?: TerminalOptions): Promise<Terminal> {
  const terminal = newTerminal(options);
  await terminal.start(...args);
  await terminal.waitForLine(/ 1 Listen /);
  return terminal;
}

/** The port of an endpoint such as `tcp-1`, read off the screen. */
export async function portOf(terminal: Terminal, endpoint: string): Promise<number> {
  const line = await terminal.waitForLine(new RegExp(`${endpoint} +\\S+:[1-9]\\d* `));
  return Number(/:(\d+) /.exec(line)?.[1]);
}

/** A client in a process of its own. */
export function connect(port: number): NetClient {
  const client = new NetClient(port);
  clients.push(client);
  return client;
}

export function count(screen: readonly string[], pattern: RegExp): number {
  return screen.filter((line) => pattern.test(line)).length;
}

/** The frame is whole: header first, the four rules, the key bar last, nothing beyond the edge. */
export function expectFrame(screen: readonly string[], columns: number): void {
  expect(screen[0]).toMatch(/^ sockscope /);
  for (const title of ['1 Listen', '2 Clients', '3 Datagrams', '4 Multicast']) {
    expect(count(screen, new RegExp(`^[━─=-] ${title} |[━─=-] ${title} `))).toBe(1);
  }
  expect(screen.at(-1)).toMatch(/\? help/);
  for (const line of screen) expect([...line].length).toBeLessThanOrEqual(columns);
}

/** The dashboard once it has been the same for two looks in a row (and not just been cleared). */
export async function settled(terminal: Terminal): Promise<readonly string[]> {
  let before = '';
  return terminal.waitFor('a screen at rest', (screen) => {
    const now = screen.join('\n');
    const same = now === before && screen[0] !== '';
    before = now;
    return same;
  });
}
