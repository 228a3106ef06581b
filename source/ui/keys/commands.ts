// What each command of the key table does. All pure: a step to the next state and what it wants done.

import { formatFilter } from '../../filter.ts';
import { formatAddress } from '../../protocol/address.ts';
import type { Command } from '../../protocol/commands.ts';
import { addressOf } from '../../protocol/ends.ts';
import type { AcceptMode } from '../../protocol/spec.ts';
import { type ListenRow, SORT_COLUMNS } from '../../protocol/views.ts';
import { answers, questions } from '../messages.ts';
import { pinned } from '../state/detail.ts';
import { likeSelected } from '../state/filter-like.ts';
import { withoutMarks } from '../state/marks.ts';
import { isPast } from '../state/moment.ts';
import { move, withList } from '../state/move.ts';
import {
  openConfirm,
  openCopy,
  openDetails,
  openDoctor,
  openForm,
  openHelp,
  openPalette,
  openTimeline,
  pop,
  push,
} from '../state/open.ts';
import {
  actedConnections,
  examinedEndpoint,
  lifeOf,
  placeOf,
  selectedClient,
  selectedDetail,
  selectedEndpoint,
  selectedServer,
} from '../state/selection.ts';
import { PANE_LISTS, PANES, type PaneName, SORTED_LIST, type UiState } from '../state/state.ts';
import { say, stay } from '../state/step.ts';
import { beginFilter, setFilter } from '../state/typed-filter.ts';
import { count } from '../text/format.ts';
import { nextTheme } from '../theme.ts';
import { CONTROLS, disconnect } from './controls.ts';
import { type Handler, send } from './handler.ts';
import { MOMENTS } from './moments.ts';

const only =
  (change: (state: UiState) => UiState): Handler =>
  (state) =>
    stay(change(state));
const focus = (pane: PaneName): Handler => only((state) => ({ ...state, focus: pane }));

function paneFrom(state: UiState, step: number): UiState {
  const next = (PANES.indexOf(state.focus) + step + PANES.length) % PANES.length;
  return { ...state, focus: PANES[next] as PaneName };
}

/** Steers the selected server; without one it does nothing. */
const steer =
  (command: (server: ListenRow) => Command): Handler =>
  (state) => {
    const server = selectedServer(state);
    return server === null ? stay(state) : send(state, command(server));
  };

const setMode = (choose: (now: AcceptMode | null) => AcceptMode): Handler =>
  steer(({ key, mode }) => ({ type: 'set-mode', endpoint: key, mode: choose(mode) }));

/** By hand, and back to the mode that the server had before. */
const manual: Handler = (state) => {
  const server = selectedServer(state);
  if (server === null || server.mode === null) return stay(state);
  const { key, mode } = server;
  if (mode === 'manual') {
    const before = state.modeBefore[key] ?? 'concurrent';
    return send(state, { type: 'set-mode', endpoint: key, mode: before });
  }
  const remembered = { ...state, modeBefore: { ...state.modeBefore, [key]: mode } };
  return send(remembered, { type: 'set-mode', endpoint: key, mode: 'manual' });
};

const membership =
  (type: 'join' | 'leave'): Handler =>
  (state, argument) => {
    const endpoint = selectedEndpoint(state);
    if (endpoint === null) return stay(state);
    const name = argument.trim();
    if (name === '') return stay(say(state, answers.needsInterface(type), 'failed'));
    return send(state, { type, endpoint: endpoint.key, interface: name });
  };

const quit: Handler = (state) => {
  // Who is there now a picture of the past does not say.
  const clients = isPast(state.view) ? null : (state.view?.totals.clients ?? 0);
  if (clients === 0) return { state, effects: [{ type: 'quit' }] };
  const question = clients === null ? questions.quitUnseen : questions.quit(count(clients));
  return stay(push(state, openConfirm(question, { quit: true })));
};

function closeQuestion(endpoint: ListenRow): string {
  const { key, kind, clients } = endpoint;
  const address = formatAddress(addressOf(endpoint));
  if (clients > 0 && (kind === 'tcp' || kind === 'relay'))
    return questions.closeWithClients(key, address, count(clients));
  if (clients > 0 && kind === 'tcp-client') {
    return questions.closeWithConnections(key, address, count(clients));
  }
  return questions.close(key, address);
}

const close: Handler = (state) => {
  if (actedConnections(state).length > 0) return disconnect(state, '');
  if (placeOf(state) === 'details' || selectedClient(state) !== null) return stay(state);
  const endpoint = selectedEndpoint(state);
  if (endpoint === null) return stay(state);
  const question = closeQuestion(endpoint);
  const command: Command = { type: 'close', endpoint: endpoint.key };
  return stay(push(state, openConfirm(question, { command })));
};

