// What the details of a row say. ASCII only: glyphs come from the theme.

import type { CloseCause } from '../../protocol/events.ts';
import { onTheWay } from '../../protocol/loss.ts';
import type { TransferProtocol } from '../../protocol/transfer.ts';
import type { Attempts } from '../../protocol/views.ts';

type Hint = readonly [key: string, does: string];

const CAUSES: { readonly [Cause in CloseCause]: string } = {
  peer: 'the peer ended it (FIN)',
  local: 'we ended it (FIN)',
  reset: 'reset by the peer (RST)',
  aborted: 'reset by us (RST)',
  kicked: 'disconnected by hand',
  idle: 'silent for too long',
  shutdown: 'its endpoint was closed',
  rules: 'it sent what the service does not take',
  slow: 'it did not read what the others sent',
  target: 'the target could not be reached: reset by us (RST)',
  cut: 'cut on purpose: reset by us (RST)',
  relayed: 'the other side was reset: passed on (RST)',
};

export const details = {
  title: (name: string) => `Details of ${name}`,
  datagram: (number: string) => `datagram ${number}`,
  pending: 'Asking for it...',
  gone: (name: string) => `${name} is no longer there.`,
  nameOfGone: (name: string) => `${name} (gone)`,
  asNow: 'The picture is frozen; this is as it stands now.',
  lastSeen: (name: string) => `${name} is no longer there: this is what was last known of it.`,
  justNow: 'just now',
  ago: (time: string) => `${time} ago`,
  searchNotation: 'text, text:"\\r\\n" or hex:ff00',
  searchHints: 'n next  N previous  Esc ends it',
  hits: (at: number, all: number, more: boolean) => {
    if (all === 0) return 'not found';
    const total = more ? `${all} or more` : `${all}`;
    return at === 0 ? `${total} found` : `${at} of ${total}`;
  },
  place: (first: number, last: number, total: number) => `${first}-${last} of ${total}`,
  hints: [
    ['Up/Down', 'scroll'],
    ['/', 'search'],
  ] as readonly Hint[],
  /** After the keys that act on what is described. */
  moreHints: [
    ['PgUp/PgDn', 'page'],
    ['g/G', 'start, end'],
    ['Esc', 'back'],
  ] as readonly Hint[],

  mode: (mode: string, paused: boolean) =>
    paused ? `${mode}; accepting is stopped, clients wait in the queue` : mode,
  queue: (depth: string, backlog: string, place: 'kernel' | 'program') =>
    `${depth} waiting, backlog ${backlog}, held by the ${place}`,
  rates: (messages: string, bytesIn: string, bytesOut: string) =>
    `${messages}, in ${bytesIn}, out ${bytesOut}`,
  ofHost: (count: string) => `${count} on the whole host since start`,
  connections: (now: string, made: string) => `${now} now, ${made} made`,
  refusals: (n: string) => `${n} times: nobody listens there (ICMP port unreachable)`,
  attempts: ({ connecting, connected, refused, timedOut, unreachable, failed }: Attempts) =>
    [
      [connected, 'connected'] as const,
      [connecting, 'connecting'] as const,
      [refused, 'refused'] as const,
      [timedOut, 'timed out'] as const,
      [unreachable, 'unreachable'] as const,
      [failed, 'failed'] as const,
    ]
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`)
      .join(', ') || 'not tried',
  clients: (now: string, served: string) => `${now} now, ${served} served`,
  traffic: (bytes: string, messages: string | null) =>
    messages === null ? bytes : `${bytes} in ${messages} datagrams`,
  buffer: (used: string, size: string, asked: string) =>
    `${used} of ${size} in use; asked for ${asked}`,
  membership: (address: string, inKernel: boolean | null) =>
    `joined as ${address}; in the kernel's table: ${inKernel === null ? '--' : inKernel ? 'yes' : 'NO'}`,
  sender: (datagrams: string, rate: string) => `${datagrams} datagrams, ${rate}`,
  notNumbered: (sequence: string) =>
    sequence === 'off'
      ? 'what was lost on the way is not known: sequence=off'
      : `what was lost on the way is not known: no number in a payload yet (sequence=${sequence})`,
  gaps: (gaps: string, numbered: string) => `${gaps} missing among ${numbered} numbered`,
  /**
   * Gaps that the kernel's drops can explain are ours; the rest never reached the socket.
   * @param unsent of our own, where what comes back is looked at: none of them can
   */
  where(gaps: number, kernelDrops: number | null, unsent = 0): string {
    const lost = onTheWay(gaps, kernelDrops === null ? null : kernelDrops + unsent);
    if (lost === null) return 'here or on the way: the kernel can not be asked what it dropped';
    const others =
      unsent > 0 ? 'not sent, or drops of the kernel here' : 'drops of the kernel here';
    if (lost === 0)
      return `all may be ${others}${unsent > 0 ? '' : ': the receive buffer was full'}`;
    const all = lost === gaps;
    return all
      ? 'all on the way, by sender or network: the kernel dropped none here'
      : `at least ${lost} on the way, by sender or network; the others may be ${others}`;
  },
  andMore: (shown: string, more: string) => `${shown}  and ${more} more`,
  unseen: (n: string) => `${n} were more than pictures have rows for; none of them is lost`,
  notLost: 'what the engine drops has arrived: it leaves no gap',
  notSent: 'what the engine drops was not sent: its numbers are missing at the other end',
  order: (duplicates: string, late: string, restarts: string) =>
    `${duplicates} twice, ${late} late, ${restarts} restarts`,
  jitter: (time: string, assumed: boolean) => `jitter ${time}${assumed ? ' if sent evenly' : ''}`,
  senderNumbers: (format: string, gaps: string, order: string, jitter: string) =>
    `${format}: ${gaps} missing, ${order}, ${jitter}`,
  never: 'off',
  anySource: 'any',
  cause: (cause: CloseCause) => CAUSES[cause],
  waited: (time: string) => `${time} before it was accepted`,
  waiting: {
    kernel: 'in the accept queue: the handshake is done, nobody has accepted it yet',
    program: 'waits in the program: Node accepted it, nothing of it has been read yet',
  },
  sentUnread: (bytes: string) => `${bytes} sent, not yet read`,
  notReading: (byService: boolean) =>
    byService ? 'no: the service none reads nothing' : 'stopped by hand; what comes stays unread',
  halfClosed: 'our direction has ended (FIN)',
  file: (name: string, sent: string, size: string, why: string | null) =>
    `${name}: ${sent} of ${size} sent${why === null ? '' : `. ${why}`}`,
  backPressure: 'the peer does not read our answers: we stopped reading from it',
  timeWait: (left: string) =>
    `${left} left; until then bind() to its port needs SO_REUSEADDR, or fails with EADDRINUSE`,
  rtt: (time: string, variation: string) => `${time}, variation ${variation}`,
  arriving: (rate: string) => `${rate} arriving`,
  acknowledged: (rate: string) => `${rate} acknowledged`,
  queued: (payload: string, memory: string, limit: string) =>
    `${payload}, buffer ${memory} of ${limit}`,
  segments: (n: string) => `${n} segments`,
  direction: { in: 'received', out: 'sent' },
  chunk: (bytes: string, offset: string) => `${bytes} at ${offset}`,
  kept: (kept: string) => `first ${kept} kept`,
  conversation: 'Conversation',
  payload: 'Payload',
  nothingYet: 'No payload yet.',
  notRead: 'Its turn has not come, so nothing has been read.',
  forgotten: (bytes: string) => `${bytes} B before this are no longer kept.`,

  labels: {
    state: 'state',
    problem: 'problem',
    notice: 'notice',
    endpoint: 'endpoint',
    spec: 'spec',
    local: 'local',
    remote: 'remote',
    resolved: 'name gives',
    mode: 'mode',
    service: 'service',
    delay: 'delay',
    close: 'close',
    idle: 'idle',
    maxClients: 'max clients',
    queue: 'queue',
    overflows: 'overflows',
    listenDrops: 'listen drops',
    clients: 'clients',
    received: 'received',
    sent: 'sent',
    rate: 'rate',
    buffer: 'buffer',
    kernelDrops: 'kernel drops',
    gaps: 'gaps',
    order: 'order',
    engineDrops: 'engine drops',
    unseen: 'unseen',
    senders: 'senders',
    lastSender: 'last sender',
    source: 'source',
    opened: 'opened',
    descriptor: 'descriptor',
    cause: 'ended by',
    accepted: 'accepted',
    connected: 'connected',
    connections: 'connections',
    attempts: 'tried',
    refusals: 'refused',
    started: 'started',
    closed: 'closed',
    seen: 'first seen',
    waited: 'waited',
    timeWait: 'TIME_WAIT',
    pressure: 'back-pressure',
    reading: 'reading',
    halfClosed: 'half-closed',
    file: 'file',
    transfer: 'file',
    transfers: 'files',
    rtt: 'round trip',
    congestion: 'congestion',
    inFlight: 'in flight',
    mss: 'mss',
    retransmits: 'retransmits',
    sendQueue: 'send queue',
    receiveQueue: 'receive queue',
    time: 'time',
    from: 'from',
    to: 'to',
    group: 'group',
    length: 'length',
    text: 'as text',
  },
};

