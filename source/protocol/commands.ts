// What a front end may ask of the engine. Each command is answered exactly once.

import type { Problem } from './problem.ts';
import type { AcceptMode, EndpointSpec } from './spec.ts';
import type { Summary } from './summary.ts';

export type Command =
  | { readonly type: 'open'; readonly spec: EndpointSpec }
  /** Opens a FAILED endpoint again, as the same row. */
  | { readonly type: 'retry'; readonly endpoint: string }
  /** Closes an endpoint and every connection it holds (cause `shutdown`); the row goes. */
  | { readonly type: 'close'; readonly endpoint: string }
  | { readonly type: 'set-mode'; readonly endpoint: string; readonly mode: AcceptMode }
  /** false: stop accepting (clients queue in the kernel); true: go on. */
  | { readonly type: 'set-accepting'; readonly endpoint: string; readonly accepting: boolean }
  /** Accept one waiting client by hand: in manual mode, or while accepting is stopped. */
  | { readonly type: 'accept-next'; readonly endpoint: string }
  /** Ends one accepted connection (cause `kicked`). */
  | { readonly type: 'disconnect'; readonly connection: string }
  /** Joins a multicast endpoint's group on one more interface (a name, an address, `loopback` or `all`). */
  | { readonly type: 'join'; readonly endpoint: string; readonly interface: string }
  /** Leaves it there; the endpoint stays open. */
  | { readonly type: 'leave'; readonly endpoint: string; readonly interface: string }
  /** Closes everything; the answer carries the summary of the run. */
  | { readonly type: 'shutdown' };

export type Answer =
  | { readonly ok: true; readonly endpoint?: string; readonly summary?: Summary }
  | { readonly ok: false; readonly problem: Problem };
