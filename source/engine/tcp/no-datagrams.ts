// What the details of a TCP endpoint say of datagrams: there are none.

export const DETAIL_WITHOUT_DATAGRAMS = {
  refusals: null,
  bufferAsked: null,
  memberships: [],
  sequence: null,
  numbers: null,
  senders: [],
} as const;
