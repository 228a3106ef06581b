// Every text of the doctor's dialog but the findings, which the engine puts into words.

import type { CheckName, Verdict } from '../../protocol/diagnosis.ts';

const checks = (n: number): string => `${n} check${n === 1 ? '' : 's'}`;

export const doctor = {
  title: (name: string) => `Why does nothing arrive at ${name}?`,
  pending: 'Looking, and listening for a moment...',
  summary(troubles: number, possible: number): string {
    const maybe = `${possible} may be why`;
    if (troubles > 0) {
      return `${checks(troubles)} found trouble${possible > 0 ? `, ${maybe}` : ''}.`;
    }
    return possible > 0
      ? `No check found trouble for sure; ${maybe}.`
      : 'No check found anything that stops it, as far as can be known from here.';
  },
  verdicts: {
    trouble: 'TROUBLE',
    possible: 'maybe',
    unknown: '--',
    ok: 'ok',
  } satisfies { readonly [Name in Verdict]: string },
  /** At most 13 columns each. */
  checks: {
    opening: 'opening',
    arriving: 'arriving',
    bound: 'address',
    interface: 'interface',
    membership: 'membership',
    source: 'source',
    reach: 'reach',
    port: 'port',
    gate: 'accepting',
    queue: 'accept queue',
    handshake: 'handshakes',
    service: 'service',
    way: 'route',
    'reverse-path': 'rp_filter',
    elsewhere: 'elsewhere',
    'other-ports': 'other ports',
    sender: 'own sender',
    hops: 'hops',
    peer: 'peer',
    buffer: 'buffer',
    querier: 'querier',
    switch: 'switch',
    firewall: 'firewall',
  } satisfies { readonly [Name in CheckName]: string },
  hints: [
    ['D', 'ask again'],
    ['Up/Down', 'scroll'],
    ['Esc', 'back'],
  ] as const,
};
