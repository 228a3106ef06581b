// What is said of commands to connections and of what is sent by hand: while they are under way, and when
// they are answered.

import type { ConnectionCommand, Payload, Refused } from '../protocol/commands.ts';
import type { ServiceName } from '../protocol/spec.ts';
import { bytes, duration } from './text/format.ts';

/** `c13`, or `3 clients`. */
export const clientsNamed = (connections: readonly string[]): string =>
  connections.length === 1 ? (connections[0] as string) : `${connections.length} clients`;

const clientsDone = (connections: readonly string[], done: number): string =>
  done === connections.length
    ? clientsNamed(connections)
    : `${done} of ${connections.length} clients`;

const be = (connections: readonly string[]): string => (connections.length === 1 ? 'is' : 'are');

const amount = (payload: Payload): string =>
  payload.of === 'file' ? payload.path : bytes(Buffer.from(payload.data, 'base64').length);

export const underWay = (command: ConnectionCommand): string => {
  const who = clientsNamed(command.connections);
  switch (command.type) {
    case 'send':
      return `sending to ${who}`;
    case 'disconnect':
      return `disconnecting ${who}`;
    case 'reset':
      return `resetting ${who}`;
    default:
      return `changing ${who}`;
  }
};

const SERVED: { readonly [Name in ServiceName]: string } = {
  echo: 'is sent back',
  upper: 'is sent back in upper case',
  discard: 'is read and dropped',
  none: 'is left unread',
  respond: 'is answered by the rules',
  broadcast: 'goes to all the others',
  'file-receive': 'is written to a file',
};

/** @param done how many of its connections it was carried out on */
export const carriedOut = (command: ConnectionCommand, done: number): string => {
  const { connections } = command;
  const who = clientsDone(connections, done);
  const are = be(connections);
  switch (command.type) {
    case 'send':
      return command.payload.of === 'file'
        ? `Sending ${amount(command.payload)} to ${who}.`
        : `${amount(command.payload)} on the way to ${who}.`;
    case 'set-reading':
      return command.reading
        ? `${who} ${are} read from.`
        : `${who} ${are} not read from: what comes stays in the kernel's queue.`;
    case 'half-close':
      return `Our direction of ${who} has ended (FIN); reading goes on.`;
    case 'reset':
      return `${who} ${are} reset (RST).`;
    case 'disconnect':
      return `${who} ${are} disconnected.`;
    case 'set-service':
      return `${who}: what comes ${SERVED[command.service]} from now on.`;
    case 'set-delay':
      return command.delayMs === 0
        ? `${who} ${are} answered at once.`
        : `${who} ${are} answered after ${duration(command.delayMs)}.`;
  }
};

/** Why not on the others. */
export const refusedBy = ({ count, problem }: Refused): string =>
  count === 1 ? problem.message : `${problem.message} (${count} such)`;

export const datagramUnderWay = (to: string): string => `sending to ${to}`;
export const datagramSent = (payload: Payload, endpoint: string, to: string): string =>
  `${endpoint} sent ${amount(payload)} to ${to}.`;

export const control = {
  tooManyMarks: (most: number) => `${most} clients are marked, and that is the limit.`,
  needsService: 'Say which service: service echo, upper, discard, none, respond or broadcast',
  noService: (word: string, near: string) => `"${word}" is no service; the nearest is ${near}.`,
  needsDelay: 'Say how long: delay 250ms, or delay 0',
};

export const controlQuestions = {
  halfClose: (who: string) => `End our direction of ${who} (FIN)? Nothing more can be sent then.`,
  reset: (who: string) => `Reset ${who} (RST)? What is unsent is lost.`,
  disconnectSeveral: (who: string) => `Disconnect ${who}?`,
};
