// The book of how a connection ends, without any socket.

import { describe, expect, test } from 'vitest';
import { Ending } from '../../../source/engine/tcp/ending.ts';
import { systemClock } from '../../../source/engine/world.ts';

const begun = (begin: (ending: Ending) => void): Ending => {
  const ending = new Ending(systemClock);
  begin(ending);
  return ending;
};

/** The peer ended first, and got all his answers. */
function answered(ending: Ending): void {
  ending.peerSentFin();
  ending.answered();
}

describe('the state as the program knows it', () => {
  test.each([
    ['ESTABLISHED', begun(() => {})],
    ['CLOSE_WAIT', begun((ending) => ending.peerSentFin())],
    ['FIN_WAIT1', begun((ending) => ending.finish('idle'))],
    ['LAST_ACK', begun(answered)],
    ['CLOSED', begun((ending) => ending.closed(1))],
  ])('%s', (state, ending) => {
    expect(ending.state).toBe(state);
  });
});

describe('the cause', () => {
  test('is told only once the descriptor is closed', () => {
    const ending = begun((each) => each.finish('local'));
    expect(ending.cause).toBeNull();
    expect(ending.causeSoFar).toBe('local');
    expect(ending.closed(5)).toBe('local');
    expect(ending.cause).toBe('local');
    expect(ending.closedAt).toBe(5);
  });

  test('of one that closes though nobody began to end it is a reset', () => {
    expect(new Ending(systemClock).closed(1)).toBe('reset');
  });

  test('an error before our FIN is out is a reset, after it no more', () => {
    const before = begun(answered);
    before.failed(false);
    expect(before.closed(1)).toBe('reset');
    const after = begun(answered);
    after.failed(true);
    expect(after.closed(1)).toBe('peer');
  });

  test('one half-closed by hand can still be reset, until the peer has ended too', () => {
    const open = begun((ending) => ending.halfClose());
    open.failed(true);
    expect(open.closed(1)).toBe('reset');
    const ended = begun((ending) => ending.halfClose());
    expect(ended.peerSentFin()).toBe(true);
    expect(ended.peerSentFin()).toBe(false);
    ended.failed(true);
    expect(ended.closed(1)).toBe('local');
  });

  test('an RST of ours stays ours, whatever the peer says to it', () => {
    const ending = begun((each) => each.cutOff('aborted'));
    ending.failed(false);
    expect(ending.closed(1)).toBe('aborted');
  });

  test('the end of patience counts only where something was still to be sent, or by hand', () => {
    const sent = begun(answered);
    sent.patienceIsOver('idle', true);
    expect(sent.closed(1)).toBe('peer');
    const unsent = begun(answered);
    unsent.patienceIsOver('idle', false);
    expect(unsent.closed(1)).toBe('idle');
    const byHand = begun((ending) => ending.halfClose());
    byHand.patienceIsOver('idle', true);
    expect(byHand.closed(1)).toBe('idle');
  });
});
