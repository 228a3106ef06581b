// The kinds that connect or send by themselves, and their options.

import { parseRate } from './amounts.ts';
import {
  type Kind,
  numberOption,
  type Option,
  orNone,
  pathOption,
  timeoutOption,
  wordOption,
} from './option.ts';
import { buffer, connectTimeout, multicastInterface } from './shared-options.ts';
import { LONGEST_BYTES, readText, writeText } from './text.ts';

/** Connections or sockets of one outgoing endpoint: well within the ports that a host gives out. */
const MOST_OUTGOING = 10_000;
/** Messages a second and socket; above it one thread could not make them. */
const MOST_A_SECOND = 1_000_000;
/** Eleven days of that. */
const MOST_MESSAGES = 1_000_000_000_000;

/** What is sent, and when: the same for all that send by themselves. */
const sending: readonly Option[] = [
  {
    name: 'send',
    field: 'send',
    default: 'off',
    syntax: 'off, text (\\n \\t \\0 \\xHH \\\\ \\,)',
    words: null,
    meaning: 'what is sent',
    escaped: true,
    read: (text) => (text === 'off' ? null : readText('send', text)),
    // The text "off" itself needs an escape.
    write: (value: string | null) =>
      value === null ? 'off' : writeText(value).replace(/^off$/, '\\x6fff'),
  },
  timeoutOption({
    name: 'every',
    field: 'everyMs',
    default: 'off',
    meaning: 'send it again after so long',
  }),
  {
    name: 'rate',
    field: 'perSecond',
    default: 'off',
    syntax: 'off, 100/s',
    words: null,
    meaning: 'so many a second, each socket',
    read: (text) => (text === 'off' ? null : parseRate(text, MOST_A_SECOND)),
    write: (value: number | null) => (value === null ? 'off' : `${value}/s`),
  },
  orNone(
    'off',
    numberOption(
      { name: 'count', field: 'count', default: '', meaning: 'how many of them, each socket' },
      1,
      MOST_MESSAGES,
    ),
  ),
  orNone(
    'off',
    numberOption(
      { name: 'size', field: 'size', default: '', meaning: 'bytes of each, filled with zeros' },
      1,
      LONGEST_BYTES,
    ),
  ),
  wordOption(
    {
      name: 'counter',
      field: 'counter',
      default: 'auto',
      meaning: 'number in front; auto: without a text',
    },
    ['auto', 'off', 'u32be', 'u64be'],
  ),
];

const sendFile = (meaning: string): Option =>
  orNone(
    'off',
    pathOption({ name: 'send-file', field: 'sendFile', default: '', meaning }, 'file.bin'),
  );

const clients = (meaning: string) =>
  numberOption({ name: 'clients', field: 'clients', default: '1', meaning }, 1, MOST_OUTGOING);

export const tcpClient: Kind = {
  kind: 'tcp-client',
  meaning: 'TCP connections to a server',
  defaultHost: '127.0.0.1',
  leastPort: 1,
  options: [
    clients('connections at once'),
    ...sending,
    sendFile('a file that each sends: its size, then it'),
    wordOption(
      {
        name: 'pad',
        field: 'pad',
        default: 'off',
        meaning: 'its size with blanks, instead of a pause',
      },
      ['on', 'off'],
    ),
    wordOption(
      {
        name: 'close',
        field: 'close',
        default: 'peer',
        meaning: 'when our side ends',
      },
      ['peer', 'sent', 'reply'],
    ),
    connectTimeout,
  ],
};

export const udpClient: Kind = {
  kind: 'udp-client',
  meaning: 'connected UDP sockets',
  defaultHost: '127.0.0.1',
  leastPort: 1,
  options: [
    clients('sockets, each with its port'),
    ...sending,
    sendFile('a file that each sends in blocks'),
    wordOption(
      {
        name: 'protocol',
        field: 'protocol',
        default: 'udp-ack',
        meaning: 'how a file is sent',
      },
      ['udp-ack', 'udp-eof'],
    ),
    // The kernel refuses 0 for what is no group (ip(7)).
    orNone(
      'system',
      numberOption({ name: 'ttl', field: 'ttl', default: '', meaning: 'hops at most' }, 1, 255),
    ),
    buffer,
  ],
};

export const multicastSender: Kind = {
  kind: 'multicast-sender',
  meaning: 'a sender to one group, which is the host',
  defaultHost: null,
  leastPort: 1,
  options: [
    multicastInterface('where it is sent'),
    ...sending,
    numberOption({ name: 'ttl', field: 'ttl', default: '1', meaning: 'hops at most' }, 0, 255),
    wordOption(
      { name: 'loop', field: 'loop', default: 'on', meaning: 'receivers on this host hear it too' },
      ['on', 'off'],
    ),
  ],
};
