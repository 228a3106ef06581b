// What the bridge says when the engine's worker is no more.

import type { Problem } from '../protocol/problem.ts';

export const engineDied = (error: Error): Problem => ({
  code: 'EENGINE',
  operation: 'engine',
  address: null,
  message: `The engine stopped: ${error.message}. Its sockets are closed; start sockscope again.`,
});

export const engineGone = (why: Problem): Problem => ({ ...why, operation: 'command' });
