// What can be copied of what a detail describes, in the order it is offered.

import type { Detail, PayloadChunk } from '../../protocol/views.ts';
import { copy as messages } from '../dialogs/messages.ts';
import type { Draw } from '../text/line.ts';
import { commandsFor } from './commands.ts';
import { asBase64, asCArray, asHex, asText } from './payload.ts';
import { rowText } from './row-text.ts';

export interface CopyItem {
  readonly label: string;
  /** Made when it is chosen, or looked at. */
  readonly text: () => string;
  /** What is missing in it; empty for nothing. */
  readonly remark: string;
}

export function copyItems(detail: Detail, draw: Draw): readonly CopyItem[] {
  if (detail.of === 'gone') return [];
  const chunks = detail.of === 'endpoint' ? [] : detail.chunks;
  return [
    { label: messages.row, text: () => rowText(detail, draw), remark: '' },
    ...payloadItems(chunks, 'in'),
    ...payloadItems(chunks, 'out'),
    ...commandsFor(detail).map((command) => ({
      label: messages.command,
      text: () => command,
      remark: '',
    })),
  ];
}

const NOTATIONS = [
  ['text', asText],
  ['hex', asHex],
  ['base64', asBase64],
  ['c', asCArray],
] as const;

function payloadItems(chunks: readonly PayloadChunk[], direction: 'in' | 'out'): CopyItem[] {
  const own = chunks.filter((chunk) => chunk.direction === direction);
  const data = own.map((chunk) => chunk.data).join('');
  if (data === '') return [];
  // The oldest may be forgotten, and of a long one the first bytes alone are kept.
  const last = own.at(-1);
  const all = last === undefined ? 0 : last.offset + last.bytes;
  const remark = data.length < all ? messages.kept(data.length, all) : '';
  return NOTATIONS.map(([notation, write]) => ({
    label: messages.payload[direction](messages.notation[notation]),
    text: () => write(data),
    remark,
  }));
}
