import { describe, expect, it } from 'vitest';
import {
  chooseInterfaces,
  isGroup,
  isLinkScoped,
  sameAddress,
} from '../../../source/engine/datagrams/interface-choice.ts';
import type { NetworkInterface } from '../../../source/engine/kernel/layer.ts';

const v4 = (address: string) => ({ address, family: 'IPv4' as const });
const v6 = (address: string) => ({ address, family: 'IPv6' as const });
const there: NetworkInterface[] = [
  { name: 'lo', index: 1, loopback: true, addresses: [v4('127.0.0.1'), v6('::1')] },
  { name: 'eth0', index: 2, loopback: false, addresses: [v4('10.0.0.7'), v6('fe80::7')] },
  { name: 'eth1', index: 3, loopback: false, addresses: [v4('10.0.1.7')] },
  { name: 'all-there', index: 4, loopback: false, addresses: [] },
];
const names = (word: string, family: 'IPv4' | 'IPv6' = 'IPv4') =>
  chooseInterfaces(word, there, family).map(({ name }) => name);

describe('chooseInterfaces', () => {
  it('takes all that have an address of the family', () => {
    expect(names('all')).toEqual(['lo', 'eth0', 'eth1']);
    expect(names('all', 'IPv6')).toEqual(['lo', 'eth0']);
  });

  it('takes one by its name, also without an address, or by any of its addresses', () => {
    expect(names('all-there')).toEqual(['all-there']);
    expect(names('10.0.1.7')).toEqual(['eth1']);
    expect(names('FE80:0::7%eth0', 'IPv6')).toEqual(['eth0']);
    expect(names('loopback')).toEqual(['lo']);
  });

  it('takes none for what is not there', () => {
    expect(names('eth9')).toEqual([]);
    expect(names('10.0.0.8')).toEqual([]);
    expect(names('')).toEqual([]);
  });
});

describe('groups', () => {
  it('are 224.0.0.0/4 and ff00::/8', () => {
    for (const host of ['224.0.0.0', '239.255.255.255', 'ff00::', 'FF15::1']) {
      expect(isGroup(host), host).toBe(true);
    }
    for (const host of ['223.255.255.255', '240.0.0.0', 'fe00::1', 'ff02::1%lo', 'lab', '']) {
      expect(isGroup(host), host).toBe(false);
    }
  });

  it('are link-scoped by their scope field, whatever their flags', () => {
    for (const host of ['ff01::1', 'ff02::1', 'ff12::1', 'ff31::1']) {
      expect(isLinkScoped(host, 'IPv6'), host).toBe(true);
    }
    for (const host of ['ff05::1', 'ff0e::1', 'ff15::1']) {
      expect(isLinkScoped(host, 'IPv6'), host).toBe(false);
    }
    expect(isLinkScoped('224.0.0.1', 'IPv4')).toBe(false);
  });
});

describe('sameAddress', () => {
  it('compares what is meant, not how it is spelled', () => {
    expect(sameAddress('::1', '0:0:0:0:0:0:0:1')).toBe(true);
    expect(sameAddress('::1', '::2')).toBe(false);
    expect(sameAddress('127.0.0.1', '::1')).toBe(false);
    expect(sameAddress('lo', 'lo')).toBe(false);
  });
});
