// A vitest reporter that writes the counts of a run, and why tests were skipped, to SOCKSCOPE_REPORT.

import { writeFileSync } from 'node:fs';

export default class Report {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // A file that could not be loaded has no tests, but has failed; so has a suite whose set-up did.
      const suites = [...module.children.allSuites()];
      report.failed += [module, ...suites].filter((each) => each.errors().length > 0).length;
      for (const test of module.children.allTests()) count(test, module, report);
    }
    writeFileSync(process.env.SOCKSCOPE_REPORT, JSON.stringify(report));
  }
}

function count(test, module, report) {
  const result = test.result();
  if (result.state === 'passed') report.passed += 1;
  else if (result.state === 'failed') report.failed += 1;
  else {
    const name = `${module.relativeModuleId} > ${test.fullName}`;
    report.skipped.push({ name, reason: result.note ?? reasonInName(test) });
  }
}

/** `describe.skipIf(…)('… (needs tmux)')`: the reason stands in the name. */
function reasonInName(test) {
  return /\(([^()]*)\)[^()]*$/.exec(test.fullName)?.[1] ?? 'no reason given';
}
