// A client of ours: what its peer, or the network for it, has answered, and the way there.

import { formatAddress } from '../../../protocol/address.ts';
import type { Finding } from '../../../protocol/diagnosis.ts';
import type { Attempts } from '../../../protocol/views.ts';
import type { OutgoingFacts } from '../facts.ts';
import { ok, possible, trouble, unknown } from '../finding.ts';
import * as messages from '../messages/endpoints.ts';
import { arriving } from '../messages/traffic.ts';

/** What became of connecting, or of datagrams. */
export function peer(facts: OutgoingFacts): readonly Finding[] {
  return facts.spec.kind === 'tcp-client' ? facts.attempts.flatMap(ofAttempts) : ofDatagrams(facts);
}

function ofAttempts(tried: Attempts): readonly Finding[] {
  const address = formatAddress(tried.remote);
  const count = (n: number, make: (address: string, n: number) => Finding): readonly Finding[] =>
    n > 0 ? [make(address, n)] : [];
  return [
    ...count(tried.refused, (at, n) => trouble('peer', messages.refused(at, n))),
    ...count(tried.timedOut, (at, n) => trouble('peer', messages.timedOut(at, n))),
    ...count(tried.unreachable, (at, n) => trouble('peer', messages.unreachable(at, n))),
    ...count(tried.failed, (at, n) => trouble('peer', messages.otherFailure(at, n))),
    ...count(tried.connecting, (at) => unknown('peer', messages.connecting(at))),
    ...count(tried.connected, (at, n) => ok('peer', messages.connected(at, n))),
  ];
}

function ofDatagrams({ row, refusals }: OutgoingFacts): readonly Finding[] {
  if (row.remote === null) return [];
  const address = formatAddress(row.remote);
  if (refusals !== null && refusals > 0)
    return [trouble('peer', messages.portUnreachable(address, refusals))];
  if (row.received > 0) return [ok('arriving', arriving(row.received, 'datagram'))];
  if (row.sent === 0) return [possible('peer', messages.sentNothing)];
  return [unknown('peer', messages.noIcmp(address, row.sent))];
}

/** Which way its packets go, and whether they can go all of it. */
export function wayThere({ ways, spec }: OutgoingFacts): readonly Finding[] {
  return ways.flatMap(({ address, way }): Finding[] => {
    if (way === null) return [unknown('way', messages.goesUnknown(address))];
    if (way.leads === 'nowhere') return [trouble('way', messages.goesNowhere(address, way.code))];
    const { interface: out, gateway, source } = way;
    const ttl = spec.kind === 'udp-client' ? spec.ttl : null;
    return [
      ok('way', messages.goesOut(address, out, gateway, source ?? '--')),
      ...(ttl === 1 && gateway !== null ? [trouble('hops', messages.ttlShort(ttl, gateway))] : []),
    ];
  });
}
