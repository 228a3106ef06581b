// The relay and its options, the faults among them; and what several of them say together.

import { type Faults, NO_FAULTS, type RelayDirection } from '../protocol/faults.ts';
import type { RelaySpec, Target } from '../protocol/spec.ts';
import { formatSize } from './amounts.ts';
import { byteRateOption, percentOption, perDirection } from './directions.ts';
import { checkHost, isGroup, splitHost } from './host.ts';
import {
  durationOption,
  type Kind,
  numberOption,
  type Option,
  orNone,
  readWhole,
  sizeOption,
  wordOption,
} from './option.ts';
import { Refusal } from './refusal.ts';
import * as messages from './relay-messages.ts';
import { backlog, buffer, connectTimeout, maxClients, mode } from './shared-options.ts';

const DEFAULT_HOST = '127.0.0.1';
/** More would not fit one read of a stream. */
const LARGEST_CHUNK = 65_536;
export const LARGEST_SEED = 2 ** 32 - 1;

const to: Option = {
  name: 'to',
  field: 'to',
  default: '',
  syntax: 'host:port',
  words: null,
  meaning: 'the server that is passed on to',
  read: readTarget,
  write: writeTarget,
};

function readTarget(text: string): Target {
  if (text === '') throw new Refusal(messages.noTarget());
  const { host, port } = splitHost(text);
  if (host !== null) checkHost(host);
  if (host !== null && isGroup(host)) throw new Refusal(messages.targetGroup(host));
  if (port === '') throw new Refusal(messages.noTarget());
  return {
    host: host ?? DEFAULT_HOST,
    port: readWhole(port, 1, 65_535, messages.targetPort()),
  };
}

export function writeTarget({ host, port }: Target): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

type RelayTransport = RelaySpec['transport'];

/** A fault's, and what it can be meant for. */
export type FaultOption = Option & { readonly transports: readonly RelayTransport[] };

const BOTH: readonly RelayTransport[] = ['tcp', 'udp'];

const fault = (
  transports: readonly RelayTransport[],
  option: Option,
  example: string,
): FaultOption => ({ ...perDirection(option, example), transports });

/** What the faults do, in the order of the form and of the dialog. */
export const FAULT_OPTIONS: readonly FaultOption[] = [
  fault(
    BOTH,
    durationOption({ name: 'delay', field: 'delayMs', default: '0', meaning: 'all waits so long' }),
    '50ms',
  ),
  fault(
    BOTH,
    durationOption({
      name: 'jitter',
      field: 'jitterMs',
      default: '0',
      meaning: 'and up to so much longer, in order',
    }),
    '20ms',
  ),
  fault(
    ['udp'],
    percentOption({
      name: 'drop',
      field: 'drop',
      default: '0',
      meaning: 'UDP: so many are dropped',
    }),
    '10%',
  ),
  fault(
    ['udp'],
    percentOption({
      name: 'reorder',
      field: 'reorder',
      default: '0',
      meaning: 'UDP: so many let the next one pass',
    }),
    '5%',
  ),
  fault(
    ['udp'],
    percentOption({
      name: 'duplicate',
      field: 'duplicate',
      default: '0',
      meaning: 'UDP: so many come twice',
    }),
    '1%',
  ),
  fault(
    ['udp'],
    percentOption({
      name: 'corrupt',
      field: 'corrupt',
      default: '0',
      meaning: 'UDP: in so many one bit is wrong',
    }),
    '0.1%',
  ),
  fault(
    BOTH,
    byteRateOption({
      name: 'rate',
      field: 'bytesPerSecond',
      default: 'off',
      meaning: 'no more a second',
    }),
    '64kB/s',
  ),
  fault(
    ['tcp'],
    orNone(
      'off',
      numberOption(
        { name: 'chunk', field: 'chunk', default: '', meaning: 'TCP: bytes of each write' },
        1,
        LARGEST_CHUNK,
      ),
    ),
    '1',
  ),
  fault(
    BOTH,
    orNone(
      'off',
      sizeOption({
        name: 'cut-after',
        field: 'cutAfter',
        default: '',
        meaning: 'then nothing passes; TCP: RST',
      }),
    ),
    '10kB',
  ),
  {
    ...fault(
      ['tcp'],
      wordOption(
        {
          name: 'half-close',
          field: 'halfClose',
          default: 'off',
          meaning: 'TCP: cut by FIN, one direction',
        },
        ['off', 'on'],
      ),
      'on',
    ),
    bare: 'on',
  },
];

