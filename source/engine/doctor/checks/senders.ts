// Our own senders to groups: seen from a receiver of this program, and asked themselves.

import type { Finding } from '../../../protocol/diagnosis.ts';
import type { GroupFacts, OwnSender, Place, SenderFacts } from '../facts.ts';
import { ok, possible, trouble } from '../finding.ts';
import * as messages from '../messages/traffic.ts';
import { joinedAt } from './interfaces.ts';

/** Do our own senders reach this receiver? */
export function ownSenders({ row, places, ownSenders: senders }: GroupFacts): readonly Finding[] {
  const joined = joinedAt(places);
  return senders.map((sender) => heardHere(sender, row.local.port, joined));
}

function heardHere({ row, spec }: OwnSender, port: number, joined: readonly Place[]): Finding {
  const { key, interfaces: on } = row;
  if (spec.port !== port) {
    return trouble('sender', messages.senderOtherPort(key, spec.port, port));
  }
  const shared = joined.filter(({ name }) => on.includes(name));
  if (shared.length === 0 && on.length > 0) {
    const here = joined.map(({ name }) => name);
    return trouble('sender', messages.senderElsewhere(key, on, here));
  }
  // On the loopback they hear it whatever loop says.
  if (spec.loop === 'off' && !shared.some(({ link }) => link?.loopback)) {
    return trouble('sender', messages.senderNoLoop(key));
  }
  if (row.sent === 0) return possible('sender', messages.senderSilent(key));
  return ok('sender', messages.senderFine(key, on, spec.ttl));
}

/** How far what a sender sends can go. */
export function hops({ spec: { ttl }, places }: SenderFacts): readonly Finding[] {
  if (places.every(({ link }) => link?.loopback === true)) return [];
  if (ttl === 0) return [possible('hops', messages.ttlHost)];
  return [ttl === 1 ? possible('hops', messages.ttlLink) : ok('hops', messages.ttlMore(ttl))];
}

/** Receivers of ours on the interfaces that it sends on. */
export function ownReceivers({ row, spec, places, receivers }: SenderFacts): readonly Finding[] {
  return receivers.map((receiver) => {
    if (receiver.local.port !== spec.port) {
      return possible('sender', messages.senderOtherPort(row.key, spec.port, receiver.local.port));
    }
    const shared = places.filter(({ name }) => receiver.interfaces.includes(name));
    if (shared.length === 0) {
      return possible(
        'sender',
        messages.senderElsewhere(row.key, row.interfaces, receiver.interfaces),
      );
    }
    const heard = spec.loop === 'on' || shared.some(({ link }) => link?.loopback);
    return heard
      ? ok('sender', messages.receivesHere(receiver.key))
      : trouble('sender', messages.deafHere(receiver.key));
  });
}
