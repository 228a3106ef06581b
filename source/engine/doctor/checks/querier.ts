// Who asks for members: IGMP (RFC 3376) and MLD (RFC 3810). A host falls back to an older IGMP when it
// hears a querier of it, and that can be read; queries of IGMPv3 leave no trace that any user can read.

import type { Finding } from '../../../protocol/diagnosis.ts';
import type { GroupFacts, Place } from '../facts.ts';
import { ok, possible, unknown } from '../finding.ts';
import * as messages from '../messages/interfaces.ts';
import { outside } from './interfaces.ts';

export function querier({ family, places }: GroupFacts): readonly Finding[] {
  return outside(places).map(family === 'IPv4' ? ofIgmp : ofMld);
}

function ofIgmp({ name, igmpVersion, igmpForced }: Place): Finding {
  if (igmpVersion === null) return unknown('querier', messages.versionUnknown(name));
  if (igmpForced !== null && igmpForced > 0) {
    return unknown('querier', messages.versionForced(name, igmpForced));
  }
  return igmpVersion === 'V3'
    ? unknown('querier', messages.querierUnknown(name))
    : ok('querier', messages.oldQuerier(name, igmpVersion));
}

function ofMld({ name, mldQueries }: Place): Finding {
  if (mldQueries === null) return unknown('querier', messages.mldUnknown(name));
  return mldQueries === 0
    ? possible('querier', messages.noMldQuery(name))
    : ok('querier', messages.mldQueries(name, mldQueries));
}

/** Switches between us and the sender keep their counsel. */
export function snooping({ places }: GroupFacts): readonly Finding[] {
  return outside(places).length === 0 ? [] : [unknown('switch', messages.switchUnknown)];
}
