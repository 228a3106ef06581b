// The accept policy: from how things stand to how much may be accepted. Pure; the socket layer carries
// it out. A closed gate loses nobody: clients wait in the queue until it opens.

import type { AcceptMode } from '../../protocol/spec.ts';
import type { Gate } from '../kernel/layer.ts';

export interface Standing {
  readonly mode: AcceptMode;
  /** False: paused. */
  readonly accepting: boolean;
  /** Accepted connections held now, and how many may be. */
  readonly connected: number;
  readonly maxClients: number;
  /** Clients asked for by hand and not yet accepted. */
  readonly byHand: number;
  /** Connections that file descriptors are left for. */
  readonly descriptorsFree: number;
}

export function gateFor(now: Standing): Gate {
  if (now.connected >= now.maxClients || now.descriptorsFree < 1) return 'closed';
  if (now.accepting && now.mode === 'concurrent') return 'open';
  if (now.byHand > 0) return 'one';
  if (now.accepting && now.mode === 'sequential' && now.connected === 0) return 'one';
  return 'closed';
}
