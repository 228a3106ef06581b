// The dialogs, ready to be put on the stack.

import type { DetailRequest } from '../../protocol/views.ts';
import { confirm, initialConfirm, type OnYes } from '../dialogs/confirm.ts';
import { copy, initialCopy } from '../dialogs/copy.ts';
import { details, initialDetails } from '../dialogs/details.ts';
import type { DialogContext } from '../dialogs/dialog.ts';
import { doctor, initialDoctor } from '../dialogs/doctor.ts';
import type { Draft } from '../dialogs/draft.ts';
import { type FaultsState, faultsDialog } from '../dialogs/faults.ts';
import { initialForm, newEndpointForm } from '../dialogs/form.ts';
import { help, initialHelp } from '../dialogs/help.ts';
import { initialPalette, palette } from '../dialogs/palette.ts';
import { initialSend, type SendTarget, sendDialog } from '../dialogs/send.ts';
import {
  initialTimeline,
  type TimelineState,
  timeline,
  timelineRequest,
} from '../dialogs/timeline.ts';
import { enabledBindings } from '../keys/enabled.ts';
import { type OpenDialog, openDialog } from './dialogs.ts';
import type { UiState } from './state.ts';

export const openForm = (): OpenDialog => openDialog('form', newEndpointForm, initialForm());
export const openSend = (target: SendTarget, drafts: readonly Draft[]): OpenDialog =>
  openDialog('send', sendDialog, initialSend(target, drafts));
export const openFaults = (state: FaultsState): OpenDialog =>
  openDialog('faults', faultsDialog, state);
export const openPalette = (): OpenDialog => openDialog('palette', palette, initialPalette());
export const openHelp = (): OpenDialog => openDialog('help', help, initialHelp());
export const openDetails = (request: DetailRequest): OpenDialog =>
  openDialog('details', details, initialDetails(request), ({ request: wanted }) => wanted);
/** The same row's life; like the details it says what it is of. */
export const openTimeline = (request: Pick<TimelineState, 'of' | 'key'>): OpenDialog =>
  openDialog('details', timeline, initialTimeline(request), timelineRequest);
export const openCopy = (request: DetailRequest): OpenDialog =>
  openDialog('copy', copy, initialCopy(request), ({ request: wanted }) => wanted);
export const openDoctor = (endpoint: string): OpenDialog =>
  openDialog('doctor', doctor, initialDoctor(endpoint));
export const openConfirm = (question: string, onYes: OnYes): OpenDialog =>
  openDialog(
    'quit' in onYes ? 'confirm-quit' : 'confirm',
    confirm,
    initialConfirm(question, onYes),
  );

/** Rows of the screen that no dialog covers: the header. */
const FRAME_ROWS = 1;

export function dialogContext(state: UiState): DialogContext {
  const { size, options, view, detailGone, diagnosis } = state;
  return {
    width: size.columns,
    height: Math.max(0, size.rows - FRAME_ROWS),
    theme: options.theme,
    view,
    detailGone,
    diagnosis,
    readonly: options.readonly,
    bindings: enabledBindings(state),
    // What is described is of the present, also while the picture is frozen.
    now: state.now + state.ahead,
  };
}

/** Puts a dialog on top; a message about something before has had its time. */
export function push(state: UiState, dialog: OpenDialog): UiState {
  return { ...state, stack: [...state.stack, dialog], message: null };
}

/** Takes the top dialog away. */
export function pop(state: UiState): UiState {
  return { ...state, stack: state.stack.slice(0, -1) };
}