/** Esc, when no dialog is open: the filter, then the marks, the message, the zoom. */
const back = only((state) => {
  const filtered = PANE_LISTS[state.focus].some((name) => state.lists[name].filter !== '');
  if (filtered) return setFilter(state, '');
  if (state.focus === 'clients' && state.marks.size > 0) return withoutMarks(state);
  if (state.message !== null) return { ...state, message: null };
  return { ...state, zoom: false };
});

const sort = only((state) => {
  const name = SORTED_LIST[state.focus];
  const columns = SORT_COLUMNS[name];
  const now = state.lists[name].sort;
  // -1 + 1: from the list's own order to the first column; from the last one back to its own order.
  const next = columns[(now === null ? -1 : columns.indexOf(now.column)) + 1];
  return withList(state, name, {
    sort: next === undefined ? null : { column: next, descending: false },
  });
});

const reverseSort = only((state) => {
  const name = SORTED_LIST[state.focus];
  const now = state.lists[name].sort;
  if (now === null) return state;
  return withList(state, name, { sort: { ...now, descending: !now.descending } });
});

function filterLike(state: UiState): UiState {
  const terms = likeSelected(state);
  return terms === null ? state : setFilter(state, formatFilter(terms));
}

/** Shows it, in the details' place where those are open; where it is open, the details. */
function timeline(state: UiState): UiState {
  const request = lifeOf(state);
  if (request === null) return state;
  const { of, key, timeline: shown } = request;
  const next = shown === undefined ? openTimeline(request) : openDetails({ of, key });
  const under = placeOf(state) === 'details' ? pop(state) : state;
  return push(under, next);
}

const freeze = only((state) => {
  const frozen = !state.frozen;
  const next = { ...state, frozen, moment: null, message: null };
  return frozen ? say(next, answers.frozen) : next;
});

const theme = only((state) => {
  const next = nextTheme(state.options.theme);
  return say({ ...state, options: { ...state.options, theme: next } }, answers.theme[next.name]);
});

export const COMMANDS: { readonly [command: string]: Handler } = {
  help: only((state) => push(state, openHelp())),
  quit,
  'quit-now': (state) => ({ state, effects: [{ type: 'quit' }] }),
  back,
  'next-pane': only((state) => paneFrom(state, 1)),
  'previous-pane': only((state) => paneFrom(state, -1)),
  'show-listen': focus('listen'),
  'show-clients': focus('clients'),
  'show-datagrams': focus('datagrams'),
  'show-multicast': focus('multicast'),
  zoom: only((state) => ({ ...state, zoom: !state.zoom })),
  up: only((state) => move(state, 'up')),
  down: only((state) => move(state, 'down')),
  'page-up': only((state) => move(state, 'page-up')),
  'page-down': only((state) => move(state, 'page-down')),
  top: only((state) => move(state, 'top')),
  bottom: only((state) => move(state, 'bottom')),
  details: only((state) => {
    const request = selectedDetail(state);
    return request === null ? state : push(state, openDetails(request));
  }),
  timeline: only(timeline),
  copy: only((state) => {
    const request = state.stack.at(-1)?.detail ?? selectedDetail(state);
    return request === null ? state : push(state, openCopy(pinned(request, state.view)));
  }),
  doctor: (state) => {
    const endpoint = examinedEndpoint(state);
    if (endpoint === null) return stay(state);
    const asking = push({ ...state, diagnosis: null }, openDoctor(endpoint));
    // To listen elsewhere joins the group there, which is more than looking.
    return send(asking, { type: 'diagnose', endpoint, listen: !state.options.readonly });
  },
  filter: only(beginFilter),
  'filter-like': only(filterLike),
  palette: only((state) => push(state, openPalette())),
  freeze,
  new: only((state) => push(state, openForm())),
  close,
  ...CONTROLS,
  ...MOMENTS,
  mode: setMode((mode) => (mode === 'concurrent' ? 'sequential' : 'concurrent')),
  concurrent: setMode(() => 'concurrent'),
  sequential: setMode(() => 'sequential'),
  manual,
  accept: steer(({ key }) => ({ type: 'accept-next', endpoint: key })),
  pause: steer(({ key, accepting }) => ({
    type: 'set-accepting',
    endpoint: key,
    accepting: !accepting,
  })),
  retry: (state) => {
    const endpoint = selectedEndpoint(state);
    return endpoint === null ? stay(state) : send(state, { type: 'retry', endpoint: endpoint.key });
  },
  sort,
  'reverse-sort': reverseSort,
  theme,
  redraw: (state) => ({ state, effects: [{ type: 'redraw' }] }),
  suspend: (state) => ({ state, effects: [{ type: 'suspend' }] }),
  join: membership('join'),
  leave: membership('leave'),
  spec: only((state) => {
    const endpoint = selectedEndpoint(state);
    return endpoint === null ? state : { ...state, specOf: endpoint.key };
  }),
};
