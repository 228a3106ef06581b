// From an error of the socket layer or of Node to a Problem: plain data with a sentence and a way out.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import { failure } from '../messages.ts';

export interface ProblemContext {
  /** The step under way, where the error does not name its system call. */
  readonly operation: string;
  readonly address: Address;
  /** Who has the port, as `python3 (pid 4711)`; null where that can't be read. */
  readonly holder: string | null;
}

/** Any error: SystemError, Node's ErrnoException, or what else was thrown (code `EUNKNOWN`). */
export function toProblem(error: unknown, context: ProblemContext): Problem {
  const { code, syscall, errno } = (error ?? {}) as NodeJS.ErrnoException;
  const operation = syscall ?? context.operation;
  const address = formatAddress(context.address);
  if (code === undefined) {
    const message = `${operation} on ${address} failed: ${error instanceof Error ? error.message : String(error)}`;
    return { code: 'EUNKNOWN', operation, address, message };
  }
  const message = failure(code, operation, address, context.holder, errno);
  return { code, operation, address, message };
}

/** Carries a problem that is already put into words. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
