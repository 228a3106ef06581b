// What rows and details say of connections where there are none: no queue, nobody who is accepted or let go.

export const ROW_WITHOUT_CONNECTIONS = {
  mode: null,
  accepting: false,
  queueDepth: null,
  backlog: null,
  queuePlace: null,
  overflows: null,
  clients: 0,
  served: 0,
} as const;

export const DETAIL_WITHOUT_CONNECTIONS = {
  attempts: [],
  refusals: null,
  idleMs: null,
  close: null,
  maxClients: null,
  hostListenDrops: null,
} as const;
