// What a front end may ask of the engine. Each command is answered exactly once.

import type { Address } from './address.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Faults } from './faults.ts';
import type { Problem } from './problem.ts';
import type { AcceptMode, EndpointSpec, ServiceName } from './spec.ts';
import type { Summary } from './summary.ts';

/** What is sent by hand. */
export type Payload =
  /** Base64, as everywhere in the protocol. */
  | { readonly of: 'bytes'; readonly data: string }
  /** A regular file, read by the engine; `~/` is the home directory. */
  | { readonly of: 'file'; readonly path: string };

/** What is done to accepted connections, each named `c13`; one answer speaks of them all. */
export type ConnectionCommand = { readonly connections: readonly string[] } & (
  | { readonly type: 'send'; readonly payload: Payload }
  /** false: read nothing more (the kernel's receive queue fills, then the window closes); true: go on. */
  | { readonly type: 'set-reading'; readonly reading: boolean }
  /** Our FIN; what the peer still sends is read. */
  | { readonly type: 'half-close' }
  /** RST; what is not sent yet is thrown away (cause `aborted`). */
  | { readonly type: 'reset' }
  /** close(2) (cause `kicked`). */
  | { readonly type: 'disconnect' }
  | { readonly type: 'set-service'; readonly service: ServiceName }
  /** Wait before each reply from now on, in milliseconds, 0 or more. */
  | { readonly type: 'set-delay'; readonly delayMs: number }
);

export type Command =
  | ConnectionCommand
  | { readonly type: 'open'; readonly spec: EndpointSpec }
  /** Opens a FAILED endpoint again, as the same row; of tcp-client also one whose server has ended it. */
  | { readonly type: 'retry'; readonly endpoint: string }
  /** Closes an endpoint and every connection it holds (cause `shutdown`); the row goes. */
  | { readonly type: 'close'; readonly endpoint: string }
  | { readonly type: 'set-mode'; readonly endpoint: string; readonly mode: AcceptMode }
  /** false: stop accepting (clients queue in the kernel); true: go on. */
  | { readonly type: 'set-accepting'; readonly endpoint: string; readonly accepting: boolean }
  /** Accept one waiting client by hand: in manual mode, or while accepting is stopped. */
  | { readonly type: 'accept-next'; readonly endpoint: string }
  /** One datagram: from a UDP server's own socket to anybody, from each of an outgoing one's to its peer or group. */
  | {
      readonly type: 'send-to';
      readonly endpoint: string;
      readonly to: Address;
      readonly payload: Payload;
    }
  /** Joins a multicast endpoint's group on one more interface (a name, an address, `loopback` or `all`). */
  | { readonly type: 'join'; readonly endpoint: string; readonly interface: string }
  /** Leaves it there; the endpoint stays open. */
  | { readonly type: 'leave'; readonly endpoint: string; readonly interface: string }
  /** A relay's faults from now on, all of them. */
  | { readonly type: 'set-faults'; readonly endpoint: string; readonly faults: Faults }
  /**
   * Why nothing arrives there: answered after at most two seconds. `listen`: for that long its group may be
   * joined elsewhere too, to see whether it is heard there.
   */
  | { readonly type: 'diagnose'; readonly endpoint: string; readonly listen: boolean }
  /** Closes everything; the answer carries the summary of the run. */
  | { readonly type: 'shutdown' };

/** Connections that a command could not be carried out on. */
export interface Refused {
  /** Of the first of them. */
  readonly problem: Problem;
  /** How many had the same, that one included. */
  readonly count: number;
}

export type Answer =
  | {
      readonly ok: true;
      readonly endpoint?: string;
      readonly summary?: Summary;
      readonly diagnosis?: Diagnosis;
      /** How many of the connections named it was carried out on, at least 1. */
      readonly done?: number;
      /** The others, by reason. */
      readonly refused?: readonly Refused[];
    }
  | { readonly ok: false; readonly problem: Problem };
