// The header's numbers: over the endpoints that are open, and those closed since start.

import { onTheWay } from '../../protocol/loss.ts';
import { isOutgoing } from '../../protocol/spec.ts';
import type { ListenRow, QueuePlace, Totals } from '../../protocol/views.ts';
import type { SocketLayer } from '../kernel/layer.ts';
import { type PastTotals, sumOf } from './past-totals.ts';

/** All but what the views themselves leave out. */
export type Counted = Omit<Totals, 'unseen' | 'multicastUnseen'>;

export function addUp(
  rows: readonly ListenRow[],
  past: PastTotals,
  layer: Pick<SocketLayer, 'name' | 'queuePlace'>,
): Omit<Counted, 'history'> {
  const sum = (value: (row: ListenRow) => number) => rows.reduce((all, row) => all + value(row), 0);
  const open = rows.filter(({ state }) => state !== 'FAILED' && state !== 'CLOSED');
  const groups = open.filter(({ kind }) => kind === 'multicast');
  const udp = open.filter((row) => row.transport === 'udp' && !isOutgoing(row.kind));
  const dropsOf = (transport: 'udp' | 'multicast') =>
    drops(rows.filter((row) => row.transport === transport));
  const numbered = (transport: 'udp' | 'multicast') =>
    rows.filter((row) => row.transport === transport && row.gaps !== null);
  return {
    endpoints: rows.length,
    open: open.length,
    failed: rows.filter(({ state }) => state === 'FAILED').length,
    clients: sum((row) => (acceptsClients(row) ? row.clients : 0)),
    waiting: sum((row) => row.queueDepth ?? 0),
    outgoing: sum(({ kind, clients }) => (kind === 'tcp-client' ? clients : 0)),
    served: sum((row) => (acceptsClients(row) ? row.served : 0)) + past.served,
    bytesInPerSecond: sum((row) => row.bytesInPerSecond),
    bytesOutPerSecond: sum((row) => row.bytesOutPerSecond),
    bytesReceived: sum((row) => row.bytesReceived) + past.bytesReceived,
    bytesSent: sum((row) => row.bytesSent) + past.bytesSent,
    datagramsReceived: sum((row) => row.received) + past.datagramsReceived,
    datagramsPerSecond: udp.reduce((all, row) => all + row.messagesPerSecond, 0),
    multicastPerSecond: groups.reduce((all, row) => all + row.messagesPerSecond, 0),
    groups: groups.length,
    multicastSenders: groups.reduce((all, row) => all + row.senders, 0),
    kernelDrops: sumOf(dropsOf('udp'), past.kernelDrops),
    multicastKernelDrops: sumOf(dropsOf('multicast'), past.multicastKernelDrops),
    engineDrops: sum((row) => row.engineDrops) + past.engineDrops,
    numbered: past.numbered || numbered('udp').length > 0,
    multicastNumbered: past.multicastNumbered || numbered('multicast').length > 0,
    onTheWay: sumOf(wayLosses(numbered('udp')), past.onTheWay),
    multicastOnTheWay: sumOf(wayLosses(numbered('multicast')), past.multicastOnTheWay),
    overflows: overflows(open, layer.queuePlace),
    descriptorsShort: open.some(({ problem }) => problem?.code === 'EMFILE'),
    queuePlace: layer.queuePlace,
    sockets: layer.name,
  };
}

/** Whether clients are accepted there: by a TCP server, or a relay of TCP. */
const acceptsClients = ({ kind, transport }: ListenRow): boolean =>
  transport === 'tcp' && !isOutgoing(kind);

/**
 * Known only when every socket could tell: a sum over some would be a wrong number. One that never heard
 * anything, and is gone, had nothing to drop.
 */
function drops(rows: readonly ListenRow[]): number | null {
  let all = 0;
  for (const { kernelDrops, received, state } of rows) {
    if (kernelDrops === null && (state !== 'FAILED' || received > 0)) return null;
    all += kernelDrops ?? 0;
  }
  return all;
}

/** By endpoint: another one's drops explain no gap of this one. */
function wayLosses(rows: readonly ListenRow[]): number | null {
  return rows.map((row) => onTheWay(row.gaps, row.kernelDrops)).reduce(sumOf, 0);
}

/** The kernel counts for the whole host, so that every server shows the same growth, but for its start. */
function overflows(rows: readonly ListenRow[], place: QueuePlace): number | null {
  const known = rows.map((row) => row.overflows).filter((count) => count !== null);
  if (known.length === 0) return null;
  return place === 'kernel' ? Math.max(...known) : known.reduce((all, count) => all + count);
}
