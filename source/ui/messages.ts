// Every text of the panes and of what keys answer that a person reads. Dialogs have their own file,
// the keys' descriptions stand in keys/bindings.ts.

import type { Problem } from '../protocol/problem.ts';
import type { AcceptMode } from '../protocol/spec.ts';
import type { ThemeName } from '../theme-names.ts';

/** `1 client`, `3 clients`. */
const many = (n: string, one: string, several = `${one}s`): string =>
  `${n} ${n === '1' ? one : several}`;

export const header = {
  name: 'sockscope',
  open: (n: string) => `${n} open`,
  failed: (n: string) => `${n} failed`,
  clients: (n: string) => many(n, 'client'),
  waiting: (n: string) => `${n} waiting`,
  incoming: (rate: string) => `in ${rate}`,
  outgoing: (rate: string) => `out ${rate}`,
  frozen: 'FROZEN',
  frozenAt: (time: string) => `FROZEN ${time}`,
  /** How long before the picture was frozen. */
  earlier: (time: string) => `${time} earlier`,
  /** The earliest moment that one can go back to. */
  backTo: (time: string) => `back to ${time}`,
  readonly: 'READ-ONLY',
  portable: 'portable',
  starting: 'starting',
};

export const panes = {
  titles: {
    listen: '1 Listen',
    clients: '2 Clients',
    datagrams: '3 Datagrams',
    multicast: '4 Multicast',
  },
  filter: (text: string, shown: string, all: string) => `/${text} ${shown} of ${all}`,
  sort: (column: string, arrow: string) => `by ${column} ${arrow}`,
  /** Filter or order have not caught up with all rows. */
  settling: 'still looking',
  /** Of a past moment. */
  noted: (time: string) => `noted ${time}`,
  forgotten: 'some forgotten',
  /** Payload that came before is forgotten. */
  payloadSince: (time: string) => `payload since ${time}`,
  /** A regular expression took too long. */
  givenUp: 'filter given up',
  span: (first: number, last: number, total: number) => `${first}-${last} of ${total}`,
  accepted: (n: string) => `${n} accepted`,
  waiting: (n: string) => `${n} waiting`,
  outgoing: (n: string) => `${n} out`,
  marked: (n: string) => `${n} marked`,
  drops: (kernel: string) => `drops kernel ${kernel}`,
  engineDrops: (n: string) => `engine ${n}`,
  onTheWay: (n: string) => `on the way ${n}`,
  /** Received, but there were more than pictures have rows for. */
  unseen: (n: string) => `unseen ${n}`,
  overflows: (n: string, host: boolean) => (host ? `${n} overflows on host` : `${n} overflows`),
  descriptorsShort: 'file descriptors short',
  queueInProgram: 'queue: program',
  groups: (n: string) => many(n, 'group'),
  senders: (n: string) => many(n, 'sender'),
};

export const rows = {
  buffer: (percent: string) => `buffer ${percent}`,
  queue: (depth: string, backlog: string) => `${depth}/${backlog}`,
  inProgram: 'in program',
  served: (n: string) => `served ${n}`,
  drops: (n: string) => `drops ${n}`,
  clients: (n: string) => many(n, 'client'),
  sockets: (n: string) => `${n} open`,
  made: (n: string) => `made ${n}`,
  sent: (n: string) => `sent ${n}`,
  rate: (n: string) => `${n}/s each`,
  every: (time: string) => `every ${time}`,
  connectingTo: (address: string) => `to ${address}`,
  overflows: (n: string) => `overflows ${n}`,
  engineDrops: (n: string) => `engine drops ${n}`,
  senders: (n: string) => many(n, 'sender'),
  lastSender: (address: string) => `last ${address}`,
  source: (address: string) => `from ${address}`,
  noInterface: 'nowhere',
  anySource: 'any source',
  gaps: (n: string) => `gaps ${n}`,
  waited: (time: string) => `waited ${time}`,
  rtt: (time: string) => `rtt ${time}`,
  sentUnread: (bytes: string) => `${bytes} sent, unread`,
  unread: (bytes: string) => `${bytes} unread`,
  timeWaitLeft: (time: string) => `${time} left`,
  ended: {
    peer: 'ended by peer',
    local: 'ended by us',
    reset: 'reset',
    aborted: 'reset by us',
    kicked: 'disconnected',
    idle: 'idle too long',
    shutdown: 'endpoint closed',
    rules: 'not understood',
    slow: 'read too slowly',
    target: 'no target',
    cut: 'cut on purpose',
    relayed: 'reset passed on',
  },
  backPressure: 'peer reads nothing: waiting for it',
  held: (unread: string) => `not read from: ${unread} unread`,
  heldShort: (unread: string) => `held, ${unread} unread`,
  heldShortest: (unread: string) => `held ${unread}`,
  sendingFile: (part: string, name: string) => `${part} of ${name} sent`,
  sentFile: (name: string) => `${name} sent`,
  stoppedFile: (part: string, name: string) => `stopped at ${part} of ${name}`,
};

