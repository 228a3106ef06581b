// A port that needs privilege, asked for without it. Root gives it up first (setpriv of util-linux).

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { Program } from '../support/program.ts';

const LOWEST_FREE_PORT = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'ports below 1024 need privilege on Linux';
  if (Number(readFileSync(LOWEST_FREE_PORT, 'utf8')) <= 2) return 'no port needs privilege here';
  if (process.getuid?.() === 0 && !has('setpriv'))
    return 'root can not give privilege up: no setpriv';
  return null;
}

test('a port that needs privilege: EACCES, and how to go on', async ({ skip }) => {
  const reason = whyNot();
  skip(reason !== null, reason ?? '');
  const root = process.getuid?.() === 0;
  const prefix = root ? ['setpriv', '--bounding-set=-net_bind_service'] : [];
  const program = new Program(['tcp:1', 'udp:2', '--json'], {}, prefix);
  try {
    for (const [endpoint, port] of [
      ['tcp-1', 1],
      ['udp-1', 2],
    ] as const) {
      const line = await program.line('endpoint.failed', (each) => each.endpoint === endpoint);
      expect(line.error).toMatchObject({
        code: 'EACCES',
        operation: 'bind',
        address: `127.0.0.1:${port}`,
      });
      expect(line.error.message).toMatch(/1024.*root/);
    }
    expect(await program.exited()).toBe(1);
  } finally {
    await program.stop('SIGKILL');
  }
});
