// The life of an endpoint or a connection, line by line: the calls of the socket API with what they
// answered, and what the kernel did by itself between them. `null` means: not known (drawn `--`).

import type { ConnectionState, EndpointState } from './rows.ts';

/** A call of the socket API, in its own words; what Node's sockets alone can do, in theirs. */
export interface SocketCall {
  /** `bind`. */
  readonly call: string;
  /**
   * In their order, but for buffers and lengths of addresses: `21`, `127.0.0.1:7000`. Addresses that the
   * kernel fills in stand among them, as of accept(2) and recvfrom(2).
   */
  readonly arguments: readonly (string | null)[];
  /** What it returned: `0`, `24`; of getaddrinfo(3) the addresses. Null as long as it has not. */
  readonly answer: string | null;
  /** errno's name where it failed: `EADDRINUSE`. */
  readonly error: string | null;
}

export type TimelineEvent =
  | ({
      readonly of: 'call';
      /** The first bytes that it carried, as Latin-1; null where it carries none. Never print it as it is. */
      readonly preview: string | null;
    } & SocketCall)
  /** The handshake was done and nobody had accepted it; `tookMicros` says how long it was seen so. */
  | {
      readonly of: 'queued';
      /** Sent by then, unread. */
      readonly bytes: number | null;
    }
  /** A SYN came and was answered; the client's ACK is missing. */
  | { readonly of: 'handshake' }
  /** The kernel has the connection no more, and did not say why: an RST, or nobody answered. */
  | { readonly of: 'lost' }
  /** The peer's FIN. */
  | { readonly of: 'fin' }
  /** The kernel keeps the 4-tuple for so long yet. */
  | { readonly of: 'time-wait'; readonly leftMs: number | null }
  /** So many calls stood here that are no longer listed: they are forgotten, or too far back. */
  | { readonly of: 'forgotten'; readonly count: number | null };

export type SocketState = EndpointState | ConnectionState;

export interface TimelineStep {
  readonly key: string;
  /** When it began, or was seen; milliseconds since the epoch. */
  readonly time: number | null;
  /** How long it took or lasted, in microseconds; null: nobody measured. */
  readonly tookMicros: number | null;
  readonly event: TimelineEvent;
  /** The socket's, before it and after. */
  readonly before: SocketState | null;
  readonly after: SocketState | null;
}
