// One end of a socket, as it crosses every boundary of the program and as `--json` prints it.

export type Family = 'IPv4' | 'IPv6';

export interface Address {
  /** Numeric address; an IPv6 link-local one carries its zone (`fe80::1%eth0`). */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
  readonly family: Family;
}

/** `127.0.0.1:7000`, `[::1]:7000` (RFC 3986 brackets, so that the port can be told apart). */
export function formatAddress(at: Address): string {
  return at.family === 'IPv6' ? `[${at.address}]:${at.port}` : `${at.address}:${at.port}`;
}
