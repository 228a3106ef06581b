// Preloaded into the program: SIGUSR2 makes its main thread throw, as a fault of our own would.

import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('SIGUSR2', () => {
    throw new Error('thrown by the test');
  });
}
