// What a command of the key table is, and how one sends to the engine.

import { formatAddress } from '../../protocol/address.ts';
import type { Command } from '../../protocol/commands.ts';
import { datagramUnderWay, underWay } from '../control-messages.ts';
import { answers } from '../messages.ts';
import { afterSending } from '../state/marks.ts';
import type { UiState } from '../state/state.ts';
import type { Step } from '../state/step.ts';

/** @param argument what was written after the command's name; empty for a key */
export type Handler = (state: UiState, argument: string) => Step;

export function send(state: UiState, command: Command): Step {
  return {
    state: afterSending(state, command),
    effects: [{ type: 'send', command, label: pendingLabel(command) }],
  };
}

/** What a command is called while it is under way. */
export function pendingLabel(command: Command): string {
  if ('connections' in command) return underWay(command);
  switch (command.type) {
    case 'open':
      return answers.opening;
    case 'send-to':
      return datagramUnderWay(formatAddress(command.to));
    case 'retry':
      return answers.retrying(command.endpoint);
    case 'close':
      return answers.closing(command.endpoint);
    case 'accept-next':
      return answers.acceptingNext(command.endpoint);
    case 'join':
      return answers.joining(command.interface);
    case 'leave':
      return answers.leaving(command.interface);
    case 'diagnose':
      return answers.diagnosing(command.endpoint);
    case 'shutdown':
      return answers.shutdown;
    default:
      return answers.changing(command.endpoint);
  }
}
