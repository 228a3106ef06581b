// What the doctor says of what arrives, or does not, of our own senders, of buffers and firewalls.

import { many, seconds } from './words.ts';

export const arriving = (total: number, what: string) =>
  [`Something does arrive: ${many(total, what)} so far.`] as const;
export const arrivedBefore = (total: number, what: string, last: string | null) =>
  [
    `${many(total, what)} came before${last === null ? '' : `, the last from ${last}`}; none now.`,
    'Look whether the sender still sends.',
  ] as const;

export const heardElsewhere = (name: string, count: number, ms: number, from: string) =>
  [
    `${many(count, 'datagram')} for this group and port came on ${name} within ${seconds(ms)}, from ${from}. It is not joined there.`,
    `Join it there: :join ${name}`,
  ] as const;
export const quietElsewhere = (names: readonly string[], ms: number) =>
  [
    `Nothing came for this group and port on ${names.join(', ')} either, within ${seconds(ms)}.`,
  ] as const;
export const noOther = ['There is no other interface that it could arrive on.'] as const;
export const couldNotListen = (name: string, code: string) =>
  [`On ${name} it could not be listened to (${code}).`] as const;
export const deaf = {
  readonly: [
    'Other interfaces were not listened to: that joins the group there, which --readonly does not.',
  ],
  portable: [
    "Other interfaces were not listened to: without the kernel's help they can not be told apart.",
  ],
  unbound: ['Other interfaces were not listened to: no port is known.'],
} as const;

export const ignored = (count: number, ms: number) =>
  [
    `${many(count, 'multicast datagram')} reached this host within ${seconds(ms)} and no socket took them (all groups and ports).`,
    'Check the port that the sender uses, and the source that is let in.',
  ] as const;
export const noneIgnored = (ms: number) =>
  [`Within ${seconds(ms)} no multicast datagram reached this host that no socket wanted.`] as const;
export const noPort = (count: number, ms: number) =>
  [
    `${many(count, 'datagram')} reached this host within ${seconds(ms)} for ports that nobody has.`,
    'Check the port that the sender uses.',
  ] as const;
export const allPorts = (ms: number) =>
  [`Within ${seconds(ms)} no datagram reached this host for a port that nobody has.`] as const;
export const countersUnknown = ["The host's counters can not be read on this system."] as const;

export const senderOtherPort = (sender: string, port: number, here: number) =>
  [
    `${sender} sends to port ${port}; this receives on ${here}.`,
    'Open one of them with the port of the other.',
  ] as const;
export const senderNoLoop = (sender: string) =>
  [
    `${sender} sends with loop=off: receivers on this host do not hear it.`,
    'Open it with loop=on, or receive on another host.',
  ] as const;
export const senderElsewhere = (sender: string, on: readonly string[], here: readonly string[]) =>
  [
    `${sender} sends on ${on.join(', ')}; this is joined on ${here.length === 0 ? 'none' : here.join(', ')}.`,
    `Join it there: :join ${on[0]}`,
  ] as const;
export const senderSilent = (sender: string) =>
  [`${sender} has sent nothing yet.`, 'Look at its row: what it sends, and when.'] as const;
export const senderFine = (sender: string, on: readonly string[], ttl: number) =>
  [`${sender} sends to it on ${on.join(', ')}, with ttl=${ttl}.`] as const;

export const ttlHost = [
  'ttl=0: what it sends does not leave this host.',
  'For other hosts open it with ttl=1, or more where routers are between.',
] as const;
export const ttlLink = [
  'ttl=1: what it sends passes no router.',
  'For receivers behind routers open it with a larger ttl.',
] as const;
export const ttlMore = (ttl: number) => [`ttl=${ttl}: it passes ${ttl - 1} routers.`] as const;
export const receivesHere = (receiver: string) => [`${receiver} receives here.`] as const;
export const deafHere = (receiver: string) =>
  [
    `${receiver} on this host does not hear it: loop=off.`,
    'Open the sender with loop=on.',
  ] as const;

export const dropped = (count: number) =>
  [
    `The kernel dropped ${many(count, 'datagram')} at this socket: they came, but the buffer was full.`,
    'Open it with a larger buffer.',
  ] as const;
export const noneDropped = ['The kernel has dropped nothing at this socket.'] as const;
export const dropsUnknown = ['What the kernel dropped here can not be asked for.'] as const;

export const firewall = [
  'Whether a firewall drops it is not known: its rules can not be read without privilege.',
  'As root: nft list ruleset, or iptables-save',
] as const;
