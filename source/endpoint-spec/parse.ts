// Text → EndpointSpec. Any text is either read or refused with one sentence; it never throws.

import type { Faults } from '../protocol/faults.ts';
import type { Problem } from '../protocol/problem.ts';
import type {
  EndpointKind,
  EndpointSpec,
  OutgoingSpec,
  RelaySpec,
  ServiceName,
  ServiceSpec,
  TcpClientSpec,
  UdpClientSpec,
} from '../protocol/spec.ts';
import { checkFamilies, checkGroup, checkHost, splitHost } from './host.ts';
import { KIND_NAMES, TABLE } from './kinds.ts';
import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import { type Kind, type Option, readWhole } from './option.ts';
import { Refusal } from './refusal.ts';
import { checkFaults, checkRelay, FAULT_OPTIONS } from './relay-kind.ts';
import { counterBytes } from './sending.ts';
import { LONGEST_BYTES, splitAtCommas } from './text.ts';
import { visible } from './visible.ts';

export type ParsedSpec =
  | { readonly ok: true; readonly spec: EndpointSpec }
  /** `part` is the piece that is wrong: `kind`, `host`, `port`, `options`, or an option's name. */
  | { readonly ok: false; readonly problem: Problem; readonly part: string };

/**
 * Reads `kind:[host:]port[,option=value...]`, the grammar of the contract.
 * @returns the spec with every default filled in, or a problem (`EBADSPEC`) whose message names the
 *   part, what it may be, and the nearest that is valid
 */
export function parseSpec(text: string): ParsedSpec {
  const at = { part: 'kind' };
  try {
    return { ok: true, spec: read(text.trim(), at) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message } = error;
    const address = visible(text.trim());
    return {
      ok: false,
      part: at.part,
      problem: { code: 'EBADSPEC', operation: 'spec', address, message },
    };
  }
}

export type ParsedFaults =
  | { readonly ok: true; readonly faults: Faults }
  /** `part` is the fault that is wrong. */
  | { readonly ok: false; readonly part: string; readonly message: string };

/** Reads the faults of a relay alone: `delay=50ms,drop=10%`; empty: none. Never throws. */
export function parseFaults(transport: RelaySpec['transport'], text: string): ParsedFaults {
  const at = { part: '' };
  try {
    const written = text === '' ? [] : splitAtCommas(text);
    const values = readOptions({ ...TABLE.relay, options: FAULT_OPTIONS }, written, at);
    // As with a spec: that the fields fit the type is what the tests prove.
    const faults = values as unknown as Faults;
    checkFaults(transport, faults, at);
    return { ok: true, faults };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, part: at.part, message: error.message };
  }
}

const A_GROUP = '239.255.0.1';

/** `at.part` says how far reading has come, for whoever catches. */
function read(text: string, at: { part: string }): EndpointSpec {
  const [first = '', ...options] = splitAtCommas(text);
  const head = first.trim();
  const kind = readKind(head);
  at.part = 'host';
  const { host, port } = readAddress(kind, head.slice(kind.kind.length + 1), at);
  at.part = 'options';
  const values = readOptions(kind, options, at);
  // The table names the fields and reads their values; that it fits the types is what its tests prove.
  const spec = { kind: kind.kind, host, port, ...values } as unknown as EndpointSpec;
  if (spec.kind === 'multicast' || spec.kind === 'multicast-sender') checkMulticast(spec, at);
  if ('send' in spec) checkSending(spec, at);
  if ('service' in spec) {
    checkService(spec, at);
    checkOwners(kind, spec.service, values, at);
  }
  if ('sendFile' in spec) checkSendFile(spec, at);
  if (spec.kind === 'relay') checkRelay(spec, at);
  return spec;
}

function readKind(head: string): Kind {
  const colon = head.indexOf(':');
  const word = colon === -1 ? head : head.slice(0, colon);
  if (Object.hasOwn(TABLE, word)) {
    const kind = TABLE[word as EndpointKind];
    if (colon !== -1) return kind;
    throw new Refusal(messages.noPort(word, kind.leastPort, exampleFor(kind)));
  }
  const near = nearest(word, KIND_NAMES);
  if (colon === -1) {
    const guess = /^\d{1,5}$/.test(word) ? `tcp:${word}` : `${near}:${exampleFor(TABLE[near])}`;
    throw new Refusal(messages.noKind(word, guess));
  }
  throw new Refusal(messages.unknownKind(word, near));
}

/** What may follow the kind. */
const exampleFor = ({ defaultHost }: Kind): string =>
  defaultHost === null ? `${A_GROUP}:7000` : '7000';