export const relay: Kind = {
  kind: 'relay',
  meaning: 'a relay to a server, with faults on demand',
  defaultHost: DEFAULT_HOST,
  leastPort: 0,
  options: [
    to,
    wordOption(
      { name: 'transport', field: 'transport', default: 'tcp', meaning: 'what passes through it' },
      ['tcp', 'udp'],
    ),
    ...FAULT_OPTIONS,
    orNone(
      'random',
      numberOption(
        { name: 'seed', field: 'seed', default: '', meaning: 'the same faults again' },
        0,
        LARGEST_SEED,
      ),
    ),
    maxClients('1000', 'conversations at once'),
    orNone(
      'auto',
      durationOption(
        {
          name: 'idle',
          field: 'idleMs',
          default: '',
          meaning: 'end one silent so long; auto: UDP 1m',
        },
        1,
      ),
    ),
    mode,
    backlog,
    connectTimeout,
    buffer,
  ],
};

const DIRECTIONS: readonly RelayDirection[] = ['up', 'down'];
/** Of the options, those that only a TCP relay has a use for. */
const TCP_OPTIONS = [mode, backlog, connectTimeout];

/**
 * Whether these faults can be meant for what passes through.
 * @param at its `part` names the fault that is wrong
 * @throws Refusal
 */
export function checkFaults(
  transport: RelaySpec['transport'],
  faults: Faults,
  at: { part: string },
): void {
  for (const { name, field, transports } of FAULT_OPTIONS) {
    at.part = name;
    const fault = field as keyof Faults;
    if (transports.includes(transport)) continue;
    if (DIRECTIONS.every((each) => faults[fault][each] === NO_FAULTS[fault])) continue;
    throw new Refusal(transport === 'tcp' ? messages.udpOnly(name) : messages.tcpOnly(name));
  }
  at.part = 'half-close';
  for (const each of DIRECTIONS) {
    const { halfClose, cutAfter } = faults;
    // Bare, or for both, it goes with whichever is cut.
    const cut = halfClose.up === halfClose.down ? (cutAfter.up ?? cutAfter.down) : cutAfter[each];
    if (halfClose[each] === 'on' && cut === null) throw new Refusal(messages.halfCloseOfWhat(each));
  }
}

/** Of faults that were read one by one: a sentence on what they can't mean together, or null. */
export function checkedFaults(transport: RelaySpec['transport'], faults: Faults): string | null {
  try {
    checkFaults(transport, faults, { part: '' });
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** @param at its `part` names what is wrong @throws Refusal */
export function checkRelay(spec: RelaySpec, at: { part: string }): void {
  const { transport } = spec;
  checkFaults(transport, spec, at);
  at.part = 'to';
  if (spec.port === spec.to.port && spec.host.toLowerCase() === spec.to.host.toLowerCase()) {
    throw new Refusal(messages.itself(writeTarget(spec.to)));
  }
  for (const option of TCP_OPTIONS) {
    at.part = option.name;
    const value = spec[option.field as keyof RelaySpec] as never;
    if (transport === 'udp' && option.write(value) !== option.default) {
      throw new Refusal(messages.tcpOnly(option.name));
    }
  }
  at.part = 'buffer';
  if (transport === 'tcp' && formatSize(spec.bufferBytes) !== buffer.default) {
    throw new Refusal(messages.bufferUdpOnly());
  }
}

/** The faults that are on, as a person would write them: `delay=50ms,drop=up:10%`; empty: none. */
export function formatFaults(faults: Faults): string {
  return FAULT_OPTIONS.flatMap(({ name, field, default: usual, write }) => {
    const text = write(faults[field as keyof Faults] as never);
    return text === usual ? [] : [`${name}=${text}`];
  }).join(',');
}
