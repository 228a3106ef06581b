// Hosts, groups, interfaces and sources: what may stand in a spec. Nothing is resolved here.

import { isIP, isIPv4, isIPv6 } from 'node:net';
import * as messages from './messages.ts';
import { Refusal } from './refusal.ts';

/** RFC 1035: a name is at most 253 characters, a label 63. Underscores occur in real zones. */
const NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
/** Nothing but digits and dots (or hex) is meant as an IPv4 address; getaddrinfo would take `1.2` for 1.0.0.2. */
const NUMERIC = /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?$/i;
/** Windows and macOS have blanks in interface names; commas would end the option. */
const INTERFACE = /^[^\p{C}\p{Z}\p{M},[\]]+( [^\p{C}\p{Z}\p{M},[\]]+)*$/u;
const LONGEST_INTERFACE = 64;

export interface HostAndPort {
  /** Without brackets; null when left out. */
  readonly host: string | null;
  readonly port: string;
}

/** Splits `[::1]:7000`, `name:7000`, `7000`. @throws Refusal */
export function splitHost(text: string): HostAndPort {
  if (text.startsWith('[')) {
    const match = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
    if (match === null) throw new Refusal(messages.openBracket(guessBracketed(text)));
    const [, host = '', port = ''] = match;
    if (!isIPv6(host)) throw new Refusal(messages.bracketsWithout(host));
    return { host, port };
  }
  const colon = text.lastIndexOf(':');
  if (colon === -1) return isPort(text) ? { host: null, port: text } : { host: text, port: '' };
  const host = text.slice(0, colon);
  const port = text.slice(colon + 1);
  if (isIPv6(text)) throw new Refusal(messages.bareIPv6(text, ''));
  if (isIPv6(host)) throw new Refusal(messages.bareIPv6(host, port));
  if (host === '') throw new Refusal(messages.noHost());
  return { host, port };
}

function guessBracketed(text: string): string {
  const address = /^[0-9a-f:.]*/i.exec(text.slice(1))?.[0] ?? '';
  const port = /\](\d{1,5})$/.exec(text)?.[1] ?? '7000';
  return `[${isIPv6(address) ? address : '::1'}]:${port}`;
}

function isPort(text: string): boolean {
  return text === '' || /^[+-]?\d+$/.test(text) || !(isIP(text) || /[.a-z]/i.test(text));
}

/** @throws Refusal */
export function checkHost(host: string): void {
  if (isIP(host)) return;
  if (!NAME.test(host) || NUMERIC.test(host)) throw new Refusal(messages.host(host));
}

/** @throws Refusal that names the range */
export function checkGroup(kind: string, host: string): void {
  const percent = host.indexOf('%');
  if (percent !== -1 && isIPv6(host)) {
    throw new Refusal(messages.groupZone(`[${host.slice(0, percent)}]`, host.slice(percent + 1)));
  }
  if (isGroup(host)) return;
  throw new Refusal(messages.notGroup(kind, host, nearestGroup(host)));
}

/** Whether a numeric address is a multicast group: 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291). */
export function isGroup(host: string): boolean {
  if (isIPv4(host)) {
    const first = Number.parseInt(host, 10);
    return first >= 224 && first <= 239;
  }
  return isIPv6(host) && /^ff[0-9a-f]{2}:/i.test(host);
}

function nearestGroup(host: string): string {
  if (isIPv6(host)) return '[ff02::1]';
  if (!isIPv4(host)) return '239.255.0.1';
  return Number.parseInt(host, 10) < 224 ? '224.0.0.0' : '239.255.255.255';
}

/** @throws Refusal */
export function readInterface(text: string): string {
  if (text.length > LONGEST_INTERFACE || !INTERFACE.test(text)) {
    throw new Refusal(messages.interfaceName(text));
  }
  return text;
}

/** @throws Refusal */
export function readSource(text: string): string | null {
  if (text === 'any') return null;
  const address = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!isIP(address) || isGroup(address) || /^(0\.0\.0\.0|255\.255\.255\.255|::)$/.test(address)) {
    throw new Refusal(messages.source(text));
  }
  return address;
}

/** Source and interface, where given as addresses, are of the group's family. @throws Refusal */
export function checkFamilies(group: string, on: string, source: string | null): void {
  const family = isIP(group);
  const other = isIP(on);
  if (other !== 0 && other !== family) throw new Refusal(messages.interfaceFamily(on, group));
  if (source !== null && isIP(source) !== family) {
    throw new Refusal(messages.sourceFamily(source, group));
  }
}