/** How far a file that is received has come. */
export const transfers = {
  part: (percent: string, size: string) => `${percent} of ${size}`,
  left: (time: string) => `${time} left`,
  ofUnknown: (received: string) => `${received} of an unknown size`,
  over: (verdict: string, received: string) => `${verdict}: ${received}`,
  verdicts: {
    complete: 'file complete',
    short: 'file short',
    excess: 'file too long',
    suspect: 'file suspect',
  },
};

/** What would fill an empty pane; with --readonly nobody can press n. */
const orPressN = (text: string, canOpen: boolean, what: string): string =>
  canOpen ? `${text} Press n to open ${what}.` : text;

export const empty = {
  listen: (canOpen: boolean) => orPressN('Nothing is open yet.', canOpen, 'an endpoint'),
  clients: (command: string) => `No client yet. Try:  ${command}`,
  clientsNoServer: (canOpen: boolean) =>
    orPressN('No client yet: no TCP server is open.', canOpen, 'one'),
  datagrams: (command: string) => `No datagram yet. Try:  ${command}`,
  datagramsNoServer: (canOpen: boolean) =>
    orPressN('No datagram yet: no UDP server is open.', canOpen, 'one'),
  groups: (canOpen: boolean) => orPressN('No group joined.', canOpen, 'a multicast endpoint'),
  traffic: (command: string | null) =>
    command === null
      ? 'No datagram yet: D asks why.'
      : `No datagram yet: D asks why. Try:  ${command}`,
  searching: (text: string) => `Still looking for "${text}". Esc clears the filter.`,
  filtered: (text: string) => `No row passes "${text}". Esc clears the filter.`,
  starting: 'Waiting for the engine.',
  /** Of a past moment. */
  noneThen: 'None until then.',
  forgottenThen: 'What there was until then is forgotten.',
  /** Commands that a person can type as they stand. */
  nc: (host: string, port: number) => `nc ${host} ${port}`,
  ncUdp: (host: string, port: number) => `nc -u ${host} ${port}`,
};

export const keyBar = {
  thaw: 'thaw',
  unzoom: 'all',
  resume: 'go on',
  notByHand: 'by itself',
  readOn: 'read on',
  tooSmall: (columns: number, rows: number, need: string) =>
    `sockscope needs ${need}, this is ${columns}x${rows}`,
};

export const filterLine = {
  hints: 'Enter keeps it, Esc clears it',
  terms: (names: string) => `Text, /regex/ or ${names} ; - before a term: not so`,
  about: (part: string, fault: string) => `"${part}": ${fault}`,
};

