// A TCP or UDP server: what address it has, who else has the port, and whether it lets anybody in.

import { formatAddress } from '../../../protocol/address.ts';
import type { Finding } from '../../../protocol/diagnosis.ts';
import { sameAddress } from '../../datagrams/interface-choice.ts';
import type { Link } from '../../kernel/host.ts';
import type { KnownWay, ServerFacts } from '../facts.ts';
import { ok, possible, trouble, unknown } from '../finding.ts';
import * as messages from '../messages/endpoints.ts';
import { down, noCarrier, unknownInterfaces } from '../messages/interfaces.ts';

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';
const plain = (address: string): string => address.split('%')[0] ?? '';

/** Who can reach the address that it is bound to? */
export function bound({ row, links }: ServerFacts): readonly Finding[] {
  const { address, port } = row.local;
  if (address === '::') return [ok('bound', messages.everyAddress(true))];
  if (address === '0.0.0.0') return [ok('bound', messages.everyAddress(false))];
  if (isLoopback(address)) {
    return [possible('bound', messages.loopbackOnly(address, outsideAddresses(links), port))];
  }
  if (links === null) return [unknown('bound', unknownInterfaces)];
  const link = links.find(({ addresses }) =>
    addresses.some((each) => sameAddress(each.address, address)),
  );
  if (link === undefined) return [trouble('bound', messages.addressGone(address))];
  if (!link.up) return [trouble('interface', down(link.name))];
  if (link.carrier === false) return [trouble('interface', noCarrier(link.name))];
  return [ok('bound', messages.oneAddress(address, link.name))];
}

/** A host may have hundreds; these are for choosing one. */
const MAX_ADDRESSES = 8;

export function outsideAddresses(links: readonly Link[] | null): readonly string[] {
  return (links ?? [])
    .filter(({ up, loopback }) => up && !loopback)
    .flatMap(({ addresses }) => addresses.map(({ address }) => address))
    .filter((address) => !/^fe80:/i.test(address))
    .slice(0, MAX_ADDRESSES);
}

/** More than a screen has room for. */
const MAX_HOLDERS_TOLD = 8;

/** Somebody else's socket with the same port, at another address or in the other family. */
export function sharedPort({ row, holders }: ServerFacts): readonly Finding[] {
  if (holders === null) return [unknown('port', messages.portUnknown)];
  const others = holders.filter(
    ({ local, own }) => !own || local.address !== plain(row.local.address),
  );
  if (others.length === 0) return [ok('port', messages.portAlone(row.local.port))];
  return others
    .slice(0, MAX_HOLDERS_TOLD)
    .map(({ local, process }) =>
      possible('port', messages.portShared(formatAddress(local), process)),
    );
}

/** Does it accept? */
export function gate({ row, spec }: ServerFacts): readonly Finding[] {
  if (spec.kind === 'udp' || row.transport !== 'tcp') return [];
  const waiting = row.queueDepth ?? 0;
  if (row.problem !== null) return [trouble('gate', [row.problem.message])];
  if (!row.accepting) return [trouble('gate', messages.paused(waiting))];
  if (row.clients >= spec.maxClients) return [trouble('gate', messages.full(row.clients))];
  const held = waiting > 0 ? trouble : possible;
  if (row.mode === 'manual') return [held('gate', messages.byHand(waiting))];
  if (row.mode === 'sequential' && row.clients > 0) {
    return [held('gate', messages.oneAtATime(waiting))];
  }
  return [ok('gate', messages.accepts(row.clients))];
}

/** Linux lets one more wait than the backlog says. */
export function queue({ row }: ServerFacts): readonly Finding[] {
  if (row.transport !== 'tcp') return [];
  const { queueDepth, backlog, overflows } = row;
  const grown = (overflows ?? 0) > 0 ? [possible('queue', messages.overflows(overflows ?? 0))] : [];
  if (queueDepth === null || backlog === null) {
    return [...grown, unknown('queue', messages.queueUnknown)];
  }
  return [
    ...grown,
    queueDepth > backlog
      ? trouble('queue', messages.queueFull(queueDepth, backlog))
      : ok('queue', messages.queueRoom(queueDepth, backlog)),
  ];
}

/** A handshake that hangs: the peer does not get our SYN-ACK, or we don't get its ACK. */
export function handshake({ row, halfOpen, wayBack }: ServerFacts): readonly Finding[] {
  if (row.transport !== 'tcp') return [];
  if (halfOpen === null) return [unknown('handshake', messages.halfOpenUnknown)];
  const [first] = halfOpen;
  if (first === undefined) return [ok('handshake', messages.noHalfOpen)];
  const told = messages.halfOpen(
    halfOpen.length,
    wayBack?.address ?? first.address,
    wayText(wayBack),
  );
  return [trouble('handshake', told)];
}

function wayText(known: KnownWay | null): string {
  const way = known?.way ?? null;
  if (way === null) return messages.wayUnknown;
  return way.leads === 'nowhere' ? messages.wayNowhere(way.code) : messages.wayOut(way.interface);
}

/** It receives, but is not to answer. */
export function service({ spec }: ServerFacts): readonly Finding[] {
  // What a relay answers is its target's business.
  if (spec.kind === 'relay') return [];
  const silent = spec.service === 'none' || spec.service === 'discard';
  return silent ? [possible('service', messages.answersNothing(spec.service))] : [];
}
