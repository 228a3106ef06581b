// Everything known of an endpoint.

import type { Address } from '../../../protocol/address.ts';
import { isOutgoing } from '../../../protocol/spec.ts';
import type {
  EndpointDetail,
  ListenRow,
  SenderRow,
  SequenceTally,
} from '../../../protocol/views.ts';
import { STATE_MEANING } from '../../panes/cells.ts';
import { doneText, relay } from '../../relay-messages.ts';
import { printable } from '../../text/escape.ts';
import { count, duration, perSecond, rate, rtt } from '../../text/format.ts';
import type { Theme } from '../../theme.ts';
import { details as messages } from '../details-messages.ts';
import { fileFact } from './connection.ts';
import { addressText, exactBytes, type Fact, fact, moment, number, when } from './fact.ts';
import { transfersFacts } from './transfer.ts';

const { labels } = messages;

export function endpointFacts(detail: EndpointDetail, theme: Theme, now: number): readonly Fact[] {
  const { row } = detail;
  const safe = (text: string) => printable(text, theme.ascii);
  return [
    fact(labels.state, row.state, STATE_MEANING[row.state]),
    ...problemFacts(detail, safe),
    fact(labels.endpoint, safe(row.key)),
    fact(labels.spec, safe(detail.spec)),
    ...addressFacts(detail, theme),
    ...when(detail.resolved.length > 1, fact(labels.resolved, safe(detail.resolved.join('  ')))),
    ...relayFacts(row, safe),
    fact(labels.opened, moment(detail.openedAt, now)),
    // Connections have one each, and no other is needed.
    ...when(row.kind !== 'tcp-client', fact(labels.descriptor, number(detail.descriptor))),
    ...when(row.service !== null, fact(labels.service, row.service ?? '')),
    ...when(row.service !== null, fact(labels.delay, duration(detail.delayMs))),
    ...kindFacts(detail, theme),
    ...(detail.transfers === undefined ? [] : transfersFacts(detail.transfers, theme, now)),
    ...(detail.files ?? []).map((file) => fileFact(file, theme)),
    fact(labels.rate, ratesText(row)),
    fact(labels.engineDrops, number(row.engineDrops), row.engineDrops > 0 ? 'lost' : 'normal'),
    ...when(
      detail.unseen !== undefined,
      fact(labels.unseen, messages.unseen(number(detail.unseen ?? null))),
    ),
  ];
}

/** Where a relay passes on to, and what its faults did, apart from everything that was lost. */
function relayFacts(
  { relay: relayed, transport }: ListenRow,
  safe: (text: string) => string,
): readonly Fact[] {
  if (relayed === undefined || transport === 'multicast') return [];
  const done = (direction: 'up' | 'down'): Fact => {
    const text = doneText(relayed.onPurpose[direction], transport);
    const shown = text === '' ? relay.nothingDone : relay.onPurpose(text);
    return fact(relay.labels.onPurpose[direction], shown, text === '' ? 'normal' : 'waiting');
  };
  return [
    fact(relay.labels.to, safe(relayed.to), 'strong'),
    fact(relay.labels.faults, relayed.faults === '' ? relay.noFaults : safe(relayed.faults)),
    done('up'),
    done('down'),
  ];
}

/** Where others come to, or where it sends to and from. */
function addressFacts({ row, locals = [] }: EndpointDetail, theme: Theme): readonly Fact[] {
  const group = row.transport === 'multicast';
  if (row.remote === null) {
    return [fact(group ? labels.group : labels.local, addressText(row.local, theme))];
  }
  return [
    fact(group ? labels.group : labels.remote, addressText(row.remote, theme), 'strong'),
    // Each has its own. Those of TCP stand with the connections.
    ...when(
      row.clients === 1 && row.local.port > 0,
      fact(labels.local, addressText(row.local, theme)),
    ),
    ...when(locals.length > 1, fact(labels.local, localsText(locals, row.clients, theme))),
  ];
}

function localsText(locals: readonly Address[], all: number, theme: Theme): string {
  const shown = locals.map((local) => addressText(local, theme)).join('  ');
  return all > locals.length ? messages.andMore(shown, number(all - locals.length)) : shown;
}

function kindFacts(detail: EndpointDetail, theme: Theme): readonly Fact[] {
  if (detail.row.transport !== 'tcp') return datagramFacts(detail, theme);
  return isOutgoing(detail.row.kind) ? tcpClientFacts(detail, theme) : tcpFacts(detail);
}

function tcpClientFacts({ row, attempts, close }: EndpointDetail, theme: Theme): readonly Fact[] {
  return [
    ...attempts.map((each, index) =>
      fact(
        index === 0 ? labels.attempts : '',
        `${addressText(each.remote, theme)}  ${messages.attempts(each)}`,
        each.connected > 0 ? 'served' : each.connecting > 0 ? 'waiting' : 'normal',
      ),
    ),
    fact(labels.connections, messages.connections(number(row.clients), number(row.served))),
    fact(labels.close, close ?? '--'),
    fact(labels.received, messages.traffic(exactBytes(row.bytesReceived), null)),
    fact(labels.sent, messages.traffic(exactBytes(row.bytesSent), null)),
  ];
}

function ratesText(row: ListenRow): string {
  const { messagesPerSecond, bytesInPerSecond, bytesOutPerSecond } = row;
  return messages.rates(
    perSecond(messagesPerSecond),
    rate(bytesInPerSecond),
    rate(bytesOutPerSecond),
  );
}

