// Each check by itself: facts in, findings out.

import { describe, expect, it } from 'vitest';
import * as interfaces from '../../../source/engine/doctor/checks/interfaces.ts';
import { opening } from '../../../source/engine/doctor/checks/opening.ts';
import * as outgoing from '../../../source/engine/doctor/checks/outgoing.ts';
import { querier, snooping } from '../../../source/engine/doctor/checks/querier.ts';
import { ownSenders } from '../../../source/engine/doctor/checks/senders.ts';
import * as server from '../../../source/engine/doctor/checks/server.ts';
import * as traffic from '../../../source/engine/doctor/checks/traffic.ts';
import * as ways from '../../../source/engine/doctor/checks/ways.ts';
import { GROUP_CHECKS, SERVER_CHECKS } from '../../../source/engine/doctor/doctor.ts';
import { ranked } from '../../../source/engine/doctor/finding.ts';
import type { Way } from '../../../source/engine/kernel/host.ts';
import type { Finding } from '../../../source/protocol/diagnosis.ts';
import type { MulticastSenderSpec } from '../../../source/protocol/spec.ts';
import { multicastSpec } from '../../support/specs.ts';
import { at, groupRow } from '../../ui/support/views.ts';
import { groupFacts, link, outgoingFacts, place, serverFacts, specOf, watch } from './facts.ts';

/** As `verdict: finding`. */
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ verdict, finding }) => `${verdict}: ${finding}`);
const verdicts = (findings: readonly Finding[]): string[] => findings.map((each) => each.verdict);
const out = (name: string, gateway: string | null = null): Way => ({
  leads: 'out',
  interface: name,
  gateway,
  source: '10.9.0.1',
  local: false,
});

describe('a relay', () => {
  const checksOf = (spec: string): ReadonlySet<string> =>
    new Set(SERVER_CHECKS.flatMap((check) => check(serverFacts(spec))).map(({ check }) => check));

  it('is asked what its client side is: a TCP server, or a UDP one', () => {
    expect(checksOf('relay:7000,to=80')).toEqual(checksOf('tcp:7000'));
    expect(checksOf('relay:7000,to=80,transport=udp')).toEqual(checksOf('udp:7000'));
  });
});

