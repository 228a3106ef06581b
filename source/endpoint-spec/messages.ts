// What a person reads when a spec can't be meant: the part, what it may be, the nearest that is valid.

import { quote } from './visible.ts';

const KIND_LIST = 'tcp, udp, multicast, tcp-client, udp-client, multicast-sender or relay';
const SHAPE = 'kind:[host:]port[,option=value...]';

export const GROUP_RANGE = '224.0.0.0 to 239.255.255.255, or ff00::/8';

export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** `mayBe` is a phrase like "mode is concurrent or sequential". */
export function unlike(written: string, mayBe: string, near: string): string {
  return `${mayBe}, not ${quote(written)}; the nearest is ${near}.`;
}

export const duration = (what: string, least: string, most: string, also: string | null) =>
  `${what} is a number with ms, s, m or h, such as 250ms or 2s, from ${least} to ${most}${also === null ? '' : `, or ${also}`}`;

export const size = (what: string, least: string, most: string) =>
  `${what} is a number with B, kB, KiB, MB or MiB, such as 4MiB, from ${least} to ${most}`;

export const whole = (what: string, least: number, most: number) =>
  `${what} is a whole number from ${least} to ${most}`;

export const words = (what: string, valid: readonly string[]) => `${what} is ${list(valid)}`;

export function noKind(text: string, near: string): string {
  return `an endpoint is written ${SHAPE}, where kind is ${KIND_LIST}; ${quote(text)} names no kind. The nearest is ${near}.`;
}

export const unknownKind = (kind: string, near: string) =>
  unlike(kind, `the kind of an endpoint is ${KIND_LIST}`, near);

export const port = (least: number) => whole('the port', least, 65_535);

export const noPort = (kind: string, least: number, example: string) =>
  `the port is missing: a number from ${least} to 65535, as in ${kind}:${example}.`;

export const noGroup = (kind: string, address: string) =>
  `${kind} needs its group before the port, ${GROUP_RANGE}, as in ${kind}:${address}.`;

export const notGroup = (kind: string, host: string, near: string) =>
  unlike(host, `the group of a ${kind} endpoint is an address from ${GROUP_RANGE}`, near);

export const groupZone = (host: string, zone: string) =>
  `a group carries no zone: write ${host} and interface=${zone}.`;

export const bareIPv6 = (host: string, port: string) =>
  `an IPv6 address stands in brackets, as in [${host}]:${port === '' ? '7000' : port}.`;

export const openBracket = (near: string) =>
  `the bracket of the IPv6 address is not closed and followed by :port; the nearest is ${near}.`;

export const bracketsWithout = (host: string) =>
  `between brackets stands an IPv6 address such as ::1, not ${quote(host)}.`;

export const noHost = () => `the host before the colon is empty: leave the colon out too.`;

export const host = (text: string) =>
  `the host is an address such as 127.0.0.1 or [::1], or a name of letters, digits, "-" and "."; ${quote(text)} is neither.`;

export const lostOption = () => 'there is a comma with no option=value after it.';

export const noValue = (name: string, mayBe: string) => `${name} has no value: ${mayBe}.`;

export const twice = (name: string) => `${name} is given twice.`;

export function unknownOption(
  name: string,
  kind: string,
  options: readonly string[],
  near: string,
): string {
  return `the options of ${kind} are ${options.join(', ')}; ${quote(name)} is none of them. The nearest is ${near}.`;
}

export function foreignOption(
  name: string,
  kind: string,
  owners: readonly string[],
  options: readonly string[],
): string {
  return `${name} is an option of ${owners.join(' and ')}; those of ${kind} are ${options.join(', ')}.`;
}

export const interfaceName = (text: string) =>
  `interface is a name such as eth0, one of its addresses, loopback or all, not ${quote(text)}.`;

export const interfaceFamily = (text: string, group: string) =>
  `interface=${text} is not of the same family as the group ${group}; a name such as eth0 serves both.`;

export const sequence = (words: readonly string[], largest: number) =>
  `sequence is ${words.join(', ')}, or a counter and its offset such as u32be@0: u16, u32 or u64, be or le, @ and 0 to ${largest}`;

export const source = (text: string) =>
  `source is the numeric address of one sender, or any, not ${quote(text)}.`;

export const sourceFamily = (text: string, group: string) =>
  `source=${text} is not of the same family as the group ${group}.`;

const ESCAPES = '\\n \\r \\t \\0 \\xHH \\\\ and \\,';

export const unknownEscape = (what: string, written: string) =>
  `${what} knows the escapes ${ESCAPES}; ${quote(written)} is none of them, and a backslash is written \\\\.`;

export const textTooLong = (what: string, bytes: number, most: number) =>
  `${what} is at most ${most} bytes long, which is what a datagram holds; this is ${bytes}.`;

export const rate = (text: string, most: number, near: string) =>
  unlike(text, `rate is a whole number from 1 to ${most} a second, such as 100/s, or off`, near);

export const everyAndRate = () => 'every and rate both say when to send again: give one of them.';

export const countOfWhat = () =>
  'count ends what is sent again and again: give every or rate with it.';

export const sizeTooSmall = (bytes: number) =>
  `size is smaller than what is sent, which has ${bytes} bytes; the nearest is ${bytes}.`;

export const nothingToSend = () =>
  'there is nothing to send again: give send, size or a counter with every or rate.';

export const neverAllSent = () =>
  'close=sent needs something to send that has an end: give send or size, and count with every or rate.';

export const fileEndsItself = () =>
  'who sends a file ends its direction after it by itself: leave out close.';

export const noRules = () =>
  'service=respond needs the file with its rules: rules=<file>, such as rules=calculator.toml.';

export const ofService = (option: string, services: readonly string[]) =>
  `${option} belongs to ${list(services.map((name) => `service=${name}`))}: give it with that, or leave it out.`;

export const fileAndMore = () =>
  'send-file sends a file and nothing else: leave out send, size, every, rate and counter.';

export const withFile = (option: string) =>
  `${option} says how a file is sent: give send-file with it, or leave it out.`;
