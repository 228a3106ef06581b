import { describe, expect, it } from 'vitest';
import {
  interfaceIndex,
  listInterfaces,
  withZoneName,
} from '../../../source/engine/kernel/interfaces.ts';

const loopback = listInterfaces().find((each) => each.loopback);

describe.skipIf(process.platform === 'win32' || loopback === undefined)('zones', () => {
  const { name = '', index = 0 } = loopback ?? {};

  it('a zone that is an index is named for Node, which passes over it otherwise', () => {
    expect(withZoneName(`ff02::1%${index}`)).toBe(`ff02::1%${name}`);
    expect(interfaceIndex(name)).toBe(index);
  });

  it('what has no zone, or one that no interface has, stays as it is', () => {
    for (const address of ['127.0.0.1', '::1', `fe80::1%${name}`, 'fe80::1%999999'])
      expect(withZoneName(address)).toBe(address);
  });
});
