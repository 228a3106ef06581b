/**
 * Errors of the network, not of the socket: an ICMP answer to something we sent, an interface that
 * is down for a while. The next datagram is none the worse for them.
 */
export const PASSING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENODEV',
  'ENOBUFS',
  'ENOMEM',
  'EPROTO',
]);
