// The interfaces of a group: are they there, up and fit for it, and does the kernel know the membership?

import type { Finding } from '../../../protocol/diagnosis.ts';
import { sameAddress } from '../../datagrams/interface-choice.ts';
import type { GroupFacts, Place, SenderFacts } from '../facts.ts';
import { ok, possible, trouble, unknown } from '../finding.ts';
import * as messages from '../messages/interfaces.ts';

/** There, up, with a carrier, and taking multicast. */
export function interfaces({ row, places, links }: GroupFacts | SenderFacts): readonly Finding[] {
  if (links === null) return [unknown('interface', messages.unknownInterfaces)];
  return places.map(({ name, link }) => {
    if (link === null) {
      const there = links.map((each) => each.name);
      return trouble('interface', messages.noInterface(name, there));
    }
    if (!link.up) return trouble('interface', messages.down(name));
    if (link.carrier === false) return trouble('interface', messages.noCarrier(name));
    if (!link.multicast && !link.loopback) {
      return trouble('interface', messages.noMulticast(name));
    }
    const { family } = row.local;
    if (!link.addresses.some((each) => each.family === family)) {
      return possible('interface', messages.noAddress(name, family));
    }
    return ok('interface', messages.fine(name, link.loopback));
  });
}

/** The kernel's own table against what we asked of it. */
export function membership({ places }: GroupFacts): readonly Finding[] {
  if (places.length === 0) return [trouble('membership', messages.joinedNowhere)];
  return places
    .filter(({ link }) => link !== null)
    .map(({ name, joined, members }) => {
      if (!joined) return trouble('membership', messages.notJoined(name));
      if (members === null) return unknown('membership', messages.membershipUnknown(name));
      if (members === 0) return trouble('membership', messages.notListed(name));
      return ok('membership', messages.listedMember(name, members));
    });
}

/** A source-specific join: is the filter in force? */
export function sourceFilter({ spec, places }: GroupFacts): readonly Finding[] {
  const { source } = spec;
  if (source === null) return [];
  return joinedAt(places).flatMap(({ name, filters, igmpVersion }) => {
    const listed =
      filters?.some((each) => sameAddress(each.source, source) && each.including > 0) ?? null;
    const old = igmpVersion === 'V1' || igmpVersion === 'V2';
    return [
      listed === null
        ? unknown('source', messages.sourceUnknown(source, name))
        : listed
          ? ok('source', messages.sourceListed(source, name))
          : trouble('source', messages.sourceNotListed(source, name)),
      ...(old ? [possible('source', messages.sourceOverV2(name, igmpVersion))] : []),
    ];
  });
}

/** On the loopback nobody else is heard. */
export function reach({ places, links }: GroupFacts): readonly Finding[] {
  const joined = joinedAt(places);
  if (joined.length === 0 || !joined.every(({ link }) => link?.loopback === true)) return [];
  const others = (links ?? []).filter(
    ({ up, multicast, loopback }) => up && multicast && !loopback,
  );
  return [possible('reach', messages.loopbackOnly(others.map(({ name }) => name)))];
}

export const joinedAt = (places: readonly Place[]): readonly Place[] =>
  places.filter(({ joined }) => joined);

/** Interfaces that lead to other hosts. */
export const outside = (places: readonly Place[]): readonly Place[] =>
  joinedAt(places).filter(({ link }) => link !== null && !link.loopback);
