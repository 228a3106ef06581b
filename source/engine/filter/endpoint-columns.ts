// What the Listen pane's list has for a filter, and pane 4's groups.

import { isIP } from 'node:net';
import { formatAddress } from '../../protocol/address.ts';
import { addressOf } from '../../protocol/ends.ts';
import type { ListenRow } from '../../protocol/views.ts';
import { addressBytes } from './network.ts';
import type { Columns } from './row-filter.ts';

function shownText(row: ListenRow): string {
  const words = [
    row.key,
    row.kind,
    formatAddress(addressOf(row)),
    row.state,
    row.mode,
    row.service,
  ];
  return [...words, ...row.interfaces, row.source, row.problem?.message].join(' ');
}

const shared: Columns<ListenRow> = {
  shows: (row, text) => shownText(row).toLowerCase().includes(text),
  text: shownText,
  words: {
    endpoint: ({ key }) => [key],
    state: ({ state }) => [state],
    interface: ({ interfaces }) => interfaces,
  },
  numbers: {
    port: (row) => [addressOf(row).port],
    bytes: ({ bytesReceived, bytesSent }) => [bytesReceived + bytesSent],
    senders: ({ senders }) => [senders],
    drops: ({ kernelDrops }) => [kernelDrops],
  },
  networks: { address: (row) => numericBytes(addressOf(row).address) },
};

export const listenColumns: Columns<ListenRow> = {
  ...shared,
  words: {
    ...shared.words,
    kind: ({ kind }) => [kind],
    mode: ({ mode }) => [mode],
    service: ({ service }) => [service],
  },
  numbers: {
    ...shared.numbers,
    in: ({ bytesReceived }) => [bytesReceived],
    out: ({ bytesSent }) => [bytesSent],
    queue: ({ queueDepth }) => [queueDepth],
    clients: ({ clients }) => [clients],
    served: ({ served }) => [served],
  },
};

export const groupColumns: Columns<ListenRow> = {
  ...shared,
  networks: { ...shared.networks, group: ({ local }) => numericBytes(local.address) },
};

/** An endpoint that failed may still have the name it was asked for with. */
const numericBytes = (address: string): Uint8Array | null =>
  isIP(address) === 0 ? null : addressBytes(address);
