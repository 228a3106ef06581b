import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateFor, type Standing } from '../../../source/engine/tcp/accept-gate.ts';

const standing = (part: Partial<Standing> = {}): Standing => ({
  mode: 'concurrent',
  accepting: true,
  connected: 0,
  maxClients: 10,
  byHand: 0,
  descriptorsFree: 100,
  ...part,
});

describe('the accept policy', () => {
  test('concurrent accepts everyone', () => {
    expect(gateFor(standing({ connected: 9 }))).toBe('open');
  });

  test('sequential accepts one when nobody is served, then waits', () => {
    expect(gateFor(standing({ mode: 'sequential' }))).toBe('one');
    expect(gateFor(standing({ mode: 'sequential', connected: 1 }))).toBe('closed');
  });

  test('manual accepts only who was asked for', () => {
    expect(gateFor(standing({ mode: 'manual' }))).toBe('closed');
    expect(gateFor(standing({ mode: 'manual', byHand: 2, connected: 3 }))).toBe('one');
  });

  test.each([
    'concurrent',
    'sequential',
    'manual',
  ] as const)('paused, %s accepts by hand alone', (mode) => {
    expect(gateFor(standing({ mode, accepting: false }))).toBe('closed');
    expect(gateFor(standing({ mode, accepting: false, byHand: 1, connected: 1 }))).toBe('one');
  });

  test('whatever is asked, nobody above max-clients or without a descriptor', () => {
    const any = fc.record({
      mode: fc.constantFrom('concurrent', 'sequential', 'manual'),
      accepting: fc.boolean(),
      connected: fc.nat(20),
      maxClients: fc.integer({ min: 1, max: 20 }),
      byHand: fc.nat(3),
      descriptorsFree: fc.integer({ min: -2, max: 5 }),
    }) as fc.Arbitrary<Standing>;
    fc.assert(
      fc.property(any, (now) => {
        const gate = gateFor(now);
        if (now.connected >= now.maxClients || now.descriptorsFree < 1) return gate === 'closed';
        if (now.byHand > 0) return gate !== 'closed';
        return gate !== 'open' || (now.accepting && now.mode === 'concurrent');
      }),
    );
  });

  test('sequential never serves two, whatever comes and goes', () => {
    // true: a client arrives; false: the one who is served leaves.
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (comings) => {
        let waiting = 0;
        let connected = 0;
        let served = 0;
        for (const arrives of comings) {
          if (arrives) waiting += 1;
          else connected = 0;
          while (waiting > 0 && gateFor(standing({ mode: 'sequential', connected })) === 'one') {
            waiting -= 1;
            connected += 1;
            served += 1;
          }
          if (connected > 1) return false;
        }
        return served + waiting === comings.filter(Boolean).length;
      }),
    );
  });
});
