// The header's numbers: over the endpoints that are open, and those closed since start.

import type { EndpointKind } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { ListenRow, QueuePlace, Totals } from '../../protocol/views.ts';
import type { SocketLayer } from '../kernel/layer.ts';

export function addUp(
  rows: readonly ListenRow[],
  closed: readonly EndpointSummary[],
  layer: Pick<SocketLayer, 'name' | 'queuePlace'>,
): Totals {
  const sum = (value: (row: ListenRow) => number) => rows.reduce((all, row) => all + value(row), 0);
  const past = (value: (end: EndpointSummary) => number | undefined) =>
    closed.reduce((all, end) => all + (value(end) ?? 0), 0);
  const open = rows.filter(({ state }) => state !== 'FAILED' && state !== 'CLOSED');
  const groups = open.filter(({ kind }) => kind === 'multicast');
  const udp = open.filter(({ kind }) => kind === 'udp');
  const dropsOf = (kind: EndpointKind) =>
    drops(
      rows.filter((row) => row.kind === kind),
      closed.filter((end) => end.kind === kind),
    );
  return {
    endpoints: rows.length,
    open: open.length,
    failed: rows.filter(({ state }) => state === 'FAILED').length,
    clients: sum((row) => row.clients),
    waiting: sum((row) => row.queueDepth ?? 0),
    served: sum((row) => row.served) + past((end) => end.served),
    bytesInPerSecond: sum((row) => row.bytesInPerSecond),
    bytesOutPerSecond: sum((row) => row.bytesOutPerSecond),
    bytesReceived: sum((row) => row.bytesReceived) + past((end) => end.bytesReceived),
    bytesSent: sum((row) => row.bytesSent) + past((end) => end.bytesSent),
    datagramsReceived: sum((row) => row.received) + past((end) => end.datagramsReceived),
    datagramsPerSecond: udp.reduce((all, row) => all + row.messagesPerSecond, 0),
    multicastPerSecond: groups.reduce((all, row) => all + row.messagesPerSecond, 0),
    groups: groups.length,
    multicastSenders: groups.reduce((all, row) => all + row.senders, 0),
    kernelDrops: dropsOf('udp'),
    multicastKernelDrops: dropsOf('multicast'),
    engineDrops: sum((row) => row.engineDrops) + past((end) => end.engineDrops),
    overflows: overflows(open, layer.queuePlace),
    descriptorsShort: open.some(({ problem }) => problem?.code === 'EMFILE'),
    queuePlace: layer.queuePlace,
    sockets: layer.name,
  };
}

/**
 * Known only when every socket could tell: a sum over some would be a wrong number. One that never heard
 * anything, and is gone, had nothing to drop.
 */
function drops(rows: readonly ListenRow[], closed: readonly EndpointSummary[]): number | null {
  let all = 0;
  for (const { kernelDrops, received, state } of rows) {
    if (kernelDrops === null && (state !== 'FAILED' || received > 0)) return null;
    all += kernelDrops ?? 0;
  }
  for (const { kernelDrops, datagramsReceived = 0 } of closed) {
    if (kernelDrops === undefined && datagramsReceived > 0) return null;
    all += kernelDrops ?? 0;
  }
  return all;
}

/** The kernel counts for the whole host, so that every server shows the same growth, but for its start. */
function overflows(rows: readonly ListenRow[], place: QueuePlace): number | null {
  const known = rows.map((row) => row.overflows).filter((count) => count !== null);
  if (known.length === 0) return null;
  return place === 'kernel' ? Math.max(...known) : known.reduce((all, count) => all + count);
}
