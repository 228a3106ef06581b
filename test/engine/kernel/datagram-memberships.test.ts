import { describe, expect, it } from 'vitest';
import { membersIPv4, membersIPv6 } from '../../../source/engine/kernel/linux/memberships.ts';

const igmp = `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
1\tlo        :     2      V3
\t\t\t\t0100FFEF     1 0:00000000\t\t0
\t\t\t\t010000E0     1 0:00000000\t\t0
14\teth0      :     1      V3
\t\t\t\t010000E0     1 0:00000000\t\t0
`;
const igmp6 = `1    lo              ff150000000000000000000000000099     1 00000004 0
14   eth0            ff020000000000000000000000000001     1 0000000C 0
`;

describe('/proc/net/igmp', () => {
  it('tells a group on one interface from the same on another', () => {
    expect(membersIPv4(igmp, '239.255.0.1', 1)).toBe(1);
    expect(membersIPv4(igmp, '239.255.0.1', 14)).toBe(0);
    expect(membersIPv4(igmp, '224.0.0.1', 1)).toBe(1);
    expect(membersIPv4(igmp, '224.0.0.1', 14)).toBe(1);
    expect(membersIPv4(igmp, '224.0.0.1', 4)).toBe(0);
    expect(membersIPv4('', '224.0.0.1', 1)).toBe(0);
  });
});

describe('/proc/net/igmp6', () => {
  it('tells a group on one interface from the same on another', () => {
    expect(membersIPv6(igmp6, 'ff15::99', 1)).toBe(1);
    expect(membersIPv6(igmp6, 'ff15::99', 14)).toBe(0);
    expect(membersIPv6(igmp6, 'ff02::1', 14)).toBe(1);
    expect(membersIPv6('', 'ff02::1', 14)).toBe(0);
  });
});
