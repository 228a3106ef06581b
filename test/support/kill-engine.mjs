// Preloaded into the program: SIGUSR2 makes its engine's thread throw, as a fault of our own would.

import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const channel = new BroadcastChannel('kill-engine');
channel.unref();
if (isMainThread) {
  process.on('SIGUSR2', () => channel.postMessage('now'));
} else {
  channel.onmessage = () => {
    throw new Error('killed by the test');
  };
}
