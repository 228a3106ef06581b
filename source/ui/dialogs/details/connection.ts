// Everything known of a connection, or of a client that still waits in the accept queue.

import type { ConnectionDetail, KernelStrip, QueuePlace } from '../../../protocol/views.ts';
import { STATE_MEANING } from '../../panes/cells.ts';
import { printable } from '../../text/escape.ts';
import { duration, rtt } from '../../text/format.ts';
import type { Theme } from '../../theme.ts';
import { details as messages } from '../messages.ts';
import { addressText, exactBytes, type Fact, fact, moment, number, when } from './fact.ts';

const { labels } = messages;

/** @param place where clients wait: in the kernel's queue, or here */
export function connectionFacts(
  detail: ConnectionDetail,
  place: QueuePlace,
  theme: Theme,
  now: number,
): readonly Fact[] {
  const { row } = detail;
  const waiting = row.connection === null;
  const dialing = waiting && row.direction === 'out';
  return [
    fact(labels.state, row.state, STATE_MEANING[row.state]),
    ...when(row.state === 'QUEUED', fact('', messages.waiting[place], 'waiting')),
    ...when(row.cause !== null, fact(labels.cause, row.cause ? messages.cause(row.cause) : '')),
    ...when(
      row.timeWaitMs !== null,
      fact(labels.timeWait, messages.timeWait(duration(row.timeWaitMs))),
    ),
    // Both ends stand together: the 4-tuple is the connection.
    fact(labels.remote, addressText(row.remote, theme), 'strong'),
    fact(labels.local, addressText(row.local, theme)),
    fact(labels.endpoint, printable(row.endpoint, theme.ascii)),
    ...when(dialing, fact(labels.started, moment(row.since, now))),
    ...(dialing
      ? []
      : waiting
        ? [
            fact(labels.seen, moment(row.since, now)),
            fact(labels.received, messages.sentUnread(exactBytes(row.bytesIn))),
          ]
        : acceptedFacts(detail, now)),
  ];
}

function acceptedFacts(detail: ConnectionDetail, now: number): readonly Fact[] {
  const { row, kernel } = detail;
  return [
    fact(
      row.direction === 'in' ? labels.accepted : labels.connected,
      moment(detail.acceptedAt, now),
    ),
    ...when(row.waitedMs !== null, fact(labels.waited, messages.waited(duration(row.waitedMs)))),
    ...when(row.cause !== null, fact(labels.closed, moment(row.since, now))),
    fact(labels.received, exactBytes(row.bytesIn)),
    fact(labels.sent, exactBytes(row.bytesOut)),
    ...when(row.backPressure, fact(labels.pressure, messages.backPressure, 'paused')),
    ...when(
      row.cause === null,
      ...kernelFacts(kernel),
      fact(labels.descriptor, number(detail.descriptor)),
    ),
  ];
}

/** TCP_INFO (tcp(7)); each `--` where the kernel can't be asked. */
function kernelFacts(kernel: KernelStrip | null): readonly Fact[] {
  const segments = kernel === null ? '--' : messages.segments(number(kernel.congestionWindow));
  const variance = rtt(kernel?.rttVarianceMicros ?? null);
  const retransmits = kernel?.retransmits ?? null;
  return [
    fact(labels.rtt, messages.rtt(rtt(kernel?.rttMicros ?? null), variance)),
    fact(labels.congestion, segments),
    fact(labels.mss, exactBytes(kernel?.mss ?? null)),
    fact(labels.retransmits, number(retransmits), (retransmits ?? 0) > 0 ? 'lost' : 'normal'),
    fact(labels.sendQueue, exactBytes(kernel?.sendQueue ?? null)),
    fact(labels.receiveQueue, exactBytes(kernel?.receiveQueue ?? null)),
  ];
}
