// Why a command can't be carried out: one sentence each, with a way out.

import type { Problem } from '../protocol/problem.ts';
import type { EndpointKind } from '../protocol/spec.ts';

const refused = (code: string, operation: string, message: string): Problem => ({
  code,
  operation,
  address: null,
  message,
});

export const noEndpoint = (id: string): Problem =>
  refused(
    'ENOENDPOINT',
    'command',
    `There is no endpoint ${id}. It may have been closed just now.`,
  );

export const notOfKind = (id: string, kind: EndpointKind): Problem =>
  refused('EKIND', 'command', `${id} is no ${kind} endpoint. Select one, then try again.`);

export const notFailed = (id: string): Problem =>
  refused('ENOTFAILED', 'retry', `${id} has not failed, so there is nothing to try again.`);

export const tooManyEndpoints = (limit: number): Problem =>
  refused(
    'ETOOMANY',
    'open',
    `${limit} endpoints are open, and that is the limit. Close one first.`,
  );

export const shuttingDown = (): Problem =>
  refused('ESHUTDOWN', 'open', 'sockscope is ending, so nothing more is opened.');

export const filterTooSlow = (): Problem =>
  refused(
    'ESLOWFILTER',
    'filter',
    'The regular expression takes too long on one row and was given up. Write it without a repetition within a repetition.',
  );
