// What the command itself says: on stderr before anything is opened, and on the main screen at the end.

import type { Problem } from './protocol/problem.ts';

export const unknownFlag = (name: string, flags: readonly string[], near: string) =>
  `the options are ${flags.join(', ')}; "${name}" is none of them. The nearest is ${near}.`;

export const flagWithValue = (name: string) => `${name} takes no value.`;

export const flagTwice = (name: string) => `${name} is given twice.`;

export const badEndpoint = (spec: string, message: string) => `endpoint "${spec}": ${message}`;

export const badSockets = (value: string, valid: readonly string[], near: string) =>
  `the environment variable SOCKSCOPE_SOCKETS is ${valid.join(' or ')}, not "${value}"; the nearest is ${near}.`;

export const themeFlag = '--theme';
export const themeVariable = 'the environment variable SOCKSCOPE_THEME';

export const badTheme = (where: string, value: string, valid: readonly string[], near: string) =>
  `${where} is one of ${valid.join(', ')}, not "${value}"; the nearest is ${near}.`;

export const noTerminalOut = () =>
  'standard output is no terminal, so there can be no dashboard; with --json the events go there, one JSON object a line.';

export const noTerminalIn = () =>
  'standard input is no terminal, so there would be no keyboard; with --json no keyboard is needed.';

export const dumbTerminal = () =>
  'this terminal (TERM=dumb) can not show a dashboard; --json prints the events instead, one JSON object a line.';

/** One line on stderr. */
export const line = (message: string) => `sockscope: ${message}\n`;

export const endpointFailed = (spec: string, problem: Problem) => `${spec}: ${problem.message}`;

export const unwritable = (code: string) =>
  `standard output can't be written (${code}), so lines are missing there.`;

export const crashed = (error: unknown) =>
  `ended by an error of its own, please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;

export const report = {
  ran: (duration: string) => `sockscope ran ${duration}.`,
  nothing: () => 'No endpoint was opened.',
  lost: (problem: Problem) => `${problem.message} Its counts are lost with it.`,
  unanswered: () =>
    'The engine did not answer when it was asked to stop; its counts are not known.',
  failed: (why: string) => `never opened: ${why}`,
  served: (clients: number) => `${number(clients)} ${clients === 1 ? 'client' : 'clients'} served`,
  connected: (connections: number) =>
    `${number(connections)} ${connections === 1 ? 'connection' : 'connections'} made`,
  datagrams: (received: number, sent: number) =>
    `${number(received)} ${received === 1 ? 'datagram' : 'datagrams'} in, ${number(sent)} out`,
  bytes: (received: number, sent: number) => `${number(received)} B in, ${number(sent)} B out`,
  kernelDrops: (drops: number | null) => `kernel drops ${drops === null ? '--' : number(drops)}`,
  engineDrops: (drops: number) => `own drops ${number(drops)}`,
  gaps: (gaps: number) => `gaps in numbers ${number(gaps)}`,
};

function number(count: number): string {
  return count.toLocaleString('en-US');
}
