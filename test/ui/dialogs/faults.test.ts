import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../../source/protocol/faults.ts';
import type { ListenRow } from '../../../source/protocol/views.ts';
import {
  type FaultsState,
  faultsDialog,
  initialFaults,
} from '../../../source/ui/dialogs/faults.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { tcpRow } from '../support/views.ts';
import { answer, contextOf, expectRobust, feed, press, textOf, type } from './support.ts';

const NOTHING = { dropped: 0, reordered: 0, duplicated: 0, corrupted: 0, cuts: 0 };

function dialogOf(transport: 'tcp' | 'udp', faults = ''): FaultsState {
  const onPurpose = { up: NOTHING, down: NOTHING };
  const relay: ListenRow['relay'] = { to: '127.0.0.1:7000', faults, onPurpose };
  const state = initialFaults(tcpRow({ key: 'relay-1', kind: 'relay', transport, relay }));
  if (state === null) throw new Error('no relay');
  return state;
}

const enter = press('enter');
const tab = press('tab');
const none = (name: keyof typeof NO_FAULTS) => ({ up: NO_FAULTS[name], down: NO_FAULTS[name] });

describe('the faults of a relay', () => {
  it('are those that it has, and what is typed', () => {
    const keys = [tab, ...type('20ms'), enter];
    expect(answer(faultsDialog, dialogOf('tcp', 'delay=up:50ms'), keys)).toMatchObject({
      command: {
        type: 'set-faults',
        endpoint: 'relay-1',
        faults: {
          delayMs: { up: 50, down: 0 },
          jitterMs: { up: 20, down: 20 },
          chunk: none('chunk'),
        },
      },
    });
  });

  it('are none once the fields are empty', () => {
    const state = dialogOf('udp', 'delay=1s');
    const keys = [press('backspace'), press('backspace'), enter];
    expect(answer(faultsDialog, state, keys)).toMatchObject({
      command: { faults: { delayMs: none('delayMs'), drop: none('drop') } },
    });
  });

  it('are those that can be meant for what passes through it', () => {
    const tcp = textOf(faultsDialog, dialogOf('tcp'));
    const udp = textOf(faultsDialog, dialogOf('udp'));
    expect(tcp).toMatch(/ chunk .* half-close /s);
    expect(tcp).not.toMatch(/ drop | reorder /);
    expect(udp).toMatch(/ drop .* reorder .* duplicate .* corrupt /s);
    expect(udp).not.toMatch(/ chunk | half-close /);
  });

  it('that can not be meant are said why, and Enter goes there', () => {
    const wrong = feed(faultsDialog, dialogOf('udp'), [tab, tab, ...type('200%'), tab]);
    expect(textOf(faultsDialog, wrong)).toMatch(/drop is 0% to 100%.*the nearest\s+is 100%\./s);
    expect(textOf(faultsDialog, wrong)).toContain('Not yet: see drop.');
    const there = feed(faultsDialog, wrong, [enter]);
    expect(textOf(faultsDialog, there)).toMatch(/› drop +200%/);
  });

  it('take no comma, which would begin the next one', () => {
    const state = feed(faultsDialog, dialogOf('tcp'), type('1s,jitter=2s'));
    expect(state.values).toEqual({ delay: '1sjitter=2s' });
  });

  it('stay within the screen, whatever is typed', () => {
    const initial = fc.constantFrom(dialogOf('tcp', 'delay=up:50ms'), dialogOf('udp'));
    expectRobust(faultsDialog, initial);
    const theme = makeTheme({ color: 0, ascii: true });
    expect(textOf(faultsDialog, dialogOf('tcp'), contextOf({ theme }))).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('no other endpoint has', () => {
    expect(initialFaults(tcpRow())).toBeNull();
  });
});
