// From one state to the next: (state, what happened, when) → the new state and what it wants done.

import { formatFaults } from '../../endpoint-spec.ts';
import { formatAddress } from '../../protocol/address.ts';
import type { Answer, Command } from '../../protocol/commands.ts';
import type { View } from '../../protocol/views.ts';
import { carriedOut, datagramSent, refusedBy } from '../control-messages.ts';
import type { Key } from '../dialogs/dialog.ts';
import { dispatchKey } from '../keys/dispatch.ts';
import { answers } from '../messages.ts';
import { calmed } from '../panes/calm.ts';
import { count } from '../text/format.ts';
import { describes } from './detail.ts';
import { keepFrozen } from './frozen.ts';
import { refocus, settle } from './move.ts';
import { sameRequest, viewRequest } from './request.ts';
import { detailRequest, focusedList, type UiState } from './state.ts';
import { type Action, type Copied, type Step, say, stay } from './step.ts';

/** @param now milliseconds of a clock that never jumps */
export function reduce(state: UiState, action: Action, now: number): Step {
  const passed = { ...state, now, message: currentMessage(state, now) };
  return ask(change(passed, action), action.type !== 'view' && action.type !== 'tick');
}

function currentMessage(state: UiState, now: number): UiState['message'] {
  return state.message !== null && state.message.until <= now ? null : state.message;
}

function change(state: UiState, action: Action): Step {
  switch (action.type) {
    case 'key':
      return press(state, action.key);
    case 'view':
      return stay(
        settle(calmed(sayGivenUp(state, answerSpec(seen(state, action.view), action.view)))),
      );
    case 'resize':
      return stay({ ...state, size: action.size });
    case 'copied':
      return stay(sayCopied(state, action.copied));
    case 'answered':
      return stay(answered(state, action.command, action.label, action.answer));
    default:
      return stay(state);
  }
}

/**
 * The state with a new view. Details that are being read stay, as they were last, when a flood of
 * datagrams or the end of a connection has taken away what they describe.
 */
function seen(state: UiState, newest: View): UiState {
  const view = keepFrozen(state, newest);
  const last = state.view?.detail ?? null;
  const request = detailRequest(state);
  const kept =
    view.detail?.of === 'gone' &&
    last !== null &&
    last.of !== 'gone' &&
    request !== null &&
    describes(last, request);
  return {
    ...state,
    ahead: aheadBy(state, newest),
    view: kept ? { ...view, detail: last } : view,
    detailGone: kept,
  };
}

/** A view may have been on its way for a while: only a clock that was set is followed. */
const SET_MS = 500;

function aheadBy({ now, ahead }: UiState, { time, frozen }: View): number {
  return frozen || Math.abs(time - now - ahead) < SET_MS ? ahead : time - now;
}

function press(state: UiState, key: Key): Step {
  const step = withPending(dispatchKey(state, key));
  return { ...step, state: refocus(state, step.state) };
}

/** Whatever was sent is pending until it is answered. */
function withPending(step: Step): Step {
  const sent = step.effects.flatMap((effect) => (effect.type === 'send' ? [effect.label] : []));
  if (sent.length === 0) return step;
  return { ...step, state: { ...step.state, pending: [...step.state.pending, ...sent] } };
}

/** Asks for a view when another one is wanted than was asked for last. */
function ask(step: Step, byHand: boolean): Step {
  const { asked } = step.state;
  const request = viewRequest(step.state, (asked?.serial ?? 0) + 1, byHand);
  if (asked !== null && sameRequest(asked, request)) return step;
  return {
    state: { ...step.state, asked: request },
    effects: [...step.effects, { type: 'request', request }],
  };
}

/** A filter that is given up is not noticed by its rows. */
function sayGivenUp({ view: before }: UiState, state: UiState): UiState {
  const of = (view: View | null) => view?.lists[focusedList(state)].problem;
  const problem = of(state.view);
  if (problem === undefined || of(before) !== undefined) return state;
  return say(state, answers.problem(problem), 'failed');
}

function sayCopied(state: UiState, copied: Copied): UiState {
  switch (copied.to) {
    case 'terminal':
      return say(state, answers.copied(count(copied.bytes), copied.tmux));
    case 'file':
      return say(state, answers.copiedToFile(count(copied.bytes), copied.path, copied.tooMuch));
    case 'nowhere':
      return say(state, answers.notCopied(copied.path, copied.reason), 'failed');
  }
}

function answerSpec(state: UiState, view: View): UiState {
  const { detail } = view;
  if (state.specOf === null || detail?.of !== 'endpoint' || detail.row.key !== state.specOf) {
    return state;
  }
  return say({ ...state, specOf: null }, detail.spec);
}

function answered(state: UiState, command: Command, label: string, answer: Answer): UiState {
  const at = state.pending.indexOf(label);
  const done = { ...state, pending: state.pending.filter((_, i) => i !== at) };
  if (!answer.ok) return say(done, answers.problem(answer.problem), 'failed');
  if ('connections' in command) {
    const { done: count = command.connections.length, refused = [] } = answer;
    const sentences = [carriedOut(command, count), ...refused.map(refusedBy)];
    return say(done, sentences.join(' '), refused.length > 0 ? 'failed' : 'normal');
  }
  switch (command.type) {
    case 'open': {
      const endpoint = answer.endpoint ?? '';
      const shown = say(done, answers.opened(endpoint));
      // The new row is selected; index 0 serves until the engine says where it stands.
      const cursor = { at: 'row', key: endpoint, index: 0 } as const;
      return {
        ...shown,
        focus: 'listen',
        lists: { ...shown.lists, listen: { ...shown.lists.listen, cursor } },
      };
    }
    case 'retry':
      return say(done, answers.retried(command.endpoint));
    case 'close':
      return say(done, answers.closed(command.endpoint));
    case 'send-to': {
      const to = formatAddress(command.to);
      return say(done, datagramSent(command.payload, command.endpoint, to));
    }
    case 'set-mode':
      return say(done, answers.mode[command.mode](command.endpoint));
    case 'set-accepting':
      return say(
        done,
        command.accepting ? answers.accepting(command.endpoint) : answers.paused(command.endpoint),
      );
    case 'accept-next':
      return say(done, answers.acceptedNext(command.endpoint));
    case 'join':
      return say(done, answers.joined(command.endpoint, command.interface));
    case 'leave':
      return say(done, answers.left(command.endpoint, command.interface));
    case 'set-faults':
      return say(done, answers.faultsChanged(command.endpoint, formatFaults(command.faults)));
    case 'diagnose':
      return { ...done, diagnosis: answer.diagnosis ?? null };
    case 'shutdown':
      return done;
  }
}
