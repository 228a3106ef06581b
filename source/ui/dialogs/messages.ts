// Every text of the dialogs that a person reads, but for those that have a file of their own. ASCII only:
// glyphs come from the theme.

import type { EndpointKind } from '../../protocol/spec.ts';
import type { KeyContext } from '../keys/binding.ts';

type Hint = readonly [key: string, does: string];

export const form = {
  title: 'New endpoint',
  remark: 'kind:[host:]port[,option=value...]',
  labels: { spec: 'spec', kind: 'kind', host: 'host', port: 'port' },
  specPlaceholder: 'type it in one line here, or Tab to the fields',
  hostRequired: 'the group, required',
  portRequired: 'required',
  about: {
    spec: 'All in one line, as udp:7001,service=upper; line and fields go together.',
    kind: (meaning: string) => `What it opens: ${meaning}.`,
    host: (kind: EndpointKind) =>
      kind === 'tcp-client' || kind === 'udp-client'
        ? 'The server: an address, or a name, whose addresses are tried in order.'
        : kind === 'multicast' || kind === 'multicast-sender'
          ? 'The group: 224.0.0.0 to 239.255.255.255, or ff00::/8.'
          : '127.0.0.1: from this machine alone; 0.0.0.0: on every interface; or a name.',
    remotePort: '1 to 65535: where it connects or sends to.',
    port: '0 to 65535; 0 asks the kernel for a free one.',
    option: (meaning: string, syntax: string) =>
      `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}: ${syntax}.`,
  },
  opens: 'Enter opens  ',
  empty: 'Nothing to open yet.',
  notYet: (part: string) => `Not yet: see ${part}.`,
  hints: [
    ['Enter', 'open'],
    ['Tab', 'next field'],
    ['Left/Right', 'choose'],
    ['Esc', 'cancel'],
  ] as readonly Hint[],
};

export const palette = {
  title: 'Run a command',
  prompt: ' : ',
  count: (n: number, all: number) => (n === all ? `${all}` : `${n} of ${all}`),
  unknown: (word: string, near: string) => `No command "${word}". The nearest is ${near}.`,
  nothing: 'No command works here.',
  needs: (command: string, argument: string) => `${command} needs its ${argument}.`,
  noArgument: (command: string) => `${command} takes nothing after its name.`,
  hints: [
    ['Enter', 'run'],
    ['Tab', 'complete'],
    ['Up/Down', 'choose'],
    ['Esc', 'cancel'],
  ] as readonly Hint[],
};

export const help = {
  title: 'Help',
  prompt: ' find: ',
  placeholder: 'type a word to search',
  nothing: (word: string) => `Nothing about "${word}" works here; other panes and rows have more.`,
  places: {
    everywhere: 'everywhere',
    listen: '1 Listen',
    clients: '2 Clients',
    datagrams: '3 Datagrams',
    multicast: '4 Multicast',
    details: 'details',
  } satisfies { readonly [Context in KeyContext]: string },
  group: (places: readonly string[]) =>
    places.includes('everywhere') ? 'Everywhere' : `In ${places.join(', ')}`,
  hints: [
    ['Up/Down', 'scroll'],
    ['Esc', 'back'],
  ] as readonly Hint[],
};

export const copy = {
  title: (name: string) => `Copy of ${name}`,
  pending: 'Asking for it...',
  gone: 'It is no longer there.',
  row: 'row',
  command: 'command',
  line: 'line',
  lines: 'all lines in sight',
  payload: {
    in: (notation: string) => `received, ${notation}`,
    out: (notation: string) => `sent, ${notation}`,
  },
  notation: { text: 'as text', hex: 'in hex', base64: 'in base64', c: 'as a C array' },
  kept: (bytes: number, all: number) => `${bytes} of ${all} B`,
  hints: [
    ['Enter', 'copy'],
    ['f', 'to a file'],
    ['Up/Down', 'choose'],
    ['Esc', 'cancel'],
  ] as readonly Hint[],
};

export const confirm = {
  title: 'Sure?',
  hints: [
    ['y', 'yes'],
    ['n', 'no'],
    ['Esc', 'no'],
  ] as readonly Hint[],
};
