// What the kernel says of the host, and how its words are read.

import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filtersOf, versionIn } from '../../../source/engine/kernel/linux/memberships.ts';
import { portableHost } from '../../../source/engine/kernel/portable/host.ts';

const IGMP = `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
1\tlo        :     1      V3
\t\t\t\t010000E0     1 0:00000000\t\t0
14\teth0      :     1      V2
\t\t\t\t010000E0     1 0:00000000\t\t0
`;
const FILTERS = `Idx Device        MCA        SRC    INC    EXC
  1     lo 0xef090909 0x0a010203      1      0
  2   eth0 0xef090909 0x0a010204      0      2
`;
const FILTERS6 = `Idx Device                Multicast Address                   Source Address    INC    EXC
  2   eth0 ff150000000000000000000000000099 20010db8000000000000000000000001      1      0
`;

describe('/proc/net/igmp and mcfilter', () => {
  it('tell the version of an interface', () => {
    expect(versionIn(IGMP, 1)).toBe('V3');
    expect(versionIn(IGMP, 14)).toBe('V2');
    expect(versionIn(IGMP, 4)).toBeNull();
  });

  it('tell which sources of a group are let in, on which interface', () => {
    expect(filtersOf(FILTERS, '239.9.9.9', 'IPv4', 1)).toEqual([
      { source: '10.1.2.3', including: 1, excluding: 0 },
    ]);
    expect(filtersOf(FILTERS, '239.9.9.9', 'IPv4', 2)).toEqual([
      { source: '10.1.2.4', including: 0, excluding: 2 },
    ]);
    expect(filtersOf(FILTERS, '239.9.9.8', 'IPv4', 1)).toEqual([]);
    expect(filtersOf(FILTERS6, 'ff15::99', 'IPv6', 2)).toEqual([
      { source: '2001:db8::1', including: 1, excluding: 0 },
    ]);
  });
});

describe.runIf(process.platform === 'linux')('the host, as Linux tells of it', () => {
  it('leads to itself by the loopback', async () => {
    const { linuxHost } = await import('../../../source/engine/kernel/linux/host.ts');
    expect(linuxHost.way('127.0.0.1', 'IPv4')).toEqual({
      leads: 'out',
      interface: 'lo',
      gateway: null,
      source: '127.0.0.1',
      local: true,
    });
  });

  it('knows no way to a link-local address without its interface', async () => {
    const { linuxHost } = await import('../../../source/engine/kernel/linux/host.ts');
    expect(linuxHost.way('fe80::1', 'IPv6')).toBeNull();
  });

  it('names the process that has a port, and whether it is this one', async () => {
    const { linuxHost } = await import('../../../source/engine/kernel/linux/host.ts');
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    const port = await new Promise<number>((resolve) => {
      socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
    });
    expect(linuxHost.portHolders('udp', port)).toEqual([
      {
        local: { address: '127.0.0.1', port, family: 'IPv4' },
        state: 'CLOSED',
        process: `sockscope itself (pid ${process.pid})`,
        own: true,
      },
    ]);
    expect(linuxHost.portHolders('tcp', port)).toEqual([]);
    expect(linuxHost.halfOpen(port)).toEqual([]);
  });

  it('counts what the host drops, and knows the settings of an interface', async () => {
    const { linuxHost } = await import('../../../source/engine/kernel/linux/host.ts');
    for (const count of Object.values(linuxHost.counters() ?? {})) {
      expect(count).toBeGreaterThanOrEqual(0);
    }
    expect([0, 1, 2]).toContain(linuxHost.reversePathFilter('lo'));
    expect(linuxHost.reversePathFilter('none of these')).toBeNull();
    expect(linuxHost.mldQueries('none of these')).toBeNull();
    expect(linuxHost.links()).toContainEqual(
      expect.objectContaining({ name: 'lo', index: 1, loopback: true }),
    );
  });

  it('reads no route beyond the end of its message, whatever that says', async () => {
    const { readWay } = await import('../../../source/engine/kernel/linux/ways.ts');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, ipv4) => {
        const way = readWay(Buffer.from(bytes), ipv4 ? 'IPv4' : 'IPv6', (index) => `if${index}`);
        expect(['out', 'nowhere', undefined]).toContain(way?.leads);
      }),
    );
  });
});

describe('where the kernel can not be asked', () => {
  it('nothing is made up', () => {
    expect(portableHost.way('127.0.0.1', 'IPv4')).toBeNull();
    expect(portableHost.counters()).toBeNull();
    expect(portableHost.portHolders('tcp', 80)).toBeNull();
  });
});
