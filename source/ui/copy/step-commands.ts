// What a person can type elsewhere to see what a step of a timeline did, or to do the same: ss(8), nc(1),
// socat(1), getent(1), ip(8). Numbers and addresses stand in them, and names as single words.

import { type Address, formatAddress } from '../../protocol/address.ts';
import { isOutgoing } from '../../protocol/spec.ts';
import type { ConnectionDetail, EndpointDetail, TimelineStep } from '../../protocol/views.ts';
import { commandsFor } from './commands.ts';
import { isTypable, shellWord } from './shell.ts';

type Subject = ConnectionDetail | EndpointDetail;
type Call = Extract<TimelineStep['event'], { of: 'call' }>;

/** The most telling first. */
export function stepCommands(step: TimelineStep, subject: Subject): readonly string[] {
  const own = subject.of === 'connection' ? ofConnection(step, subject) : ofEndpoint(step, subject);
  return [...new Set([...own, ...commandsFor(subject)])].filter(isTypable);
}

function ofConnection({ event, after }: TimelineStep, { row }: ConnectionDetail): string[] {
  const pair = pairOf(row.local.port, row.remote.port);
  switch (event.of) {
    case 'queued':
      return [`ss -tn state established ${pair}`];
    case 'handshake':
      return [`ss -tn state syn-recv ${pair}`];
    case 'fin':
      return [`ss -tn state ${after === 'TIME_WAIT' ? 'time-wait' : 'close-wait'} ${pair}`];
    case 'lost':
    case 'time-wait':
      return [`ss -tano ${pair}`];
    case 'forgotten':
      return [`ss -tni ${pair}`];
    case 'call':
      return ofStreamCall(event, row.remote, pair);
  }
}

function ofStreamCall({ call }: Call, remote: Address, pair: string): string[] {
  switch (call) {
    case 'accept':
      return [`ss -tnp state established ${pair}`];
    case 'socket':
    case 'connect':
      return [`nc ${shellWord(remote.address)} ${remote.port}`, socatTo('TCP', remote)];
    case 'recv':
    case 'send':
      return [`ss -tni ${pair}`];
    default:
      return [`ss -tano ${pair}`];
  }
}

function ofEndpoint({ event }: TimelineStep, { row }: EndpointDetail): string[] {
  if (event.of !== 'call') return [];
  const { call, arguments: args, error } = event;
  const { local } = row;
  switch (call) {
    case 'getaddrinfo':
      return [`getent ahosts ${shellWord(unquoted(args[0] ?? ''))}`];
    case 'accept': {
      const port = /:(\d+)$/.exec(args[1] ?? '')?.[1];
      return port === undefined
        ? []
        : [`ss -tnp state established ${pairOf(local.port, Number(port))}`];
    }
    case 'bind':
      if (error === 'EADDRINUSE') return [holderOf(row)];
      return openElsewhere(row);
    case 'socket':
    case 'listen':
    case 'recvfrom':
      return openElsewhere(row);
    case 'setsockopt':
      return (args[2] ?? '').startsWith('MCAST_')
        ? [`ip maddress show dev ${shellWord(args[3] ?? '')}`]
        : openElsewhere(row);
    default:
      return [];
  }
}

function openElsewhere({ kind, transport, local }: EndpointDetail['row']): string[] {
  if (isOutgoing(kind)) return [];
  if (transport === 'tcp') return listenElsewhere(local);
  return [`ss -uanm 'sport = :${local.port}'`];
}

/** Who has the port that was asked for. */
function holderOf({ transport, local }: EndpointDetail['row']): string {
  return `ss ${transport === 'tcp' ? '-tlnp' : '-uanp'} '( sport = :${local.port} )'`;
}

/** To see it, and to do the same with another program. */
function listenElsewhere({ address, port, family }: Address): string[] {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return [
    `ss -tln '( sport = :${port} )'`,
    `socat ${shellWord(`TCP-LISTEN:${port},bind=${host},reuseaddr,fork`)} PIPE`,
    `nc -l ${shellWord(address)} ${port}`,
  ];
}

const socatTo = (protocol: 'TCP' | 'UDP', to: Address): string =>
  `socat - ${shellWord(`${protocol}:${formatAddress(to)}`)}`;

/** Of all connections of the server the one with this port of the client's, or of the peer's. */
const pairOf = (ours: number, theirs: number): string =>
  `'( sport = :${ours} and dport = :${theirs} )'`;

/** A name as it was looked up, out of the call's own quotes. */
function unquoted(argument: string): string {
  try {
    return String(JSON.parse(argument));
  } catch {
    return argument;
  }
}