describe('a group', () => {
  it('with which all is well shows no trouble, and what can not be known as that', () => {
    const findings = GROUP_CHECKS.flatMap((check) => check(groupFacts()));
    expect(new Set(verdicts(findings))).toEqual(new Set(['ok', 'unknown']));
    expect(
      findings.filter(({ verdict }) => verdict === 'unknown').map(({ check }) => check),
    ).toEqual(['querier', 'switch', 'firewall']);
  });

  it.each([
    ['There is no interface eth0 now.', null],
    ['eth0 is down.', link('eth0', { up: false })],
    ['eth0 is up, but has no carrier.', link('eth0', { carrier: false })],
    ['eth0 takes no multicast', link('eth0', { multicast: false })],
  ])('says of its interface: %s', (sentence, made) => {
    const [finding] = interfaces.interfaces(
      groupFacts({ places: [place('eth0', { link: made })] }),
    );
    expect(finding).toMatchObject({ check: 'interface', verdict: 'trouble' });
    expect(finding?.finding).toContain(sentence);
    expect(finding?.advice).not.toBeNull();
  });

  it('needs an address of its family, and is fine on the loopback, which takes no multicast', () => {
    const bare = place('eth0', { link: link('eth0', { addresses: [] }) });
    expect(verdicts(interfaces.interfaces(groupFacts({ places: [bare] })))).toEqual(['possible']);
    expect(verdicts(interfaces.interfaces(groupFacts({ places: [place('lo')] })))).toEqual(['ok']);
  });

  it('is a member where the kernel lists it, and says how many sockets are', () => {
    const membership = (change: Parameters<typeof place>[1]) =>
      told(interfaces.membership(groupFacts({ places: [place('eth0', change)] })));
    expect(membership({ members: 3 })).toEqual([
      'ok: The kernel lists it as joined on eth0, by 3 sockets of this host: each gets its own copy.',
    ]);
    expect(membership({ members: 0 })[0]).toMatch(/^trouble: .* does not list it/);
    expect(membership({ members: null })[0]).toMatch(/^unknown: /);
    expect(membership({ joined: false })).toEqual(['trouble: It is not joined on eth0.']);
    expect(told(interfaces.membership(groupFacts({ places: [] })))).toEqual([
      'trouble: It is joined on no interface.',
    ]);
  });

  it('lets in one source if the kernel has that filter, and IGMPv2 can not ask for it', () => {
    const spec = multicastSpec({ source: '10.1.2.3' });
    const filter = (change: Parameters<typeof place>[1]) =>
      verdicts(interfaces.sourceFilter(groupFacts({ spec, places: [place('eth0', change)] })));
    const listed = [{ source: '10.1.2.3', including: 1, excluding: 0 }];
    expect(filter({ filters: listed })).toEqual(['ok']);
    expect(filter({ filters: [] })).toEqual(['trouble']);
    const long = multicastSpec({ host: 'ff15::9', source: '2001:db8:0:0::1' });
    const kernel = [{ source: '2001:db8::1', including: 1, excluding: 0 }];
    const spelled = groupFacts({ spec: long, places: [place('eth0', { filters: kernel })] });
    expect(verdicts(interfaces.sourceFilter(spelled))).toEqual(['ok']);
    expect(filter({ filters: null })).toEqual(['unknown']);
    expect(filter({ filters: listed, igmpVersion: 'V2' })).toEqual(['ok', 'possible']);
    expect(interfaces.sourceFilter(groupFacts())).toEqual([]);
  });

  it('on the loopback alone is out of reach for others', () => {
    const [finding] = interfaces.reach(groupFacts({ places: [place('lo')] }));
    expect(finding).toMatchObject({ verdict: 'possible' });
    expect(finding?.advice).toContain(':join eth0');
    expect(interfaces.reach(groupFacts({ places: [place('lo'), place('eth0')] }))).toEqual([]);
  });

  it.each([
    ['ok', 0, out('eth1')],
    ['ok', 1, out('eth0')],
    ['trouble', 1, out('eth1')],
    ['ok', 2, out('eth1')],
    ['trouble', 2, { leads: 'nowhere', code: 'ENETUNREACH' } as const],
    ['unknown', 1, null],
  ])('is %s with rp_filter=%i and a sender by %o', (verdict, reversePath, way) => {
    const places = [place('eth0', { reversePath })];
    const senders = [{ address: '192.0.2.7', way }];
    expect(verdicts(ways.reversePath(groupFacts({ places, senders })))).toEqual([verdict]);
  });

  it('may be hit by a strict rp_filter where no sender is known; IPv6 and the loopback are not', () => {
    const strict = [place('eth0', { reversePath: 1 })];
    expect(verdicts(ways.reversePath(groupFacts({ places: strict })))).toEqual(['possible']);
    const unreadable = [place('eth0', { reversePath: null })];
    expect(verdicts(ways.reversePath(groupFacts({ places: unreadable })))).toEqual(['unknown']);
    expect(ways.reversePath(groupFacts({ places: strict, family: 'IPv6' }))).toEqual([]);
    const inside = [place('lo', { reversePath: 1 })];
    expect(ways.reversePath(groupFacts({ places: inside }))).toEqual([]);
  });

  it('is not reached by programs here whose route leads elsewhere', () => {
    const way = (wayOut: Way | null) => verdicts(ways.wayOut(groupFacts({ wayOut })));
    expect(way(out('eth0'))).toEqual(['ok']);
    expect(way(out('eth1'))).toEqual(['possible']);
    expect(way({ leads: 'nowhere', code: 'ENETUNREACH' })).toEqual(['possible']);
    expect(way(null)).toEqual(['unknown']);
  });

  it('knows a querier by what the host fell back to, or (MLD) by its queries', () => {
    const asked = (change: Parameters<typeof place>[1], family: 'IPv4' | 'IPv6' = 'IPv4') =>
      verdicts(querier(groupFacts({ places: [place('eth0', change)], family })));
    expect(asked({ igmpVersion: 'V3' })).toEqual(['unknown']);
    expect(asked({ igmpVersion: 'V2' })).toEqual(['ok']);
    expect(asked({ igmpVersion: 'V2', igmpForced: 2 })).toEqual(['unknown']);
    expect(asked({ igmpVersion: null })).toEqual(['unknown']);
    expect(asked({ mldQueries: 0 }, 'IPv6')).toEqual(['possible']);
    expect(asked({ mldQueries: 4 }, 'IPv6')).toEqual(['ok']);
    expect(asked({ mldQueries: null }, 'IPv6')).toEqual(['unknown']);
    expect(snooping(groupFacts({ places: [place('lo')] }))).toEqual([]);
  });

  it('says what was heard where it is not joined, and where nothing could be heard', () => {
    const heard = watch({
      elsewhere: [
        { interface: 'eth1', count: 12, from: at('10.9.0.2:5000') },
        { interface: 'eth2', count: 0, from: null },
        { interface: 'eth3', failed: 'ENODEV' },
      ],
    });
    expect(told(traffic.elsewhere(groupFacts({ watch: heard })))).toEqual([
      'trouble: 12 datagrams for this group and port came on eth1 within 1.5 s, from 10.9.0.2:5000. It is not joined there.',
      'unknown: On eth3 it could not be listened to (ENODEV).',
      'ok: Nothing came for this group and port on eth2 either, within 1.5 s.',
    ]);
    const deaf = watch({ deaf: 'readonly' });
    expect(verdicts(traffic.elsewhere(groupFacts({ watch: deaf })))).toEqual(['unknown']);
    expect(traffic.elsewhere(groupFacts({ watch: null }))).toEqual([]);
  });

  it('says that what the host counted may be meant for it', () => {
    const counted = watch({
      counters: { reversePathDrops: 7, ignoredMulticast: 23, noPort: 0 },
    });
    expect(verdicts(traffic.otherPorts(groupFacts({ watch: counted })))).toEqual(['possible']);
    expect(verdicts(ways.reversePathDrops(groupFacts({ watch: counted })))).toEqual(['trouble']);
    const unknown = watch({ counters: null });
    expect(verdicts(traffic.otherPorts(groupFacts({ watch: unknown })))).toEqual(['unknown']);
    expect(ways.reversePathDrops(groupFacts({ watch: unknown }))).toEqual([]);
  });

  it('is silent no more when something arrives, and drops are said to be why it seems so', () => {
    const now = groupFacts({}, { received: 4, messagesPerSecond: 2 });
    expect(verdicts(traffic.arriving(now))).toEqual(['ok']);
    const before = groupFacts({}, { received: 4, lastSender: at('10.9.0.2:5000') });
    expect(told(traffic.arriving(before))[0]).toMatch(/^possible: 4 .* from 10\.9\.0\.2:5000/);
    expect(verdicts(traffic.buffer(groupFacts({}, { kernelDrops: 9 })))).toEqual(['trouble']);
    expect(verdicts(traffic.buffer(groupFacts({}, { kernelDrops: null })))).toEqual(['unknown']);
  });

  it.each([
    ['interface=eth0', ['eth0'], 7000, 'ok'],
    ['interface=eth0,loop=off', ['eth0'], 7000, 'trouble'],
    ['interface=lo', ['lo'], 7000, 'trouble'],
    ['interface=eth0', ['eth0'], 7001, 'trouble'],
  ])('and our own sender with %s on %o to port %i: %s', (option, on, port, verdict) => {
    const spec = specOf(`multicast-sender:239.255.0.1:${port},${option}`) as MulticastSenderSpec;
    const row = groupRow({ key: 'multicast-sender-1', interfaces: on, sent: 1 });
    const facts = groupFacts({ ownSenders: [{ row, spec }] }, { local: at('239.255.0.1:7000') });
    expect(verdicts(ownSenders(facts))).toEqual([verdict]);
  });
});

