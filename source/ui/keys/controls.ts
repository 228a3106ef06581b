// What is done to clients by hand: to those that are marked, or to the selected one. Each asks the engine;
// what can't be undone asks the person first.

import { KINDS, nearest, parseDuration } from '../../endpoint-spec.ts';
import { formatAddress } from '../../protocol/address.ts';
import type { ConnectionCommand } from '../../protocol/commands.ts';
import { clientEnd } from '../../protocol/ends.ts';
import type { ServiceName } from '../../protocol/spec.ts';
import { clientsNamed, control, controlQuestions } from '../control-messages.ts';
import { initialFaults } from '../dialogs/faults.ts';
import { questions } from '../messages.ts';
import { toggleMark } from '../state/marks.ts';
import { openConfirm, openFaults, openSend, push } from '../state/open.ts';
import {
  actedConnections,
  datagramWay,
  selectedClient,
  selectedEndpoint,
} from '../state/selection.ts';
import type { UiState } from '../state/state.ts';
import { say, stay } from '../state/step.ts';
import { type Handler, send } from './handler.ts';

/** Sends it to the engine, for whom it is for. */
const act =
  (make: (connections: readonly string[], state: UiState) => ConnectionCommand): Handler =>
  (state) => {
    const connections = actedConnections(state);
    return connections.length === 0 ? stay(state) : send(state, make(connections, state));
  };

/** The same, once `y` was pressed. */
const ask =
  (
    type: 'half-close' | 'reset' | 'disconnect',
    question: (who: string, state: UiState) => string,
  ): Handler =>
  (state) => {
    const connections = actedConnections(state);
    if (connections.length === 0) return stay(state);
    const command: ConnectionCommand = { type, connections };
    return stay(push(state, openConfirm(question(clientsNamed(connections), state), { command })));
  };

/** A single client is named with its address: `Disconnect c13 (127.0.0.1:51514)?`. */
export const disconnect = ask('disconnect', (who, state) => {
  const client = selectedClient(state);
  return client?.connection === who
    ? questions.disconnect(who, formatAddress(clientEnd(client)))
    : controlQuestions.disconnectSeveral(who);
});

const openSendDialog: Handler = (state) => {
  const connections = actedConnections(state);
  if (connections.length > 0) {
    const client = selectedClient(state);
    const who = clientsNamed(connections);
    const at = client?.connection === who ? formatAddress(client.remote) : '';
    return stay(push(state, openSend({ of: 'clients', connections, who, at }, state.drafts)));
  }
  const way = datagramWay(state);
  return way === null
    ? stay(state)
    : stay(push(state, openSend({ of: 'address', ...way }, state.drafts)));
};

const SERVICES = (KINDS.find(({ kind }) => kind === 'tcp')?.options ?? []).find(
  ({ name }) => name === 'service',
)?.words as readonly [ServiceName, ...ServiceName[]];

const setService: Handler = (state, argument) => {
  const word = argument.trim();
  if (word === '') return stay(say(state, control.needsService, 'failed'));
  const service = SERVICES.find((name) => name === word);
  if (service === undefined) {
    return stay(say(state, control.noService(word, nearest(word, SERVICES)), 'failed'));
  }
  return act((connections) => ({ type: 'set-service', connections, service }))(state, '');
};

const setDelay: Handler = (state, argument) => {
  const text = argument.trim();
  if (text === '') return stay(say(state, control.needsDelay, 'failed'));
  try {
    const delayMs = parseDuration('delay', text);
    return act((connections) => ({ type: 'set-delay', connections, delayMs }))(state, '');
  } catch (error) {
    return stay(say(state, (error as Error).message, 'failed'));
  }
};

/** Of the selected relay, or of the one whose client is selected. */
const openFaultsDialog: Handler = (state) => {
  const endpoint = selectedEndpoint(state);
  const initial = endpoint === null ? null : initialFaults(endpoint);
  return stay(initial === null ? state : push(state, openFaults(initial)));
};

export const CONTROLS = {
  mark: (state) => stay(toggleMark(state)),
  send: openSendDialog,
  faults: openFaultsDialog,
  // One that is not read from is; of several, what the selected one is says which way it goes.
  hold: act((connections, state) => {
    const reading = selectedClient(state)?.reading === false;
    return { type: 'set-reading', connections, reading };
  }),
  'half-close': ask('half-close', controlQuestions.halfClose),
  reset: ask('reset', controlQuestions.reset),
  service: setService,
  delay: setDelay,
} as const satisfies { readonly [command: string]: Handler };
