// Going back in time in the built dashboard, as a person would.

import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { closeAll, connect, expectFrame, open, portOf } from '../support/dashboard.ts';

afterEach(closeAll);

describe.skipIf(!has('tmux'))('a frozen dashboard (needs tmux)', () => {
  test('goes back to before a client came, and on to the present', async () => {
    const terminal = await open(['tcp:0', 'udp:0'], { rows: 30 });
    const client = connect(await portOf(terminal, 'tcp-1'));
    await client.localPort();
    client.send('hello');
    const c1 = / c1 .* ESTABLISHED .*‹ +5 B +› +5 B/;
    await terminal.waitForLine(c1);

    terminal.press('p');
    await terminal.waitForLine(/FROZEN \d\d:\d\d:\d\d/);
    terminal.press('<');
    const before = await terminal.waitFor(
      'nobody there yet',
      (screen) =>
        screen.some((line) => line.includes('None until then.')) &&
        /FROZEN \d\d:\d\d:\d\d\.\d{3} .* earlier/.test(screen[0] ?? ''),
    );
    expect(before.some((line) => / c1 /.test(line))).toBe(false);
    expect(before.join('\n')).toMatch(/1 Listen .* noted \d\d:\d\d:\d\d\.\d{3} /);
    expectFrame(before, 80);

    // He came, and what he said came and went.
    terminal.press(']');
    await terminal.waitForLine(/ c1 .* ESTABLISHED .*--/);
    terminal.press('>');
    await terminal.waitForLine(c1);
    terminal.press('p');
    await terminal.waitFor('the present', (screen) => !/FROZEN/.test(screen[0] ?? ''));
  });
});
