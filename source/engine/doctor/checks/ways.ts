// Routes: the way back to senders, which rp_filter goes by, and the way that programs of this host send.
// ip-sysctl: the kernel takes the stricter of `all` and the interface's own setting; IPv6 has none.

import type { Finding } from '../../../protocol/diagnosis.ts';
import type { GroupFacts, KnownWay, Place } from '../facts.ts';
import { ok, possible, trouble, unknown } from '../finding.ts';
import * as messages from '../messages/interfaces.ts';
import { joinedAt, outside } from './interfaces.ts';

const STRICT = 1;

/** Would what a sender sends be dropped because the way back to it is another one? */
export function reversePath({ family, places, senders }: GroupFacts): readonly Finding[] {
  if (family === 'IPv6') return [];
  return outside(places).flatMap((place) => {
    const { name, reversePath: filter } = place;
    if (filter === null) return [unknown('reverse-path', messages.reversePathUnknown(name))];
    if (filter === 0) return [ok('reverse-path', messages.reversePathOff(name))];
    if (senders.length > 0) return senders.map((sender) => checked(sender, place, filter));
    return filter === STRICT
      ? [possible('reverse-path', messages.reversePathStrict(name))]
      : [ok('reverse-path', messages.reversePathLoose(name))];
  });
}

function checked({ address, way }: KnownWay, { name }: Place, filter: number): Finding {
  if (way === null) return unknown('reverse-path', messages.senderWayUnknown(address));
  if (way.leads === 'nowhere') {
    return trouble('reverse-path', messages.senderNoWay(address, name, filter));
  }
  if (filter === STRICT && way.interface !== name) {
    return trouble('reverse-path', messages.senderOtherWay(address, way.interface, name));
  }
  return ok('reverse-path', messages.senderFine(address, way.interface, filter));
}

/** What the kernel counted while the doctor watched. */
export function reversePathDrops({ watch, places }: GroupFacts): readonly Finding[] {
  const drops = watch?.counters?.reversePathDrops ?? 0;
  if (drops === 0) return [];
  const names = outside(places)
    .filter((place) => (place.reversePath ?? 0) > 0)
    .map(({ name }) => name);
  return [trouble('reverse-path', messages.reversePathDropped(drops, names))];
}

/** Programs that choose no interface go by the route for the group. */
export function wayOut({ family, places, wayOut: way }: GroupFacts): readonly Finding[] {
  if (way === null) return [unknown('way', messages.wayOutUnknown)];
  const joined = joinedAt(places);
  if (way.leads === 'nowhere') {
    return [possible('way', messages.noWayOut(family, joined[0]?.name ?? 'eth0'))];
  }
  const here = joined.some(({ name }) => name === way.interface);
  return [
    here
      ? ok('way', messages.wayOutJoined(way.interface))
      : possible('way', messages.wayOutElsewhere(way.interface)),
  ];
}
