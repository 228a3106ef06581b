// What the doctor says of servers and clients: opening, addresses, ports, the accept gate, the peer.

import { many } from './words.ts';

const addresses = (list: readonly string[]): string =>
  list.length === 0 ? 'none' : list.join(', ');

/** Its process may be another user's, or was not found in the time that the search may take. */
const SOMEBODY = 'A process that could not be told';

export const failedToOpen = (message: string) => [message] as const;
export const holder = (address: string, process: string | null, port: number) =>
  [
    process === null ? `${SOMEBODY} has ${address}.` : `${process} has ${address}.`,
    process === null
      ? `As root it can be seen who: ss -anp 'sport = :${port}'`
      : 'End it, or choose another port (0 takes a free one).',
  ] as const;
export const privileged = (port: number, first: number) =>
  [
    `Port ${port} needs privilege: here ports from ${first} on need none (net.ipv4.ip_unprivileged_port_start).`,
    `Choose one from ${first} on, or as root: sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`,
  ] as const;
export const addressesHere = (there: readonly string[]) =>
  [`The addresses of this host are ${addresses(there)}.`, 'Choose one of them.'] as const;

export const loopbackOnly = (address: string, others: readonly string[], port: number) =>
  [
    `It is bound to ${address}: only programs of this host reach it.`,
    others.length === 0
      ? 'This host has no other address that is up.'
      : `For other hosts open it on one of ${addresses(others)}, or on all: ${address.includes(':') ? '[::]' : '0.0.0.0'}:${port}`,
  ] as const;
export const everyAddress = (both: boolean) =>
  [
    both
      ? 'It is bound to every address, IPv6 and IPv4.'
      : 'It is bound to every IPv4 address. Who tries IPv6 first (localhost may be ::1) does not reach it.',
  ] as const;
export const oneAddress = (address: string, on: string) =>
  [`It is bound to ${address}, on ${on}: only what is sent to that address reaches it.`] as const;
export const addressGone = (address: string) =>
  [
    `It is bound to ${address}, which no interface that is up has now.`,
    'Give the address back to an interface, or open it on another.',
  ] as const;

export const portAlone = (port: number) =>
  [`No other socket of this host has port ${port}.`] as const;
export const portShared = (address: string, process: string | null) =>
  [
    `${process ?? SOMEBODY} has ${address} as well: what is sent to that address goes there.`,
    'Send to the address of this one, or end the other.',
  ] as const;
export const portUnknown = ['Who else has the port can not be asked for on this system.'] as const;

export const paused = (waiting: number) =>
  [`Accepting is stopped; ${many(waiting, 'client')} waiting.`, 'Go on with :pause'] as const;
export const byHand = (waiting: number) =>
  [
    `It accepts by hand; ${many(waiting, 'client')} waiting.`,
    'Take the next one with :accept, or let it accept by itself with :concurrent',
  ] as const;
export const oneAtATime = (waiting: number) =>
  [
    `It serves one client at a time, and one is being served; ${many(waiting, 'client')} waiting.`,
    'Accept everyone at once with :concurrent, or disconnect the client.',
  ] as const;
export const full = (clients: number) =>
  [
    `It holds ${many(clients, 'client')}, and that is its limit (max-clients).`,
    'Disconnect some, or open it with a larger limit.',
  ] as const;
export const accepts = (clients: number) =>
  [`It accepts; ${many(clients, 'client')} now.`] as const;

export const queueFull = (depth: number, backlog: number) =>
  [
    `The accept queue is full: ${depth} wait, the backlog is ${backlog}. More clients are not answered, and time out.`,
    'Accept some, or open it with a larger backlog.',
  ] as const;
export const queueRoom = (depth: number, backlog: number) =>
  [`${many(depth, 'client')} in the accept queue, the backlog is ${backlog}.`] as const;
export const queueUnknown = ['The accept queue can not be seen on this system.'] as const;
export const overflows = (count: number) =>
  [
    `Clients found an accept queue of this host full ${many(count, 'time')} since this server opened.`,
    'Accept faster, or open it with a larger backlog.',
  ] as const;

export const halfOpen = (count: number, first: string, way: string) =>
  [
    `${many(count, 'handshake')} half done (SYN_RECV), one with ${first}: our answer, or theirs to it, is lost. ${way}`,
    `Look at firewalls between, and at the way back: ip route get ${first}`,
  ] as const;
export const wayOut = (out: string) => `Our answer leaves by ${out}.`;
export const wayNowhere = (code: string) => `There is no way back (${code}).`;
export const wayUnknown = 'The way back is not known.';
export const noHalfOpen = ['No handshake hangs half done.'] as const;
export const halfOpenUnknown = [
  'Whether handshakes hang half done can not be asked for on this system.',
] as const;

export const answersNothing = (service: string) =>
  [
    `service=${service} never answers: what arrives is ${service === 'none' ? 'left' : 'dropped'}.`,
    'If answers are missed, open it with service=echo.',
  ] as const;

export const refused = (address: string, count: number) =>
  [
    `${address} refused ${many(count, 'time')}: the host is there, but nobody listens on that port.`,
    'Start the server, or check port and address.',
  ] as const;
export const timedOut = (address: string, count: number) =>
  [
    `${address} did not answer ${many(count, 'time')}.`,
    'The host is down or elsewhere, a firewall swallows it, or its accept queue is full.',
  ] as const;
export const unreachable = (address: string, count: number) =>
  [
    `${many(count, 'time')} this host or a router said that there is no way to ${address}.`,
    'Check the address and the routes.',
  ] as const;
export const otherFailure = (address: string, count: number) =>
  [`Connecting to ${address} failed ${many(count, 'time')}.`] as const;
export const connected = (address: string, count: number) =>
  [`${many(count, 'connection')} to ${address}.`] as const;
export const connecting = (address: string) => [`${address} has not answered yet.`] as const;
export const portUnreachable = (address: string, count: number) =>
  [
    `${many(count, 'time')} ${address} answered that nobody has the port (ICMP port unreachable).`,
    'Start the server, or check port and address.',
  ] as const;
export const noIcmp = (address: string, sent: number) =>
  [
    `${many(sent, 'datagram')} went to ${address}; neither an answer nor an ICMP error came back.`,
    'The server may not answer by design; else the host is down, or a firewall swallows one of the two.',
  ] as const;
export const sentNothing = [
  'It has sent nothing yet.',
  'Look at what it is to send, and when.',
] as const;

export const goesOut = (address: string, out: string, gateway: string | null, source: string) =>
  [
    `${address} is reached through ${out}${gateway === null ? '' : `, by the router ${gateway}`}, from ${source}.`,
  ] as const;
export const goesNowhere = (address: string, code: string) =>
  [
    `There is no way to ${address} (${code}).`,
    `Look at the routes: ip route get ${address}`,
  ] as const;
export const goesUnknown = (address: string) =>
  [`The way to ${address} can not be asked for on this system.`] as const;
export const ttlShort = (ttl: number, gateway: string) =>
  [
    `ttl=${ttl} ends at the router ${gateway}.`,
    'Open it with a larger ttl, or ttl=system.',
  ] as const;
