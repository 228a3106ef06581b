// The messages between a front end's bridge and the engine's worker. All of it survives JSON, but for events: they are JSON already.

import type { Answer, Command } from './commands.ts';
import type { View, ViewRequest } from './views.ts';

export type ToEngine =
  | { readonly type: 'command'; readonly id: number; readonly command: Command }
  | { readonly type: 'view-request'; readonly request: ViewRequest }
  /** The last view was drawn: another may come. */
  | { readonly type: 'view-taken' }
  | { readonly type: 'subscribe' }
  /** Batches up to this one were written out. */
  | { readonly type: 'events-taken'; readonly batch: number };

export type FromEngine =
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'view'; readonly view: View }
  /** Events as the lines that they are printed as, in UTF-8: bytes cross at no cost, objects at a high one. */
  | { readonly type: 'events'; readonly batch: number; readonly lines: Uint8Array };

/** What the worker is started with. */
export interface EngineOptions {
  /** `auto` takes the kernel layer where it can be had. */
  readonly sockets: 'auto' | 'portable';
}
