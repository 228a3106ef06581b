// What services tell of their clients and rules, in one sentence with a way out.

import type { Problem } from '../../protocol/problem.ts';

const told = (code: string, message: string): Problem => ({
  code,
  operation: 'serve',
  address: null,
  message,
});

export const lineTooLong = (id: string, most: number): Problem =>
  told('ELINETOOLONG', `${id} sent a line of more than ${most} bytes and was closed.`);

export const slowReader = (id: string, unsent: string): Problem =>
  told(
    'ESLOWREADER',
    `${id} did not read what the others sent (${unsent} waited for it) and was dropped.`,
  );

export const slowRule = (path: string, line: number): Problem =>
  told(
    'ESLOWRULE',
    `The regular expression of the rule in ${path}:${line} takes too long on one message and was given up. Write it without a repetition within a repetition.`,
  );
