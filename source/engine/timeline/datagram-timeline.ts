// The life of a datagram endpoint: the calls that opened its sockets, and each datagram that is still kept.

import { formatAddress } from '../../protocol/address.ts';
import type { SocketCall } from '../../protocol/views.ts';
import type { Entry } from '../journal.ts';
import type { CallLog } from './call-log.ts';
import { Carried, type Share } from './carried.ts';
import { Timeline } from './timeline.ts';

export interface DatagramFacts {
  /** Of the only socket; null where there are several: which one a datagram went through is not kept. */
  readonly descriptor: number | null;
  /** It sends to one peer and hears him alone. */
  readonly connected: boolean;
}

/** @param until milliseconds since the epoch: what was later is left out */
export function datagramTimeline(
  calls: CallLog,
  share: Share,
  facts: DatagramFacts,
  until: number,
): Timeline {
  const carried = new Carried(share, until, (entry) => datagramCall(entry, facts));
  const happenings = calls.happenings(until).map((happening) => ({
    ...happening,
    entriesBefore: happening.time === null ? 0 : carried.before(happening.time),
  }));
  return new Timeline(happenings, carried);
}

/** recvfrom(2) and sendto(2) stand for recvmmsg(2) and sendmmsg(2) too, which take many at once. */
function datagramCall(
  { direction, bytes, remote }: Entry,
  { descriptor, connected }: DatagramFacts,
): SocketCall {
  const fd = descriptor === null ? null : String(descriptor);
  const size = String(bytes);
  const peer = connected ? [] : [formatAddress(remote)];
  return direction === 'in'
    ? { call: connected ? 'recv' : 'recvfrom', arguments: [fd, ...peer], answer: size, error: null }
    : {
        call: connected ? 'send' : 'sendto',
        arguments: [fd, size, ...peer],
        answer: size,
        error: null,
      };
}
