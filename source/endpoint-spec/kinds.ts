// The kinds of endpoint and their options, as data. Reading, writing, the form, --help: all from here.

import type { EndpointKind, OutgoingKind } from '../protocol/spec.ts';
import { readInterface, readSource } from './host.ts';
import {
  durationOption,
  type KindInfo,
  numberOption,
  type Option,
  sizeOption,
  textOption,
  timeoutOption,
  wordOption,
} from './option.ts';

/** listen(2) takes an int; the kernel cuts it to net.core.somaxconn, and the endpoint shows what is in force. */
const LARGEST_BACKLOG = 2 ** 31 - 1;
/** Above the descriptors that a process can have on any Linux in use (fs.nr_open). */
const MOST_CLIENTS = 1_048_576;

const service = wordOption(
  {
    name: 'service',
    field: 'service',
    default: 'echo',
    meaning: 'what is done with what arrives',
  },
  ['echo', 'upper', 'discard', 'none'],
);

const delay = durationOption({
  name: 'delay',
  field: 'delayMs',
  default: '0',
  meaning: 'wait before each reply',
});

const buffer = sizeOption({
  name: 'buffer',
  field: 'bufferBytes',
  default: '4MiB',
  meaning: 'receive buffer asked of the kernel',
});

export interface Kind extends KindInfo {
  readonly options: readonly Option[];
}

const tcp: Kind = {
  kind: 'tcp',
  meaning: 'a TCP server',
  defaultHost: '127.0.0.1',
  options: [
    wordOption(
      { name: 'mode', field: 'mode', default: 'concurrent', meaning: 'when clients are accepted' },
      ['concurrent', 'sequential', 'manual'],
    ),
    numberOption(
      {
        name: 'backlog',
        field: 'backlog',
        default: '128',
        meaning: 'the number given to listen()',
      },
      1,
      LARGEST_BACKLOG,
    ),
    service,
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
    numberOption(
      {
        name: 'max-clients',
        field: 'maxClients',
        default: '10000',
        meaning: 'connections held at once; the rest wait',
      },
      1,
      MOST_CLIENTS,
    ),
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
  options: [service, delay, buffer],
};

const multicast: Kind = {
  kind: 'multicast',
  meaning: 'a receiver for one group, which is the host',
  defaultHost: null,
  options: [
    textOption(
      {
        name: 'interface',
        field: 'interface',
        default: 'all',
        meaning: 'where the group is joined',
      },
      'name | address | loopback | all',
      readInterface,
      (value) => value ?? 'all',
    ),
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
  ],
};

export const TABLE: { readonly [Name in EndpointKind]: Kind } = { tcp, udp, multicast };

/** Every kind that can be opened, with its options: for the form, --help and the readme. */
export const KINDS: readonly KindInfo[] = [tcp, udp, multicast];

export const OUTGOING: readonly OutgoingKind[] = ['tcp-client', 'udp-client', 'multicast-sender'];

export function kindInfo(kind: EndpointKind): KindInfo {
  return TABLE[kind];
}