function readAddress(
  kind: Kind,
  text: string,
  at: { part: string },
): { host: string; port: number } {
  const split = splitHost(text);
  if (split.host !== null) {
    if (kind.defaultHost === null) checkGroup(kind.kind, split.host);
    else checkHost(split.host);
  }
  at.part = 'port';
  if (split.port === '') {
    const example = split.host === null ? exampleFor(kind) : `${bracketed(split.host)}:7000`;
    throw new Refusal(messages.noPort(kind.kind, kind.leastPort, example));
  }
  const { leastPort } = kind;
  const port = readWhole(split.port, leastPort, 65_535, messages.port(leastPort));
  at.part = 'host';
  const host = split.host ?? kind.defaultHost;
  if (host === null) throw new Refusal(messages.noGroup(kind.kind, `${A_GROUP}:${port}`));
  return { host, port };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function readOptions(
  kind: Kind,
  options: readonly string[],
  at: { part: string },
): Record<string, unknown> {
  const written = new Map<Option, string>();
  for (const text of options) {
    const equals = text.indexOf('=');
    const name = (equals === -1 ? text : text.slice(0, equals)).trim();
    at.part = 'options';
    if (name === '') throw new Refusal(messages.lostOption());
    const option = findOption(kind, name);
    at.part = option.name;
    if (written.has(option)) throw new Refusal(messages.twice(name));
    const value = equals === -1 ? (option.bare ?? '') : text.slice(equals + 1).trim();
    if (value === '') throw new Refusal(messages.noValue(name, option.syntax));
    written.set(option, value);
  }
  const values: Record<string, unknown> = {};
  for (const option of kind.options) {
    at.part = option.name;
    values[option.field] = option.read(written.get(option) ?? option.default);
  }
  return values;
}

function findOption(kind: Kind, name: string): Option {
  const option = kind.options.find((each) => each.name === name);
  if (option !== undefined) return option;
  const names = kind.options.map((each) => each.name);
  const owners = Object.values(TABLE).filter((each) => each.options.some((o) => o.name === name));
  if (owners.length > 0) {
    const ownerNames = owners.map((owner) => owner.kind);
    throw new Refusal(messages.foreignOption(name, kind.kind, ownerNames, names));
  }
  const near = nearest(name, names as [string, ...string[]]);
  throw new Refusal(messages.unknownOption(name, kind.kind, names, near));
}

function checkMulticast(
  {
    host,
    interface: on,
    source = null,
  }: { host: string; interface: string; source?: string | null },
  at: { part: string },
): void {
  at.part = 'interface';
  checkFamilies(host, on, null);
  at.part = 'source';
  checkFamilies(host, 'all', source);
}

/** Options that belong to another service would do nothing. */
function checkService({ service, strip, rules, nick }: ServiceSpec, at: { part: string }): void {
  at.part = 'rules';
  if (service === 'respond' && rules === null) throw new Refusal(messages.noRules());
  if (service !== 'respond' && rules !== null)
    throw new Refusal(messages.ofService('rules', ['respond']));
  at.part = 'strip';
  if (strip === 'on' && service !== 'echo' && service !== 'upper') {
    throw new Refusal(messages.ofService('strip=on', ['echo', 'upper']));
  }
  at.part = 'nick';
  if (nick === 'on' && service !== 'broadcast') {
    throw new Refusal(messages.ofService('nick=on', ['broadcast']));
  }
}

/** The same, of options that one service alone has. */
function checkOwners(
  kind: Kind,
  service: ServiceName,
  values: Readonly<Record<string, unknown>>,
  at: { part: string },
): void {
  for (const option of kind.options) {
    if (option.service === undefined || option.service === service) continue;
    at.part = option.name;
    if (values[option.field] !== option.read(option.default)) {
      throw new Refusal(messages.ofService(option.name, [option.service]));
    }
  }
}

/** Whoever sends a file sends nothing else by itself. */
function checkSendFile(spec: TcpClientSpec | UdpClientSpec, at: { part: string }): void {
  at.part = 'send-file';
  const { sendFile, send, size, everyMs, perSecond, counter } = spec;
  const other = send ?? size ?? everyMs ?? perSecond;
  if (sendFile !== null && (other !== null || counter !== 'auto')) {
    throw new Refusal(messages.fileAndMore());
  }
  if (sendFile !== null && spec.kind === 'tcp-client' && spec.close !== 'peer') {
    at.part = 'close';
    throw new Refusal(messages.fileEndsItself());
  }
  if (sendFile !== null) return;
  if (spec.kind === 'tcp-client' && spec.pad === 'on') {
    at.part = 'pad';
    throw new Refusal(messages.withFile('pad=on'));
  }
  if (spec.kind === 'udp-client' && spec.protocol !== 'udp-ack') {
    at.part = 'protocol';
    throw new Refusal(messages.withFile('protocol'));
  }
}

/** What several options of an outgoing kind say together. */
function checkSending(spec: OutgoingSpec, at: { part: string }): void {
  const { send, size, everyMs, perSecond, count } = spec;
  const again = everyMs !== null || perSecond !== null;
  at.part = 'rate';
  if (everyMs !== null && perSecond !== null) throw new Refusal(messages.everyAndRate());
  at.part = 'count';
  if (count !== null && !again) throw new Refusal(messages.countOfWhat());
  at.part = 'size';
  const bytes = counterBytes(spec) + (send?.length ?? 0);
  if (size !== null && size < bytes) throw new Refusal(messages.sizeTooSmall(bytes));
  at.part = 'send';
  if (bytes > LONGEST_BYTES) {
    throw new Refusal(messages.textTooLong('send', bytes, LONGEST_BYTES));
  }
  if (spec.kind !== 'tcp-client') return;
  // An empty datagram is one; an empty write is none.
  const empty = bytes === 0 && size === null;
  if (again && empty) throw new Refusal(messages.nothingToSend());
  at.part = 'close';
  const forEver = again && count === null;
  if (spec.close === 'sent' && (empty || forEver)) throw new Refusal(messages.neverAllSent());
}