function problemFacts({ row }: EndpointDetail, safe: (text: string) => string): readonly Fact[] {
  if (row.problem === null) return [];
  const failed = row.state === 'FAILED';
  const { code, operation, address, message } = row.problem;
  const where = [operation, address ?? '', code].filter(Boolean).join('  ');
  return [
    fact(failed ? labels.problem : labels.notice, safe(message), failed ? 'failed' : 'paused'),
    fact('', safe(where), 'dim'),
  ];
}

function tcpFacts(detail: EndpointDetail): readonly Fact[] {
  const { row } = detail;
  const paused = row.state === 'PAUSED';
  const queue = messages.queue(
    number(row.queueDepth),
    number(row.backlog),
    row.queuePlace ?? 'kernel',
  );
  // The kernel counts them for the whole host; a queue in the program is counted by itself.
  const overflows = row.queuePlace === 'kernel' ? hostWide(row.overflows) : number(row.overflows);
  return [
    fact(labels.mode, messages.mode(row.mode ?? '--', paused), paused ? 'paused' : 'normal'),
    fact(labels.queue, queue, (row.queueDepth ?? 0) > 0 ? 'waiting' : 'normal'),
    fact(labels.overflows, overflows, (row.overflows ?? 0) > 0 ? 'lost' : 'normal'),
    fact(labels.listenDrops, hostWide(detail.hostListenDrops)),
    fact(labels.clients, messages.clients(number(row.clients), number(row.served))),
    fact(labels.maxClients, number(detail.maxClients)),
    fact(labels.close, detail.close ?? '--'),
    fact(labels.idle, detail.idleMs === null ? messages.never : duration(detail.idleMs)),
    fact(labels.received, messages.traffic(exactBytes(row.bytesReceived), null)),
    fact(labels.sent, messages.traffic(exactBytes(row.bytesSent), null)),
  ];
}

function hostWide(n: number | null): string {
  return n === null ? '--' : messages.ofHost(number(n));
}

function datagramFacts(detail: EndpointDetail, theme: Theme): readonly Fact[] {
  const { row } = detail;
  const safe = (text: string) => printable(text, theme.ascii);
  const buffer = messages.buffer(
    exactBytes(row.bufferUsed),
    exactBytes(row.bufferSize),
    exactBytes(detail.bufferAsked),
  );
  return [
    ...when(
      row.kind === 'multicast',
      fact(labels.source, row.source === null ? messages.anySource : safe(row.source)),
    ),
    ...detail.memberships.map(({ interface: name, address, inKernel }) =>
      fact(
        ` ${safe(name)}`,
        messages.membership(safe(address), inKernel),
        inKernel === false ? 'failed' : 'normal',
      ),
    ),
    fact(labels.received, messages.traffic(exactBytes(row.bytesReceived), number(row.received))),
    fact(labels.sent, messages.traffic(exactBytes(row.bytesSent), number(row.sent))),
    ...when(detail.bufferAsked !== null, fact(labels.buffer, buffer)),
    ...when(
      (detail.refusals ?? 0) > 0,
      fact(labels.refusals, messages.refusals(number(detail.refusals)), 'failed'),
    ),
    fact(
      labels.kernelDrops,
      number(row.kernelDrops),
      (row.kernelDrops ?? 0) > 0 ? 'lost' : 'normal',
    ),
    ...lossFacts(detail),
    fact(labels.senders, count(row.senders)),
    fact(labels.lastSender, addressText(row.lastSender, theme)),
    ...detail.senders.flatMap((sender) => senderFacts(sender, theme)),
  ];
}

/** What the numbers in payloads say, and where what is missing went. */
function lossFacts({ row, sequence, numbers }: EndpointDetail): readonly Fact[] {
  const asked = sequence ?? '--';
  const outgoing = isOutgoing(row.kind);
  const dropped = when(
    row.engineDrops > 0,
    fact('', outgoing ? messages.notSent : messages.notLost, 'dim'),
  );
  if (numbers === null) {
    const own = outgoing ? dropped : [];
    return [fact(labels.gaps, '--'), fact('', messages.notNumbered(asked), 'dim'), ...own];
  }
  const unsent = outgoing ? row.engineDrops : 0;
  const { gaps, numbered } = numbers;
  const missing = gaps > 0 ? 'lost' : 'normal';
  return [
    fact(labels.gaps, messages.gaps(number(gaps), number(numbered)), missing),
    ...when(gaps > 0, fact('', messages.where(gaps, row.kernelDrops, unsent), 'lost')),
    ...dropped,
    fact(labels.order, orderText(numbers)),
  ];
}

function orderText({ duplicates, late, restarts }: SequenceTally): string {
  return messages.order(number(duplicates), number(late), number(restarts));
}

/** Who it is and how much it sent; below, what its numbers say. */
function senderFacts(sender: SenderRow, theme: Theme): readonly Fact[] {
  const { remote, datagrams, perSecond: ofSender, numbers } = sender;
  const sent = messages.sender(number(datagrams), perSecond(ofSender));
  const head = fact('', `${addressText(remote, theme)}  ${sent}`);
  if (numbers === null) return [head];
  const { format, gaps, jitterMicros, jitterAssumed } = numbers;
  const jitter = messages.jitter(rtt(jitterMicros), jitterAssumed && jitterMicros !== null);
  const name = printable(format, theme.ascii);
  const told = messages.senderNumbers(name, number(gaps), orderText(numbers), jitter);
  return [head, fact('', `  ${told}`, gaps > 0 ? 'lost' : 'dim')];
}
