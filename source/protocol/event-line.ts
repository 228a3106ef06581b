// One event → one line of JSON, with the fields in the contract's order. Readers may rely on the names;
// the order is for people.

import type { Address } from './address.ts';
import type { DatagramEvent, EngineEvent } from './events.ts';

const CONNECTION = ['connection', 'local', 'remote'];
const PAYLOAD = ['bytes', 'data'];

/** Per type, after `time`, `type` and `endpoint`. What an event has beside these follows. */
const FIELDS: { readonly [Type in EngineEvent['type']]: readonly string[] } = {
  'endpoint.bound': ['kind', 'local', 'remote', 'spec'],
  'endpoint.listening': ['local', 'mode', 'backlog'],
  'endpoint.joined': ['group', 'interface', 'source'],
  'endpoint.left': ['group', 'interface', 'source'],
  'endpoint.changed': ['mode', 'accepting', 'backlog', 'faults', 'notice', 'local', 'file'],
  'endpoint.failed': ['error'],
  'endpoint.closed': [],
  'connection.queued': ['local', 'remote', 'queued', 'backlog'],
  'connection.accepted': [...CONNECTION, 'waitedMs'],
  'connection.connected': [...CONNECTION, 'client'],
  'connection.failed': ['remote', 'error'],
  'connection.received': ['connection', ...PAYLOAD],
  'connection.sent': ['connection', ...PAYLOAD],
  'connection.changed': ['connection', 'reading', 'halfClosed', 'service', 'delayMs', 'file'],
  'connection.ended': ['connection'],
  'connection.closed': ['connection', 'cause', 'bytesReceived', 'bytesSent', 'durationMs'],
  'datagram.received': ['local', 'remote', ...PAYLOAD, 'group'],
  'datagram.sent': ['local', 'remote', ...PAYLOAD, 'group'],
  'file.started': ['file', 'remote', 'protocol', 'path', 'announced'],
  'file.received': [
    'file',
    'remote',
    'protocol',
    'path',
    'announced',
    'received',
    'written',
    'sha256',
    'verdict',
    'problem',
  ],
  'relay.faults': ['up', 'down'],
  loss: ['kernelDrops', 'engineDrops', 'gaps'],
  summary: ['durationMs', 'endpoints'],
};

/** The event as a line, newline included. `time` becomes RFC 3339, UTC, milliseconds. */
export function eventLine(event: EngineEvent): string {
  return isDatagram(event) ? datagramLine(event) : generalLine(event);
}

function generalLine(event: EngineEvent): string {
  const { time, type, ...fields } = event as EngineEvent & Readonly<Record<string, unknown>>;
  const line: Record<string, unknown> = { time: new Date(time).toISOString(), type };
  for (const name of ['endpoint', ...FIELDS[type]]) {
    if (name in fields) line[name] = ordered(fields[name as keyof typeof fields]);
  }
  for (const [name, value] of Object.entries(fields)) {
    if (!(name in line)) line[name] = value;
  }
  return `${JSON.stringify(line)}\n`;
}

function isDatagram(event: EngineEvent): event is DatagramEvent {
  return event.type === 'datagram.received' || event.type === 'datagram.sent';
}

// A hundred thousand a second come together, from the same place in the same millisecond: what their
// lines begin and end with is made once.
let last: DatagramEvent | null = null;
let head = '';
let tail = '';

function datagramLine(event: DatagramEvent): string {
  if (last === null || !comesWith(event, last)) {
    const [before = '', after = ''] = generalLine({ ...event, bytes: 0, data: '' }).split(
      '"bytes":0,"data":""',
    );
    head = `${before}"bytes":`;
    tail = `"${after}`;
  }
  last = event;
  return `${head}${event.bytes},"data":"${event.data}${tail}`;
}

/** Whether all but the payload is the same. Addresses of one batch are the same objects. */
function comesWith(event: DatagramEvent, other: DatagramEvent): boolean {
  return (
    event.time === other.time &&
    event.remote === other.remote &&
    event.local === other.local &&
    event.type === other.type &&
    event.endpoint === other.endpoint &&
    event.group === other.group
  );
}

/** An address reads `address`, `port`, `family`; everything else is as it is. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('port' in value)) return value;
  const { address, port, family } = value as Address;
  return { address, port, family };
}
