// The kinds of endpoint and their options, as data. Reading, writing, the form, --help: all from here.

import type { EndpointKind } from '../protocol/spec.ts';
import { readSource } from './host.ts';
import {
  durationOption,
  type Kind,
  type KindInfo,
  type Option,
  orNone,
  pathOption,
  textOption,
  timeoutOption,
  wordOption,
} from './option.ts';
import { multicastSender, tcpClient, udpClient } from './outgoing-kinds.ts';
import { receiveProtocol, receiving } from './receiving.ts';
import { relay } from './relay-kind.ts';
import { readSequence } from './sequence.ts';
import { backlog, buffer, maxClients, mode, multicastInterface } from './shared-options.ts';

const service = wordOption(
  {
    name: 'service',
    field: 'service',
    default: 'echo',
    meaning: 'what becomes of data',
  },
  ['echo', 'upper', 'discard', 'none', 'respond', 'broadcast', 'file-receive'],
);

/** What belongs to one service or some, in the order of the form. */
const ofServices: readonly Option[] = [
  wordOption(
    {
      name: 'strip',
      field: 'strip',
      default: 'off',
      meaning: 'echo, upper: without blanks at the ends',
    },
    ['on', 'off'],
  ),
  orNone(
    'off',
    pathOption(
      { name: 'rules', field: 'rules', default: '', meaning: 'respond: the file with its rules' },
      'rules.toml',
    ),
  ),
  wordOption(
    {
      name: 'nick',
      field: 'nick',
      default: 'off',
      meaning: 'broadcast: the first line is a name',
    },
    ['on', 'off'],
  ),
  ...receiving,
];

const delay = durationOption({
  name: 'delay',
  field: 'delayMs',
  default: '0',
  meaning: 'wait before each reply',
});

const sequence = textOption(
  {
    name: 'sequence',
    field: 'sequence',
    default: 'auto',
    meaning: 'where payloads carry a number',
  },
  'auto | off | mcjoin | rtp | u32be@0',
  readSequence,
  (value) => value ?? 'auto',
);

const tcp: Kind = {
  kind: 'tcp',
  meaning: 'a TCP server',
  defaultHost: '127.0.0.1',
  leastPort: 0,
  options: [
    mode,
    backlog,
    service,
    ...ofServices,
    delay,
    wordOption(
      {
        name: 'close',
        field: 'close',
        default: 'peer',
        meaning: 'when the client ends, or after one reply',
      },
      ['peer', 'reply'],
    ),
    maxClients('10000', 'connections held at once; the rest wait'),
    timeoutOption({
      name: 'idle',
      field: 'idleMs',
      default: 'off',
      meaning: 'close a connection silent for so long',
    }),
  ],
};

const udp: Kind = {
  kind: 'udp',
  meaning: 'a UDP server',
  defaultHost: '127.0.0.1',
  leastPort: 0,
  options: [service, ...ofServices, receiveProtocol, delay, buffer, sequence],
};

const multicast: Kind = {
  kind: 'multicast',
  meaning: 'a receiver for one group, which is the host',
  defaultHost: null,
  leastPort: 0,
  options: [
    multicastInterface('where the group is joined'),
    textOption(
      {
        name: 'source',
        field: 'source',
        default: 'any',
        meaning: 'this sender alone: a source-specific join',
      },
      'any | address',
      readSource,
      (value) => value ?? 'any',
    ),
    buffer,
    sequence,
  ],
};

export const TABLE: { readonly [Name in EndpointKind]: Kind } = {
  tcp,
  udp,
  multicast,
  'tcp-client': tcpClient,
  'udp-client': udpClient,
  'multicast-sender': multicastSender,
  relay,
};

/** Every kind that can be opened, with its options: for the form, --help and the readme. */
export const KINDS: readonly KindInfo[] = Object.values(TABLE);

export const KIND_NAMES = Object.keys(TABLE) as [EndpointKind, ...EndpointKind[]];

export function kindInfo(kind: EndpointKind): KindInfo {
  return TABLE[kind];
}
