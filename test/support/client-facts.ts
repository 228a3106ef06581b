// What rows of clients have in common in tests: an accepted connection of which nothing special is to be said.

export const PLAIN_CLIENT = {
  endpoint: 'tcp-1',
  direction: 'in',
  waitedMs: null,
  backPressure: false,
  reading: true,
  service: 'echo',
  halfClosed: false,
  unread: null,
  file: null,
  transfer: null,
  cause: null,
  timeWaitMs: null,
} as const;
