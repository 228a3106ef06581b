// What is said of files that are received, in one sentence with a way out.

import { getSystemErrorMessage } from 'node:util';
import { formatDuration, formatSize } from '../../endpoint-spec.ts';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import { Refused } from '../endpoints/problems.ts';

const said = (code: string, address: string | null, message: string): Problem => ({
  code,
  operation: 'receive',
  address,
  message,
});

/** To be thrown where only an error gets through. */
export const refusal = (problem: Problem): Refused => new Refused(problem);

/** @param error what was thrown: errno's name in `code`, or a refusal */
export function notKept(directory: string, error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  const { code = 'EUNKNOWN', errno } = (error ?? {}) as NodeJS.ErrnoException;
  const known = errno !== undefined && errno !== 0;
  const why = known ? `${getSystemErrorMessage(-Math.abs(errno))} (${code})` : code;
  const wayOut: { readonly [code: string]: string } = {
    ENOSPC: ' Make room there, or choose another dir.',
    EDQUOT: ' Make room there, or choose another dir.',
    EACCES: ' Choose a dir that you may write to.',
    EROFS: ' Choose a dir that you may write to.',
    ENOTDIR: ' Choose a dir that is a directory.',
    EEXIST: ' Choose a dir that is a directory.',
    ESTALE: ' The directory was replaced meanwhile: close the endpoint and open it again.',
  };
  return said(code, null, `${directory} takes no file: ${why}.${wayOut[code] ?? ''}`);
}

export const tooLong = (remote: Address, most: number): Problem =>
  said(
    'EFBIG',
    formatAddress(remote),
    `The file from ${formatAddress(remote)} is longer than ${formatSize(most)} (max-size) and was refused.`,
  );

export const diskTooSmall = (directory: string, announced: number, free: number): Problem =>
  said(
    'ENOSPC',
    null,
    `A file of ${announced} bytes was announced, and ${directory} has ${free} bytes free. Make room there, or choose another dir.`,
  );

export const stalled = (remote: Address, patienceMs: number): Problem =>
  said(
    'ETIMEDOUT',
    formatAddress(remote),
    `${formatAddress(remote)} has sent nothing for ${formatDuration(patienceMs)}: the transfer is over.`,
  );

export const interrupted = (remote: Address): Problem =>
  said(
    'ECONNABORTED',
    formatAddress(remote),
    `The transfer from ${formatAddress(remote)} was cut off before its end.`,
  );

export const endLost = (remote: Address): Problem =>
  said(
    'ENOEND',
    formatAddress(remote),
    `${formatAddress(remote)} sent EOF once, where the last block may read so: it or the end was lost.`,
  );

export const noSize = (remote: Address): Problem =>
  said(
    'EPROTO',
    formatAddress(remote),
    `${formatAddress(remote)} did not begin with the size of a file in digits and was refused.`,
  );

export const tooMany = (remote: Address, most: number): Problem =>
  said(
    'EBUSY',
    formatAddress(remote),
    `${most} files are being received, so that from ${formatAddress(remote)} was refused. Let it try again later.`,
  );