export const answers = {
  readonly: 'This is a read-only view (--readonly): nothing can be opened, closed or steered.',
  opening: 'opening',
  opened: (endpoint: string) => `${endpoint} is open.`,
  closing: (endpoint: string) => `closing ${endpoint}`,
  closed: (endpoint: string) => `${endpoint} is closed.`,
  retrying: (endpoint: string) => `opening ${endpoint} again`,
  retried: (endpoint: string) => `${endpoint} is open.`,
  changing: (endpoint: string) => `changing ${endpoint}`,
  mode: {
    concurrent: (endpoint: string) => `${endpoint} accepts every client at once.`,
    sequential: (endpoint: string) => `${endpoint} serves one client at a time.`,
    manual: (endpoint: string) => `${endpoint} accepts by hand: a takes the next client.`,
  } satisfies { readonly [Mode in AcceptMode]: (endpoint: string) => string },
  accepting: (endpoint: string) => `${endpoint} accepts again.`,
  paused: (endpoint: string) => `${endpoint} stopped accepting: clients wait in the queue.`,
  acceptingNext: (endpoint: string) => `accepting on ${endpoint}`,
  acceptedNext: (endpoint: string) => `${endpoint} accepted the next client.`,
  joining: (name: string) => `joining on ${name}`,
  faultsChanged: (endpoint: string, faults: string) =>
    faults === ''
      ? `${endpoint} passes everything on as it is.`
      : `Faults of ${endpoint} from now on: ${faults}.`,
  joined: (endpoint: string, name: string) => `${endpoint} joined on ${name}.`,
  leaving: (name: string) => `leaving on ${name}`,
  left: (endpoint: string, name: string) => `${endpoint} left on ${name}.`,
  diagnosing: (endpoint: string) => `looking why nothing arrives at ${endpoint}`,
  shutdown: 'closing everything',
  problem: (problem: Problem) => problem.message,
  frozen: 'Frozen; the engine goes on. [ ] go through time, { } by a second, p thaws it.',
  needsMoment: 'Say when: moment 12:31:07, or moment 30s for so long before it was frozen.',
  theme: {
    terminal: "Colours: the terminal's own.",
    dark: 'Colours for a dark background: --theme dark.',
    light: 'Colours for a light background: --theme light.',
    colorblind: 'Colours for colour-blind eyes, on dark: --theme colorblind.',
    'colorblind-light': 'Colours for colour-blind eyes, on light: --theme colorblind-light.',
  } satisfies { readonly [Name in ThemeName]: string },
  copied: (bytes: string, tmux: boolean) =>
    `${bytes} B to the terminal's clipboard${tmux ? ': tmux passes them on with "set -g set-clipboard on"' : ''}. If it takes none, copy to a file (f).`,
  copiedToFile: (bytes: string, path: string, tooMuch: boolean) =>
    `${tooMuch ? 'Too much for a clipboard: ' : ''}${bytes} B are in ${path}, which you alone can read.`,
  notCopied: (path: string, reason: string) => `Nothing was copied: ${path}: ${reason}`,
  needsInterface: (command: string) => `Say which interface: ${command} eth0`,
  noCommand: (name: string) => `There is no command "${name}" here.`,
  notNow: (name: string) => `"${name}" does nothing here just now.`,
};

export const questions = {
  close: (endpoint: string, address: string) => `Close ${endpoint} (${address})?`,
  closeWithClients: (endpoint: string, address: string, clients: string) =>
    `Close ${endpoint} (${address}) and disconnect its ${many(clients, 'client')}?`,
  closeWithConnections: (endpoint: string, address: string, connections: string) =>
    `Close ${endpoint} and its ${many(connections, 'connection')} to ${address}?`,
  disconnect: (connection: string, address: string) => `Disconnect ${connection} (${address})?`,
  quit: (clients: string) =>
    clients === '1'
      ? 'Quit? 1 client is connected and will be disconnected.'
      : `Quit? ${clients} clients are connected and will be disconnected.`,
  quitUnseen: 'Quit? Clients that are connected now will be disconnected.',
};

export const linear = {
  selected: 'selected',
  marked: 'marked',
  incoming: (text: string) => `in ${text}`,
  outgoing: (text: string) => `out ${text}`,
  keys: (list: string) => `Keys: ${list}.`,
};