describe('a server', () => {
  it('with which all is well shows no trouble', () => {
    const facts = serverFacts('tcp:10.9.0.1:7000', { queueDepth: 0, backlog: 128, overflows: 0 });
    const findings = SERVER_CHECKS.flatMap((check) => check(facts));
    expect(findings.filter(({ verdict }) => verdict !== 'ok').map(({ check }) => check)).toEqual([
      'firewall',
    ]);
  });

  it.each([
    ['possible', '127.0.0.1:7000'],
    ['possible', '[::1]:7000'],
    ['ok', '0.0.0.0:7000'],
    ['ok', '[::]:7000'],
    ['ok', '10.9.0.1:7000'],
    ['trouble', '10.9.0.2:7000'],
  ])('is %s bound to %s', (verdict, address) => {
    const facts = serverFacts(`udp:${address}`, { local: at(address) });
    expect(verdicts(server.bound(facts))).toEqual([verdict]);
  });

  it('shares its port with whom the kernel lists, itself aside', () => {
    const mine = { local: at('127.0.0.1:7000'), state: 'LISTEN', own: true, process: 'sockscope' };
    const other = { local: at('[::]:7000'), state: 'LISTEN', own: false, process: null };
    const shared = (holders: readonly (typeof other | typeof mine)[] | null) =>
      told(server.sharedPort(serverFacts('tcp:7000', {}, { holders })));
    expect(shared([mine])).toEqual(['ok: No other socket of this host has port 7000.']);
    expect(shared([mine, other])[0]).toMatch(
      /^possible: A process that could not be told has \[::\]:7000/,
    );
    expect(shared(null)[0]).toMatch(/^unknown/);
  });

  it.each([
    ['ok', 'tcp:7000', {}],
    ['trouble', 'tcp:7000', { accepting: false }],
    ['trouble', 'tcp:7000,max-clients=2', { clients: 2 }],
    ['possible', 'tcp:7000,mode=manual', { queueDepth: 0 }],
    ['trouble', 'tcp:7000,mode=manual', { queueDepth: 2 }],
    ['ok', 'tcp:7000,mode=sequential', { clients: 0 }],
    ['possible', 'tcp:7000,mode=sequential', { clients: 1, queueDepth: 0 }],
    ['trouble', 'tcp:7000,mode=sequential', { clients: 1, queueDepth: 3 }],
  ])('lets in: %s, %s %o', (verdict, spec, row) => {
    expect(verdicts(server.gate(serverFacts(spec, row)))).toEqual([verdict]);
  });

  it.each([
    [['ok'], { queueDepth: 5, backlog: 5, overflows: 0 }],
    [['trouble'], { queueDepth: 6, backlog: 5, overflows: 0 }],
    [['possible', 'ok'], { queueDepth: 0, backlog: 5, overflows: 9 }],
    [['unknown'], { queueDepth: null, backlog: null, overflows: null }],
  ])('has an accept queue: %o with %o', (verdict, row) => {
    expect(verdicts(server.queue(serverFacts('tcp:7000', row)))).toEqual(verdict);
  });

  it('has handshakes that hang, and says which way it answers', () => {
    const facts = serverFacts(
      'tcp:10.9.0.1:7000',
      {},
      {
        halfOpen: [at('10.9.0.77:40000')],
        wayBack: { address: '10.9.0.77', way: out('eth0') },
      },
    );
    expect(told(server.handshake(facts))[0]).toMatch(
      /^trouble: 1 handshake half done \(SYN_RECV\), one with 10\.9\.0\.77: .* leaves by eth0\.$/,
    );
    const unknown = serverFacts('tcp:7000', {}, { halfOpen: null });
    expect(verdicts(server.handshake(unknown))).toEqual(['unknown']);
  });

  it('that only discards is not to answer', () => {
    expect(verdicts(server.service(serverFacts('udp:7000,service=discard')))).toEqual(['possible']);
    expect(server.service(serverFacts('udp:7000'))).toEqual([]);
  });
});

