// A finding from a check, a verdict and what is said of it.

import type { CheckName, Finding, Verdict } from '../../protocol/diagnosis.ts';

/** What was found, and what to do. */
export type Told = readonly [finding: string, advice?: string];

const found =
  (verdict: Verdict) =>
  (check: CheckName, [finding, advice = null]: Told | readonly [string, null]): Finding => ({
    check,
    verdict,
    finding,
    advice,
  });

export const trouble = found('trouble');
export const possible = found('possible');
export const unknown = found('unknown');
export const ok = found('ok');

const RANK: { readonly [Name in Verdict]: number } = { trouble: 0, possible: 1, unknown: 2, ok: 3 };

/** The most telling first; otherwise in the order they came, which is that of a packet's way. */
export function ranked(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict]);
}
