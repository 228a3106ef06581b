// Everything known of a connection, or of a client that still waits in the accept queue.

import type { FileProgress } from '../../../protocol/file-progress.ts';
import type {
  ConnectionDetail,
  KernelStrip,
  QueuePlace,
  Relayed,
  SocketQueue,
} from '../../../protocol/views.ts';
import { stateCell } from '../../panes/cells.ts';
import { answerTime, relay } from '../../relay-messages.ts';
import { printable } from '../../text/escape.ts';
import { bytes, duration, RATE_WIDTH, RTT_WIDTH, rate, rtt, UNKNOWN } from '../../text/format.ts';
import { bar } from '../../text/plot.ts';
import type { Theme } from '../../theme.ts';
import { details as messages } from '../details-messages.ts';
import {
  addressText,
  exactBytes,
  type Fact,
  fact,
  moment,
  number,
  when,
  withHistory,
} from './fact.ts';
import { transferFacts } from './transfer.ts';

const { labels } = messages;

/** @param place where clients wait: in the kernel's queue, or here */
export function connectionFacts(
  detail: ConnectionDetail,
  place: QueuePlace,
  theme: Theme,
  now: number,
): readonly Fact[] {
  const { row } = detail;
  const state = stateCell(row.state);
  const waiting = row.connection === null;
  const dialing = waiting && row.direction === 'out';
  return [
    fact(labels.state, state.text, state.meaning),
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
        : acceptedFacts(detail, theme, now)),
  ];
}

/** What is done with what arrives, each of it changeable by hand. */
function servedFacts({ row, delayMs }: ConnectionDetail): readonly Fact[] {
  const { service, reading, halfClosed } = row;
  return [
    fact(labels.service, service ?? '--'),
    fact(labels.delay, delayMs === 0 ? messages.never : duration(delayMs)),
    ...when(!reading, fact(labels.reading, messages.notReading(service === 'none'), 'paused')),
    ...when(halfClosed, fact(labels.halfClosed, messages.halfClosed, 'closing')),
  ];
}

export function fileFact({ path, sent, size, state, problem }: FileProgress, theme: Theme): Fact {
  const name = printable(path, theme.ascii);
  const why = problem === null ? null : printable(problem.message, theme.ascii);
  const meaning = { sending: 'outgoing', sent: 'normal', stopped: 'failed' } as const;
  return fact(
    labels.file,
    messages.file(name, exactBytes(sent), exactBytes(size), why),
    meaning[state],
  );
}

function acceptedFacts(detail: ConnectionDetail, theme: Theme, now: number): readonly Fact[] {
  const { row, kernel } = detail;
  const open = row.cause === null;
  const history = open ? kernel?.history : undefined;
  return [
    fact(
      row.direction === 'in' ? labels.accepted : labels.connected,
      moment(detail.acceptedAt, now),
    ),
    ...when(row.waitedMs !== null, fact(labels.waited, messages.waited(duration(row.waitedMs)))),
    ...when(!open, fact(labels.closed, moment(row.since, now))),
    flowFact(labels.received, row.bytesIn, messages.arriving, history?.receivedPerSecond),
    flowFact(labels.sent, row.bytesOut, messages.acknowledged, history?.acknowledgedPerSecond),
    ...when(open && row.relayed === undefined, ...servedFacts(detail)),
    ...(row.relayed === undefined ? [] : relayedFacts(row.relayed, theme)),
    ...(row.file === null ? [] : [fileFact(row.file, theme)]),
    ...(row.transfer === null ? [] : transferFacts(row.transfer, theme, now)),
    ...when(row.backPressure, fact(labels.pressure, messages.backPressure, 'paused')),
    ...when(
      open && row.transport !== 'udp',
      ...kernelFacts(kernel, theme),
      fact(labels.descriptor, number(detail.descriptor)),
    ),
  ];
}

/** What stands on the other side of a relay. */
function relayedFacts(
  { connection, local, remote, answerMs }: Relayed,
  theme: Theme,
): readonly Fact[] {
  const side =
    local === null || remote === null
      ? relay.sideNotYet
      : relay.side(connection, addressText(local, theme), addressText(remote, theme));
  return [
    fact(relay.labels.side, side),
    fact(relay.labels.answer, answerMs === null ? UNKNOWN : answerTime(answerMs)),
  ];
}

/** Bytes read or written, and where the kernel is asked, how many a second it moves just now. */
function flowFact(
  label: string,
  total: number | null,
  moving: (rate: string) => string,
  perSecond: readonly (number | null)[] = [],
): Fact {
  const newest = perSecond.at(-1);
  if (newest === undefined) return fact(label, exactBytes(total));
  // Always as wide, so that the plot stands still.
  const widest = moving(' '.repeat(RATE_WIDTH)).length;
  const value = `${exactBytes(total)}, ${moving(rate(newest)).padEnd(widest)}`;
  return withHistory(fact(label, value), perSecond);
}

/** TCP_INFO (tcp(7)) and the buffers (socket(7)); each `--` where the kernel can't be asked. */
function kernelFacts(kernel: KernelStrip | null, theme: Theme): readonly Fact[] {
  const segments = kernel === null ? UNKNOWN : messages.segments(number(kernel.congestionWindow));
  const variation = rtt(kernel?.rttVarianceMicros ?? null).padEnd(RTT_WIDTH);
  const roundTrip = messages.rtt(rtt(kernel?.rttMicros ?? null), variation);
  const retransmits = kernel?.retransmits ?? null;
  return [
    withHistory(fact(labels.rtt, roundTrip), kernel?.history.rttMicros ?? []),
    fact(labels.congestion, segments),
    fact(labels.inFlight, exactBytes(kernel?.bytesInFlight ?? null)),
    fact(labels.mss, exactBytes(kernel?.mss ?? null)),
    fact(labels.retransmits, number(retransmits), (retransmits ?? 0) > 0 ? 'lost' : 'normal'),
    queueFact(labels.sendQueue, kernel?.sendQueue ?? null, theme),
    queueFact(labels.receiveQueue, kernel?.receiveQueue ?? null, theme),
  ];
}

/** So few that a queue's fact fits half of 120 columns. */
const BAR_CELLS = 6;

/** `▮▯▯▯▯▯ 12000 B, buffer 17 kB of 131 kB`: the bar is the buffer's, whose bound the kernel goes by. */
function queueFact(label: string, queue: SocketQueue | null, theme: Theme): Fact {
  if (queue === null) return fact(label, UNKNOWN);
  const { bytes: payload, memory, memoryLimit } = queue;
  const meaning = (payload ?? 0) > 0 ? 'waiting' : 'normal';
  if (memory === null || memoryLimit === null) return fact(label, exactBytes(payload), meaning);
  const filled = bar(memory, memoryLimit, BAR_CELLS, theme);
  const text = messages.queued(exactBytes(payload), bytes(memory), bytes(memoryLimit));
  return fact(label, filled === '' ? text : `${filled} ${text}`, meaning);
}
