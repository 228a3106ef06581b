import type { Verdict } from '../../protocol/transfer.ts';

/** What the numbers alone say. @param announced null: never heard */
export function verdictOf(announced: number | null, received: number): Verdict {
  if (announced === null) return 'suspect';
  if (received === announced) return 'complete';
  return received < announced ? 'short' : 'excess';
}
