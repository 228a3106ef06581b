// The life of a sequential server's clients in the built dashboard, beside what `ss` says of them.

import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { closeAll, connect, open, portOf } from '../support/dashboard.ts';

afterEach(closeAll);

const CLIENTS = 5;

describe.skipIf(!has('tmux') || !has('ss'))('timelines (needs tmux and ss)', () => {
  test.each([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
  ])('of five clients, one served after the other, at $columns x $rows', async (size) => {
    const terminal = await open(['tcp:0,mode=sequential,backlog=5'], size);
    const port = await portOf(terminal, 'tcp-1');
    const clients = [];
    for (let n = 0; n < CLIENTS; n += 1) {
      const client = connect(port);
      const own = await client.localPort();
      client.send(`from ${own}\n`);
      clients.push({ client, own });
    }
    await terminal.waitForLine(/1 accepted .* 4 waiting/);

    // The server: what it called, and the one client that it accepted.
    terminal.press('t');
    await terminal.waitForLine(/ listen\(\d+, 5\) = 0 /);
    await terminal.waitForLine(
      new RegExp(` accept\\(\\d+, 127\\.0\\.0\\.1:${clients[0]?.own}\\) = \\d+`),
    );
    await terminal.waitForLine(new RegExp(`server's port stays ${port}`));
    terminal.press('Escape');

    // One who waits: looked at until his life is over, he goes from line to line.
    const [, waiting] = clients;
    terminal.press('2', 'j', 't');
    await terminal.waitForLine(/ waiting in queue, \d+ B already here +QUEUED/);
    const filter = `( sport = :${port} and dport = :${waiting?.own} )`;
    const asked = execFileSync('ss', ['-tnH', 'state', 'established', filter], {
      encoding: 'utf8',
    });
    expect(asked).toContain(`:${waiting?.own}`);
    await terminal.waitForLine(
      new RegExp(`\\$ ss -tn state established '\\( sport = :${port} and`),
    );
    clients[0]?.client.end();
    await terminal.waitForLine(
      new RegExp(` accept\\(\\d+, 127\\.0\\.0\\.1:${waiting?.own}\\) = \\d+ .*ESTABLISHED`),
    );
    await terminal.waitForLine(new RegExp(` recv\\(\\d+\\) = \\d+ +from ${waiting?.own}`));
    await terminal.waitForLine(new RegExp(` send\\(\\d+, \\d+\\) = \\d+ +from ${waiting?.own}`));
    waiting?.client.end();
    await terminal.waitForLine(/ FIN seen .*CLOSE_WAIT/);
    await terminal.waitForLine(/ shutdown\(\d+, SHUT_WR\) = 0 .*LAST_ACK/);
    const screen = await terminal.waitFor('the end', (lines) =>
      lines.some((line) => /› .* close\(\d+\) = 0 /.test(line)),
    );
    for (const line of screen) expect([...line].length).toBeLessThanOrEqual(size.columns);

    // From there to the details and back; what is chosen can be copied.
    terminal.press('t');
    await terminal.waitForLine(/ Details of /);
    terminal.press('t');
    await terminal.waitForLine(/ close\(\d+\) = 0 /);
    terminal.press('g', 'c');
    await terminal.waitForLine(/ Copy of /);
    await terminal.waitForLine(/› command +ss -tn state established/);
  });
});