/** A file that is received. */
export const transferDetails = {
  none: 'none received yet',
  from: (address: string) => `from ${address}`,
  counts: (announced: string, received: string, written: string, likely: boolean) =>
    `announced ${announced}${likely ? ' (likely)' : ''}, received ${received}, written ${written}`,
  rate: (rate: string, over: boolean) => (over ? `${rate} on the whole` : `${rate} now`),
  nowhere: 'nothing kept',
  at: (path: string, started: string) => `${path}, begun ${started}`,
  /** In halves: as a whole it is wider than what 80 columns leave. */
  sha256: (hash: string) => [
    `SHA-256 ${hash.slice(0, hash.length / 2)}`,
    `        ${hash.slice(hash.length / 2)}`,
  ],
  unproven: (protocol: TransferProtocol | null) => UNPROVEN[protocol ?? 'udp-eof'],
};

/** What a verdict leaves open: none of the protocols carries a checksum of the file. */
const UNPROVEN: { readonly [Protocol in TransferProtocol]: string } = {
  'tcp-size':
    'Not proven: that these are the bytes the sender meant. Only their number was announced; compare the SHA-256.',
  'udp-eof':
    'Not proven: the order. Blocks carry no numbers, so swapped ones, or one lost and another doubled, look right; compare the SHA-256.',
  'udp-ack':
    'Not proven: that no block was altered beyond what UDP’s 16-bit checksum finds; compare the SHA-256.',
};
