import { describe, expect, test } from 'vitest';
import { commandsFor } from '../../../source/ui/copy/commands.ts';
import {
  address,
  client,
  connectionDetail,
  datagramDetail,
  endpointDetail,
  endpointRow,
} from '../dialogs/details-support.ts';

describe('the equivalent command', () => {
  test('of a connection names both ends', () => {
    const v4 = connectionDetail({ row: client({ local: address(80), remote: address(5000) }) });
    expect(commandsFor(v4)).toEqual(["ss -tino src '127.0.0.1:80' dst '127.0.0.1:5000'"]);
    const row = client({ local: address(80, '::1'), remote: address(5000, '::1') });
    expect(commandsFor(connectionDetail({ row }))).toEqual([
      "ss -tino src '[::1]:80' dst '[::1]:5000'",
    ]);
  });

  test('of a server talks to it, at an address that can be reached', () => {
    const of = (changes: Parameters<typeof endpointRow>[0]) =>
      commandsFor(endpointDetail({ row: endpointRow(changes) }));
    expect(of({ local: address(80, '0.0.0.0') }).slice(0, 2)).toEqual([
      'nc 127.0.0.1 80',
      'socat - TCP:127.0.0.1:80',
    ]);
    expect(of({ local: address(80, '::') })[1]).toBe('socat - TCP:[::1]:80');
    expect(of({ kind: 'udp', local: address(53) })).toContain("ss -uanm 'sport = :53'");
    const group = { kind: 'multicast', interfaces: ['lo'] } as const;
    expect(of({ ...group, local: address(7000, '239.1.2.3') })[1]).toBe(
      "socat -u 'UDP4-RECV:7000,reuseaddr,ip-add-membership=239.1.2.3:lo' -",
    );
    expect(of({ ...group, interfaces: [], local: address(7000, 'ff05::1') })).toHaveLength(2);
  });

  test('of a datagram looks at its socket, while that is there', () => {
    expect(commandsFor(datagramDetail({ local: address(53) }))).toEqual(["ss -uanm 'sport = :53'"]);
    expect(commandsFor(datagramDetail({ local: null }))).toEqual([]);
  });
});
