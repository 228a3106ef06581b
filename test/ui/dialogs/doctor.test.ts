import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckName, Diagnosis, Verdict } from '../../../source/protocol/diagnosis.ts';
import { doctor, initialDoctor } from '../../../source/ui/dialogs/doctor.ts';
import { doctor as messages } from '../../../source/ui/dialogs/doctor-messages.ts';
import { close, run, stay } from '../../../source/ui/dialogs/outcome.ts';
import {
  answer,
  anyContext,
  anyKey,
  anyText,
  contextOf,
  expectBounds,
  press,
  textOf,
} from './support.ts';

const diagnosis: Diagnosis = {
  endpoint: 'multicast-1',
  findings: [
    {
      check: 'interface',
      verdict: 'trouble',
      finding: 'eth0 is down.',
      advice: 'Bring it up: ip link set eth0 up',
    },
    { check: 'reach', verdict: 'possible', finding: 'Only this host.', advice: null },
    { check: 'firewall', verdict: 'unknown', finding: 'It is not known.', advice: null },
    { check: 'buffer', verdict: 'ok', finding: 'Nothing was dropped.', advice: null },
  ],
};
const state = initialDoctor('multicast-1');

describe('the doctor', () => {
  it('says each verdict in a word, what was found, and what to do below it', () => {
    const rows = doctor.lines(state, contextOf({ diagnosis })).map((row) => row.trimEnd());
    expect(rows.slice(0, 9)).toEqual([
      `━ Why does nothing arrive at multicast-1? ${'━'.repeat(38)}`,
      ' 1 check found trouble, 1 may be why.',
      '',
      ' TROUBLE  interface     eth0 is down.',
      '                        › Bring it up: ip link set eth0 up',
      ' maybe    reach         Only this host.',
      ' --       firewall      It is not known.',
      ' ok       buffer        Nothing was dropped.',
      '',
    ]);
    expect(rows.at(-1)).toBe(' D ask again  Up/Down scroll  Esc back');
  });

  it('waits for its own answer, not for that of another endpoint', () => {
    const other = { ...diagnosis, endpoint: 'tcp-1' };
    for (const shown of [null, other]) {
      expect(textOf(doctor, state, contextOf({ diagnosis: shown }))).toContain('listening');
      const again = answer(
        doctor,
        state,
        [press('character', 'D')],
        contextOf({ diagnosis: shown }),
      );
      expect(again).toEqual(stay(state));
    }
  });

  it('asks again with the same key, and closes with Esc', () => {
    const context = contextOf({ diagnosis });
    expect(answer(doctor, state, [press('character', 'D')], context)).toEqual(run('doctor'));
    expect(answer(doctor, state, [press('escape')], context)).toEqual(close);
  });

  it('scrolls what does not fit', () => {
    const context = contextOf({ diagnosis, height: 6 });
    const outcome = answer(doctor, state, [press('character', 'G')], context);
    expect(outcome.then).toBe('stay');
    if (outcome.then !== 'stay') return;
    expect(textOf(doctor, outcome.state, context)).toContain('Nothing was dropped.');
    expect(textOf(doctor, outcome.state, context)).toContain('4-7 of 7');
  });

  it('keeps its bounds at any size, whatever is found', () => {
    const checks = Object.keys(messages.checks) as CheckName[];
    const verdicts = Object.keys(messages.verdicts) as Verdict[];
    const anyFinding = fc.record({
      check: fc.constantFrom(...checks),
      verdict: fc.constantFrom(...verdicts),
      finding: anyText,
      advice: fc.option(anyText),
    });
    const property = fc.property(
      fc.array(anyFinding, { maxLength: 30 }),
      fc.array(anyKey, { maxLength: 15 }),
      anyContext,
      (findings, keys, sizes) => {
        const context = { ...sizes, diagnosis: { endpoint: 'multicast-1', findings } };
        let now = state;
        expectBounds(doctor, now, context);
        for (const key of keys) {
          const outcome = doctor.reduce(now, key, context);
          if (outcome.then === 'stay') now = outcome.state;
        }
        expectBounds(doctor, now, context);
      },
    );
    fc.assert(property, { numRuns: 150 });
  });

  it('has a name of at most 13 columns for every check', () => {
    for (const name of Object.values(messages.checks)) expect(name.length).toBeLessThanOrEqual(13);
  });
});
