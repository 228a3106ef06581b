// What can be copied of what a detail describes, in the order it is offered.

import type {
  ConnectionDetail,
  Detail,
  EndpointDetail,
  PayloadChunk,
  TimelineStep,
  TimelineWindow,
} from '../../protocol/views.ts';
import { copy as messages } from '../dialogs/messages.ts';
import { statesText } from '../dialogs/timeline/columns.ts';
import { carriedText, stepText } from '../dialogs/timeline/step-text.ts';
import { clockTime } from '../text/format.ts';
import type { Draw } from '../text/line.ts';
import { commandsFor } from './commands.ts';
import { asBase64, asCArray, asHex, asText } from './payload.ts';
import { rowText } from './row-text.ts';
import { stepCommands } from './step-commands.ts';

export interface CopyItem {
  readonly label: string;
  /** Made when it is chosen, or looked at. */
  readonly text: () => string;
  /** What is missing in it; empty for nothing. */
  readonly remark: string;
}

export function copyItems(detail: Detail, draw: Draw): readonly CopyItem[] {
  if (detail.of === 'gone') return [];
  if (detail.of !== 'datagram' && detail.timeline !== undefined) {
    return stepItems(detail, detail.timeline, draw);
  }
  const chunks = detail.of === 'endpoint' ? [] : detail.chunks;
  return [
    { label: messages.row, text: () => rowText(detail, draw), remark: '' },
    ...payloadItems(chunks, 'in'),
    ...payloadItems(chunks, 'out'),
    ...commandsFor(detail).map(commandItem),
  ];
}

/** Of a timeline: the line under its cursor, and all that are in sight. */
function stepItems(
  subject: ConnectionDetail | EndpointDetail,
  { rows, top, cursor }: TimelineWindow,
  { theme }: Draw,
): readonly CopyItem[] {
  const step = rows[cursor - top];
  if (step === undefined) return [];
  const text = (each: TimelineStep): string => {
    const carried = carriedText(each, theme);
    const words = [clockTime(each.time), stepText(each, theme), carried, statesText(each)];
    return words.filter((word) => word !== '').join('  ');
  };
  return [
    ...stepCommands(step, subject).map(commandItem),
    { label: messages.line, text: () => text(step), remark: '' },
    { label: messages.lines, text: () => rows.map(text).join('\n'), remark: '' },
  ];
}

const commandItem = (command: string): CopyItem => ({
  label: messages.command,
  text: () => command,
  remark: '',
});

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
