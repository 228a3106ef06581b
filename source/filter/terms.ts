// The one table of terms: what each is called, what may follow it, and which lists have its column. The
// parser, the engine's matching, and what is said while a filter is typed are made from it.

import type { CloseCause } from '../protocol/events.ts';
import type { AcceptMode, EndpointKind, ServiceName } from '../protocol/spec.ts';
import type { ConnectionState, EndpointState, ListName } from '../protocol/views.ts';
import { COUNT, PORT, type Quantity, SIZE, TIME } from './quantity.ts';

interface Common {
  readonly name: string;
  readonly lists: readonly ListName[];
}

export type TermInfo = Common &
  (
    | {
        readonly of: 'word';
        /** The words it may begin, by list; null: any word, a name or what stands before its number. */
        readonly words: { readonly [Name in ListName]?: readonly string[] } | null;
      }
    | { readonly of: 'number'; readonly quantity: Quantity }
    | { readonly of: 'network' }
    | { readonly of: 'payload'; readonly notation: 'text' | 'hex' }
  );

export const LISTS = [
  'listen',
  'clients',
  'datagrams',
  'groups',
  'traffic',
] as const satisfies readonly ListName[];

const ENDPOINTS: readonly ListName[] = ['listen', 'groups'];
const DATAGRAMS: readonly ListName[] = ['datagrams', 'traffic'];
const CARRYING: readonly ListName[] = ['clients', ...DATAGRAMS];

// Objects, so that a word that is new in the protocol can't be forgotten here.
const ENDPOINT_STATES: { readonly [State in EndpointState]: true } = {
  OPENING: true,
  CONNECTING: true,
  CONNECTED: true,
  LISTEN: true,
  BOUND: true,
  JOINED: true,
  PAUSED: true,
  FAILED: true,
  CLOSED: true,
};
const CONNECTION_STATES: { readonly [State in ConnectionState]: true } = {
  QUEUED: true,
  SYN_SENT: true,
  SYN_RECV: true,
  ESTABLISHED: true,
  FIN_WAIT1: true,
  FIN_WAIT2: true,
  CLOSE_WAIT: true,
  LAST_ACK: true,
  CLOSING: true,
  TIME_WAIT: true,
  CLOSED: true,
};
const KINDS: { readonly [Kind in EndpointKind]: true } = {
  tcp: true,
  udp: true,
  multicast: true,
  'tcp-client': true,
  'udp-client': true,
  'multicast-sender': true,
  relay: true,
};
const MODES: { readonly [Mode in AcceptMode]: true } = {
  concurrent: true,
  sequential: true,
  manual: true,
};
const SERVICES: { readonly [Service in ServiceName]: true } = {
  echo: true,
  upper: true,
  discard: true,
  none: true,
  respond: true,
  broadcast: true,
  'file-receive': true,
};
const CAUSES: { readonly [Cause in CloseCause]: true } = {
  peer: true,
  local: true,
  reset: true,
  aborted: true,
  kicked: true,
  idle: true,
  shutdown: true,
  rules: true,
  slow: true,
  target: true,
  cut: true,
  relayed: true,
};

const states = Object.keys(ENDPOINT_STATES);

export const TERMS: readonly TermInfo[] = [
  { name: 'endpoint', of: 'word', words: null, lists: LISTS },
  {
    name: 'state',
    of: 'word',
    words: { listen: states, groups: states, clients: Object.keys(CONNECTION_STATES) },
    lists: ['listen', 'clients', 'groups'],
  },
  { name: 'port', of: 'number', quantity: PORT, lists: LISTS },
  { name: 'from', of: 'network', lists: CARRYING },
  { name: 'to', of: 'network', lists: DATAGRAMS },
  { name: 'bytes', of: 'number', quantity: SIZE, lists: LISTS },
  { name: 'text', of: 'payload', notation: 'text', lists: CARRYING },
  { name: 'hex', of: 'payload', notation: 'hex', lists: CARRYING },
  { name: 'group', of: 'network', lists: ['groups', 'traffic'] },
  { name: 'address', of: 'network', lists: ENDPOINTS },
  { name: 'kind', of: 'word', words: { listen: Object.keys(KINDS) }, lists: ['listen'] },
  { name: 'mode', of: 'word', words: { listen: Object.keys(MODES) }, lists: ['listen'] },
  { name: 'service', of: 'word', words: { listen: Object.keys(SERVICES) }, lists: ['listen'] },
  { name: 'interface', of: 'word', words: null, lists: ENDPOINTS },
  { name: 'queue', of: 'number', quantity: COUNT, lists: ['listen'] },
  { name: 'clients', of: 'number', quantity: COUNT, lists: ['listen'] },
  { name: 'served', of: 'number', quantity: COUNT, lists: ['listen'] },
  { name: 'senders', of: 'number', quantity: COUNT, lists: ENDPOINTS },
  { name: 'drops', of: 'number', quantity: COUNT, lists: ENDPOINTS },
  { name: 'in', of: 'number', quantity: SIZE, lists: ['listen', 'clients'] },
  { name: 'out', of: 'number', quantity: SIZE, lists: ['listen', 'clients'] },
  { name: 'rtt', of: 'number', quantity: TIME, lists: ['clients'] },
  { name: 'ended', of: 'word', words: { clients: Object.keys(CAUSES) }, lists: ['clients'] },
];

export function termInfo(name: string): TermInfo | null {
  return TERMS.find((term) => term.name === name) ?? null;
}

/** The terms that at least one of these lists has a column for. */
export function termsOf(lists: readonly ListName[]): readonly TermInfo[] {
  return TERMS.filter((term) => term.lists.some((list) => lists.includes(list)));
}

/** The words that may follow a term in these lists, each once; null: any. */
export function wordsOf(term: TermInfo, lists: readonly ListName[]): readonly string[] | null {
  if (term.of !== 'word' || term.words === null) return null;
  const { words } = term;
  return [...new Set(lists.flatMap((list) => words[list] ?? []))];
}
