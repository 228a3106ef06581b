import type { EndpointSpec } from '../protocol/spec.ts';
import { TABLE } from './kinds.ts';

/**
 * The spec as a person would write it: options that have their default are left out, the host too
 * where it is the kind's own. parseSpec reads it back to an equal spec.
 */
export function formatSpec(spec: EndpointSpec): string {
  const { defaultHost, options } = TABLE[spec.kind];
  const host = spec.host.includes(':') ? `[${spec.host}]` : spec.host;
  const address = spec.host === defaultHost ? `${spec.port}` : `${host}:${spec.port}`;
  const values = spec as unknown as Readonly<Record<string, never>>;
  const written = options
    .map((option) => ({ option, text: option.write(values[option.field] as never) }))
    .filter(({ option, text }) => text !== option.default)
    .map(({ option, text }) => `,${option.name}=${text}`);
  return `${spec.kind}:${address}${written.join('')}`;
}