describe('an endpoint that could not open', () => {
  const failed = (code: string) => ({
    state: 'FAILED' as const,
    problem: { code, operation: 'bind', address: null, message: 'It failed.' },
  });

  it('is told who has the port, which ports need privilege, and which addresses there are', () => {
    const holders = [
      { local: at('0.0.0.0:7000'), state: 'LISTEN', own: false, process: 'nc (pid 4711)' },
    ];
    const taken = serverFacts('tcp:7000', failed('EADDRINUSE'), { holders });
    expect(told(opening(taken))).toEqual([
      'trouble: It failed.',
      'trouble: nc (pid 4711) has 0.0.0.0:7000.',
    ]);
    const low = serverFacts('tcp:80', failed('EACCES'));
    expect(told(opening(low))[1]).toContain('Port 80 needs privilege: here ports from 1024 on');
    const elsewhere = serverFacts('tcp:10.9.0.2:7000', failed('EADDRNOTAVAIL'));
    expect(told(opening(elsewhere))[1]).toContain('addresses of this host are 10.9.0.1');
    expect(opening(serverFacts('tcp:7000'))).toEqual([]);
  });
});

describe('a client', () => {
  const attempts = {
    connecting: 0,
    connected: 0,
    refused: 0,
    timedOut: 0,
    unreachable: 0,
    failed: 0,
  };

  it.each([
    ['refused', 'trouble'],
    ['timedOut', 'trouble'],
    ['unreachable', 'trouble'],
    ['failed', 'trouble'],
    ['connecting', 'unknown'],
    ['connected', 'ok'],
  ])('whose attempts are %s: %s', (outcome, verdict) => {
    const facts = outgoingFacts(
      'tcp-client:10.9.0.2:7000',
      {},
      {
        attempts: [{ ...attempts, remote: at('10.9.0.2:7000'), [outcome]: 2 }],
      },
    );
    expect(verdicts(outgoing.peer(facts))).toEqual([verdict]);
  });

  it.each([
    ['trouble', { sent: 3 }, 3],
    ['unknown', { sent: 3 }, 0],
    ['possible', { sent: 0 }, 0],
    ['ok', { sent: 3, received: 3 }, 0],
  ])('of datagrams: %s with %o and %i ICMP errors', (verdict, row, refusals) => {
    const facts = outgoingFacts('udp-client:10.9.0.2:7000', row, { refusals });
    expect(verdicts(outgoing.peer(facts))).toEqual([verdict]);
  });

  it('goes by the route that the kernel chooses, as far as its ttl lets it', () => {
    const ways = [{ address: '10.9.0.2', way: out('eth0', '10.9.0.254') }];
    const far = outgoingFacts('udp-client:10.9.0.2:7000,ttl=1', {}, { ways });
    expect(told(outgoing.wayThere(far))).toEqual([
      'ok: 10.9.0.2 is reached through eth0, by the router 10.9.0.254, from 10.9.0.1.',
      'trouble: ttl=1 ends at the router 10.9.0.254.',
    ]);
    const nowhere = [{ address: '10.9.0.2', way: { leads: 'nowhere', code: 'EACCES' } as const }];
    const facts = outgoingFacts('tcp-client:10.9.0.2:7000', {}, { ways: nowhere });
    expect(verdicts(outgoing.wayThere(facts))).toEqual(['trouble']);
  });
});

it('the most telling comes first, otherwise in the order of the checks', () => {
  const findings = (['ok', 'unknown', 'trouble', 'possible', 'trouble'] as const).map(
    (verdict, index): Finding => ({ check: 'way', verdict, finding: `${index}`, advice: null }),
  );
  expect(ranked(findings).map(({ finding }) => finding)).toEqual(['2', '4', '3', '1', '0']);
});
