// What the spec of any kind of datagram endpoint asks for.

import type { SequenceSpec } from '../../protocol/sequence.ts';
import { type EndpointSpec, transportOf } from '../../protocol/spec.ts';

export type DatagramSpec = Exclude<EndpointSpec, { readonly kind: 'tcp' | 'tcp-client' }>;

/** Null is what its kind has no option for. */
export function askedBy(spec: DatagramSpec) {
  // What an outgoing socket gets back may be numbered too: echoes of what it sent are.
  const sequence: SequenceSpec = 'sequence' in spec ? spec.sequence : 'auto';
  return {
    group: transportOf(spec) === 'multicast' ? spec.host : null,
    source: spec.kind === 'multicast' ? spec.source : null,
    service: spec.kind === 'udp' ? spec.service : null,
    delayMs: spec.kind === 'udp' ? spec.delayMs : null,
    bufferBytes: 'bufferBytes' in spec ? spec.bufferBytes : null,
    sequence,
  };
}
