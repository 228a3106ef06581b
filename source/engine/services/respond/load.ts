// The rules that an endpoint answers by.

import type { Problem } from '../../../protocol/problem.ts';
import type { ServiceSpec } from '../../../protocol/spec.ts';
import { Refused } from '../../endpoints/problems.ts';
import { slowRule } from '../messages.ts';
import { RuleBook } from './rule-book.ts';

/**
 * Reads them, anew each time that an endpoint is opened. Rejects with Refused where they are wrong.
 * @param tell of rules that are given up
 * @returns null where the service is none that has rules
 */
export async function loadRules(
  { service, rules: path }: ServiceSpec,
  tell: (problem: Problem) => void,
): Promise<RuleBook | null> {
  if (service !== 'respond' || path === null) return null;
  // Who has no rules loads nothing that reads them.
  const { readRulesFile } = await import('../../../rules/file.ts');
  const file = await readRulesFile(path);
  if (!file.ok) throw new Refused(file.problem);
  return new RuleBook(file.rules, ({ line }) => tell(slowRule(path, line)));
}
