import { describe, expect, it } from 'vitest';
import type { Transfer, Verdict } from '../../../source/protocol/transfer.ts';
import { transferFacts, transfersFacts } from '../../../source/ui/dialogs/details/transfer.ts';
import { progressTexts, transferMeaning } from '../../../source/ui/text/transfer.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { address } from '../dialogs/details-support.ts';
import { NOW } from '../dialogs/support.ts';

const theme = makeTheme({ ascii: false, color: 1 });
const ascii = makeTheme({ ascii: true, color: 1 });

const transfer = (changes: Partial<Transfer> = {}): Transfer => ({
  key: 'f1',
  remote: address(51514),
  protocol: 'tcp-size',
  path: '/received/tcp-1-20261121T182338-1.partial',
  announced: 1_000_000,
  received: 340_000,
  written: 340_000,
  perSecond: 55_000,
  verdict: null,
  sha256: null,
  problem: null,
  startedAt: NOW - 6000,
  endedAt: null,
  ...changes,
});

const text = (of: Transfer) =>
  transferFacts(of, theme, NOW)
    .map(({ value }) => value)
    .join('\n');

describe('progress', () => {
  it('is a bar with the share, the size and the time left, shorter where there is no room', () => {
    expect(progressTexts(transfer(), theme)).toEqual([
      '▮▮▮▮▯▯▯▯▯▯ 34% of 1.0 MB, 12 s left',
      '▮▮▮▮▯▯▯▯▯▯ 34% of 1.0 MB',
      '34% of 1.0 MB',
      '34%',
    ]);
    expect(progressTexts(transfer(), ascii)[0]).toBe('####...... 34% of 1.0 MB, 12 s left');
  });

  it('says nothing of what is not known', () => {
    expect(progressTexts(transfer({ perSecond: null }), theme)[0]).not.toContain('left');
    expect(progressTexts(transfer({ perSecond: 0 }), theme)[0]).not.toContain('left');
    expect(progressTexts(transfer({ announced: null }), theme)).toEqual([
      '340 kB of an unknown size',
    ]);
  });

  it('is whole only once it is', () => {
    expect(progressTexts(transfer({ received: 999_999 }), theme)[0]).toContain('99%');
    expect(progressTexts(transfer({ received: 2_000_000 }), theme)[0]).toContain('99%');
    expect(progressTexts(transfer({ received: 1_000_000 }), theme)[0]).toContain('100%');
    expect(progressTexts(transfer({ announced: 0, received: 0 }), theme)[0]).toContain('100%');
  });

  it('ends in a verdict, each as a word of its own', () => {
    const verdicts: Verdict[] = ['complete', 'short', 'excess', 'suspect'];
    const said = verdicts.map((verdict) => progressTexts(transfer({ verdict }), theme)[0]);
    expect(new Set(said).size).toBe(4);
    expect(transferMeaning(transfer({ verdict: 'complete' }))).toBe('served');
    expect(transferMeaning(transfer({ verdict: 'short' }))).toBe('failed');
  });
});

describe('details', () => {
  it('say that a size over TCP is only likely, until the end has proved it', () => {
    expect(text(transfer())).toContain('announced 1000000 B (likely), received 340000 B');
    expect(text(transfer({ verdict: 'complete' }))).not.toContain('likely');
    expect(text(transfer({ protocol: 'udp-ack' }))).not.toContain('likely');
  });

  it('say what a verdict leaves open, for each protocol', () => {
    for (const protocol of ['tcp-size', 'udp-eof', 'udp-ack'] as const) {
      expect(text(transfer({ protocol }))).not.toContain('Not proven');
      expect(text(transfer({ protocol, verdict: 'complete' }))).toContain('Not proven');
    }
  });

  it('have the hash whole, in lines that 80 columns have room for', () => {
    const sha256 = 'f'.repeat(32) + '0'.repeat(32);
    const lines = transferFacts(transfer({ sha256, verdict: 'complete' }), theme, NOW);
    const hash = lines.map(({ value }) => value).filter((value) => /[0f]{32}$/.test(value));
    expect(hash.map((value) => value.slice(-32)).join('')).toBe(sha256);
    for (const value of hash) expect(value.length).toBeLessThanOrEqual(60);
  });

  it('show nothing of a path or a problem as a terminal would obey it', () => {
    const problem = { code: 'E', operation: 'receive', address: null, message: 'bad\u001b[2J' };
    const shown = text(transfer({ path: '/a\u001b]0;x\u0007', problem }));
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('of an endpoint name the sender of each', () => {
    expect(transfersFacts([], theme, NOW)).toHaveLength(1);
    const facts = transfersFacts([transfer(), transfer({ remote: address(7) })], theme, NOW);
    expect(facts.filter(({ value }) => value.startsWith('from 127.0.0.1:'))).toHaveLength(2);
    expect(facts.filter(({ label }) => label !== '')).toHaveLength(1);
  });
});
