import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { commandsFor } from '../../../source/ui/copy/commands.ts';
import { has } from '../../support/commands.ts';
import {
  address,
  client,
  connectionDetail,
  datagramDetail,
  endpointDetail,
  endpointRow,
} from '../dialogs/details-support.ts';

/** The ends of a connection that the kernel keeps after both have closed: the side that closed first. */
async function inTimeWait() {
  const server = createServer((socket) => socket.end().resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').resume();
  await once(socket, 'connect');
  const theirs = socket.localPort ?? 0;
  await once(socket, 'close');
  server.close();
  await once(server, 'close');
  return { local: address(port), remote: address(theirs) };
}

describe('the equivalent command', () => {
  test('of a connection names both ends', () => {
    const v4 = connectionDetail({ row: client({ local: address(80), remote: address(5000) }) });
    expect(commandsFor(v4)).toEqual(["ss -taino src '127.0.0.1:80' dst '127.0.0.1:5000'"]);
    const row = client({ local: address(80, '::1'), remote: address(5000, '::1') });
    expect(commandsFor(connectionDetail({ row }))).toEqual([
      "ss -taino src '[::1]:80' dst '[::1]:5000'",
    ]);
  });

  test.skipIf(!has('ss'))('of a connection finds it also in TIME_WAIT (needs ss)', async () => {
    const { local, remote } = await inTimeWait();
    const [command = ''] = commandsFor(connectionDetail({ row: client({ local, remote }) }));
    const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8', timeout: 20_000 });
    expect(stdout).toMatch(/^TIME-WAIT/m);
  });

  test('of a server talks to it, at an address that can be reached', () => {
    const of = (changes: Parameters<typeof endpointRow>[0]) =>
      commandsFor(endpointDetail({ row: endpointRow(changes) }));
    expect(of({ local: address(80, '0.0.0.0') }).slice(0, 2)).toEqual([
      'nc 127.0.0.1 80',
      'socat - TCP:127.0.0.1:80',
    ]);
    expect(of({ local: address(80, '::') })[1]).toBe('socat - TCP:[::1]:80');
    expect(of({ kind: 'udp', transport: 'udp', local: address(53) })).toContain(
      "ss -uanm 'sport = :53'",
    );
    const group = { kind: 'multicast', transport: 'multicast', interfaces: ['lo'] } as const;
    expect(of({ ...group, local: address(7000, '239.1.2.3') })[1]).toBe(
      "socat -u 'UDP4-RECV:7000,reuseaddr,ip-add-membership=239.1.2.3:lo' -",
    );
    expect(of({ ...group, local: address(7000, '239.1.2.3') })[0]).toBe(
      'nc -u -s 127.0.0.1 239.1.2.3 7000',
    );
    const outside = { ...group, interfaces: ['lo', 'eth0'] } as const;
    expect(of({ ...outside, local: address(7000, '239.1.2.3') })[0]).toBe('nc -u 239.1.2.3 7000');
    expect(of({ ...outside, local: address(7000, 'ff02::1') })[0]).toBe('nc -u ff02::1%eth0 7000');
    // Nobody could send there: it looks at the socket alone.
    expect(of({ ...group, interfaces: [], local: address(7000, 'ff05::1') })).toEqual([
      "ss -uanm 'sport = :7000'",
    ]);
  });

  test('of a datagram looks at its socket, while that is there', () => {
    expect(commandsFor(datagramDetail({ local: address(53) }))).toEqual(["ss -uanm 'sport = :53'"]);
    expect(commandsFor(datagramDetail({ local: null }))).toEqual([]);
  });
});
