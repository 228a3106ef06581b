import { describe, expect, it } from 'vitest';
import { runCommand } from '../../../source/ui/keys/dispatch.ts';
import { enabledBindings } from '../../../source/ui/keys/enabled.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import { reduce } from '../../../source/ui/state/reducer.ts';
import type { UiState } from '../../../source/ui/state/state.ts';
import type { Action } from '../../../source/ui/state/step.ts';
import { keyOf, press, see, sent, stateOf } from '../support/state.ts';
import {
  clientRow,
  datagramRow,
  groupRow,
  NOW,
  tcpClientRow,
  tcpRow,
  udpRow,
  viewOf,
  waitingRoom,
} from '../support/views.ts';

const room = (): UiState => stateOf({ view: waitingRoom() });
const commands = (state: UiState): string[] => enabledBindings(state).map((row) => row.command);

describe('steering the selected server', () => {
  it('m switches between concurrent and sequential', () => {
    expect(sent(press(room(), 'm'))).toEqual([
      { type: 'set-mode', endpoint: 'tcp-1', mode: 'concurrent' },
    ]);
    const concurrent = stateOf({ view: viewOf({ listen: [tcpRow({ mode: 'concurrent' })] }) });
    expect(sent(press(concurrent, 'm'))).toEqual([
      { type: 'set-mode', endpoint: 'tcp-1', mode: 'sequential' },
    ]);
  });

  it('M accepts by hand, and goes back to the mode there was', () => {
    const by = press(room(), 'M');
    expect(sent(by)).toEqual([{ type: 'set-mode', endpoint: 'tcp-1', mode: 'manual' }]);
    const manual = see(by.state, viewOf({ listen: [tcpRow({ mode: 'manual' })] }));
    expect(sent(press(manual, 'M'))).toEqual([
      { type: 'set-mode', endpoint: 'tcp-1', mode: 'sequential' },
    ]);
  });

  it('a accepts the next one only by hand or while accepting is stopped', () => {
    expect(sent(press(room(), 'a'))).toEqual([]);
    expect(commands(room())).not.toContain('accept');
    for (const row of [tcpRow({ mode: 'manual' }), tcpRow({ accepting: false })]) {
      const state = stateOf({ view: viewOf({ listen: [row] }) });
      expect(sent(press(state, 'a'))).toEqual([{ type: 'accept-next', endpoint: 'tcp-1' }]);
    }
  });

  it('o stops accepting, and goes on', () => {
    const stop = { type: 'set-accepting', endpoint: 'tcp-1', accepting: false };
    expect(sent(press(room(), 'o'))).toEqual([stop]);
    const paused = stateOf({ view: viewOf({ listen: [tcpRow({ accepting: false })] }) });
    expect(sent(press(paused, 'o'))).toEqual([{ ...stop, accepting: true }]);
  });

  it("acts on the selected client's server too", () => {
    expect(sent(press(room(), '2', 'j', 'm'))).toEqual([
      { type: 'set-mode', endpoint: 'tcp-1', mode: 'concurrent' },
    ]);
  });

  it('does nothing where no server is selected', () => {
    const udp = stateOf({ view: viewOf({ listen: [udpRow()] }) });
    expect(sent(press(udp, 'm', 'M', 'a', 'o'))).toEqual([]);
    for (const command of ['mode', 'manual', 'accept', 'pause', 'concurrent']) {
      expect(commands(udp)).not.toContain(command);
    }
    expect(sent(press(room(), '3', 'm', 'o'))).toEqual([]);
  });

  it('r opens what failed again, and nothing else', () => {
    expect(sent(press(room(), 'r'))).toEqual([]);
    const failed = stateOf({ view: viewOf({ listen: [tcpRow({ state: 'FAILED' })] }) });
    expect(sent(press(failed, 'r'))).toEqual([{ type: 'retry', endpoint: 'tcp-1' }]);
    expect(commands(failed)).not.toContain('mode');
  });
});

describe('x', () => {
  it('asks, and only y does it', () => {
    expect(sent(press(room(), 'x'))).toEqual([]);
    expect(sent(press(room(), 'x', 'n'))).toEqual([]);
    expect(sent(press(room(), 'x', 'Esc'))).toEqual([]);
    const done = press(room(), 'x', 'y');
    expect(sent(done)).toEqual([{ type: 'close', endpoint: 'tcp-1' }]);
    expect(done.state.stack).toEqual([]);
  });

  it('disconnects the selected client', () => {
    expect(sent(press(room(), '2', 'x', 'y'))).toEqual([
      { type: 'disconnect', connections: ['c13'] },
    ]);
  });

  it('does nothing to a client that waits or is closed', () => {
    expect(press(room(), '2', 'j', 'x').state.stack).toEqual([]);
    expect(press(room(), '2', 'G', 'x').state.stack).toEqual([]);
  });

  it('closes the selected group', () => {
    expect(sent(press(room(), '4', 'x', 'y'))).toEqual([
      { type: 'close', endpoint: 'multicast-1' },
    ]);
  });
});

describe('quitting', () => {
  it('goes at once when nobody is connected', () => {
    const alone = stateOf({ view: viewOf({ listen: [tcpRow()] }) });
    expect(press(alone, 'q').effects).toContainEqual({ type: 'quit' });
    expect(press(alone, 'Ctrl-C').effects).toContainEqual({ type: 'quit' });
  });

  it('asks while clients are connected', () => {
    const asked = press(room(), 'q');
    expect(asked.effects).not.toContainEqual({ type: 'quit' });
    expect(asked.state.stack.at(-1)?.name).toBe('confirm-quit');
    expect(press(asked.state, 'y').effects).toContainEqual({ type: 'quit' });
    expect(press(asked.state, 'n').effects).not.toContainEqual({ type: 'quit' });
  });

  it('does not ask at the second Ctrl-C, whatever is open', () => {
    expect(press(room(), 'Ctrl-C', 'Ctrl-C').effects).toContainEqual({ type: 'quit' });
    expect(press(room(), 'n', 'Ctrl-C', 'Ctrl-C').effects).toContainEqual({ type: 'quit' });
    expect(press(room(), '/', 'Ctrl-C').state.stack).toHaveLength(1);
  });
});

describe('commands by name', () => {
  const groups = (): UiState =>
    press(stateOf({ view: viewOf({ listen: [groupRow()] }) }), '4').state;

  it('join and leave take an interface', () => {
    expect(sent(runCommand(groups(), 'join', ' eth1 '))).toEqual([
      { type: 'join', endpoint: 'multicast-1', interface: 'eth1' },
    ]);
    expect(sent(runCommand(groups(), 'leave', 'lo'))).toEqual([
      { type: 'leave', endpoint: 'multicast-1', interface: 'lo' },
    ]);
    const asked = runCommand(groups(), 'join', '');
    expect(sent(asked)).toEqual([]);
    expect(asked.state.message?.meaning).toBe('failed');
  });

  it('concurrent and sequential say which, and are off where it is so already', () => {
    expect(sent(runCommand(room(), 'concurrent', ''))).toEqual([
      { type: 'set-mode', endpoint: 'tcp-1', mode: 'concurrent' },
    ]);
    expect(sent(runCommand(room(), 'sequential', ''))).toEqual([]);
  });

  it('answers for what does not exist or does nothing here', () => {
    expect(runCommand(room(), 'dance', '').state.message?.text).toContain('dance');
    expect(runCommand(room(), 'join', 'lo').state.message?.text).toContain('join');
  });

  it('spec asks the engine and shows its answer', () => {
    const asked = reduce(room(), { type: 'key', key: keyOf(':') }, NOW).state;
    let state = asked;
    for (const letter of 'spec') state = press(state, letter).state;
    const step = press(state, 'Enter');
    expect(step.state.asked?.detail).toEqual({ of: 'endpoint', key: 'tcp-1' });
    const row = tcpRow();
    const detail = {
      of: 'endpoint',
      row,
      spec: 'tcp:65432,mode=sequential',
      resolved: [],
      attempts: [],
      refusals: null,
      openedAt: null,
      descriptor: null,
      delayMs: null,
      idleMs: null,
      close: null,
      maxClients: null,
      bufferAsked: null,
      hostListenDrops: null,
      memberships: [],
      sequence: null,
      numbers: null,
      senders: [],
    } as const;
    const answered = see(step.state, { ...viewOf({ listen: [row] }), detail });
    expect(answered.message?.text).toBe('tcp:65432,mode=sequential');
    expect(answered.asked?.detail).toBeNull();
  });
});

describe('an outgoing endpoint', () => {
  const of = (change = {}) => stateOf({ view: viewOf({ listen: [tcpClientRow(change)] }) });

  it('has nothing to accept', () => {
    expect(sent(press(of(), 'm', 'M', 'a', 'o'))).toEqual([]);
  });

  it('is connected anew by r once its server has ended it', () => {
    expect(sent(press(of(), 'r'))).toEqual([]);
    expect(sent(press(of({ state: 'CLOSED', clients: 0 }), 'r'))).toEqual([
      { type: 'retry', endpoint: 'tcp-client-1' },
    ]);
  });

  it('is closed with a question that names its connections', () => {
    const asked = press(of(), 'x');
    expect(sent(asked)).toEqual([]);
    expect(screenLines(asked.state).join('\n')).toContain(
      'Close tcp-client-1 and its 5 connections to 127.0.0.1:65432?',
    );
    expect(sent(press(asked.state, 'y'))).toEqual([{ type: 'close', endpoint: 'tcp-client-1' }]);
  });
});

describe('--readonly', () => {
  it('refuses what acts with a sentence, and does not show it', () => {
    const state = stateOf({ view: waitingRoom(), readonly: true });
    for (const key of ['n', 'x', 'm', 'M', 'o']) {
      const step = press(state, key);
      expect(sent(step)).toEqual([]);
      expect(step.state.stack).toEqual([]);
      expect(step.state.message?.text).toContain('--readonly');
    }
    expect(enabledBindings(state).some(({ acts }) => acts)).toBe(false);
  });

  it('still looks', () => {
    const state = stateOf({ view: waitingRoom(), readonly: true });
    expect(press(state, 'Enter').state.stack).toHaveLength(1);
    expect(press(state, 'p').state.frozen).toBe(true);
  });
});

describe('answers', () => {
  const answer = (state: UiState, answered: { ok: boolean; endpoint?: string }) =>
    reduce(
      state,
      {
        type: 'answered',
        command: { type: 'close', endpoint: 'tcp-1' },
        label: 'closing tcp-1',
        answer: answered.ok
          ? { ok: true }
          : {
              ok: false,
              problem: { code: 'E', operation: 'close', address: null, message: 'It would not.' },
            },
      },
      NOW,
    ).state;

  it('end what is pending, and are said', () => {
    const pending = press(room(), 'x', 'y').state;
    expect(pending.pending).toEqual(['closing tcp-1']);
    const done = answer(pending, { ok: true });
    expect(done.pending).toEqual([]);
    expect(done.message?.text).toContain('tcp-1');
    expect(answer(pending, { ok: false }).message).toMatchObject({
      text: 'It would not.',
      meaning: 'failed',
    });
  });

  it('a new endpoint is selected', () => {
    const spec = {
      kind: 'udp',
      host: '::1',
      port: 0,
      service: 'echo',
      strip: 'off',
      rules: null,
      nick: 'off',
      directory: 'received',
      maxSizeBytes: null,
      stallMs: 30_000,
      protocol: 'auto',
      delayMs: 0,
      bufferBytes: 1,
      sequence: 'auto',
    } as const;
    const opened = reduce(
      press(room(), '3').state,
      {
        type: 'answered',
        command: { type: 'open', spec },
        label: 'opening',
        answer: { ok: true, endpoint: 'udp-1' },
      },
      NOW,
    ).state;
    expect(opened.focus).toBe('listen');
    expect(opened.asked?.lists.listen.cursor).toMatchObject({ at: 'row', key: 'udp-1' });
  });

  it('a message goes by itself', () => {
    const said = press(room(), 'p').state;
    expect(said.message).not.toBeNull();
    const until = said.message?.until ?? 0;
    expect(reduce(said, { type: 'tick' }, until - 1).state.message).not.toBeNull();
    expect(reduce(said, { type: 'tick' }, until).state.message).toBeNull();
  });
});

describe('a client whose server is not among the rows', () => {
  it('can be disconnected, and nothing else', () => {
    const state = stateOf({ view: viewOf({ clients: [clientRow()] }) });
    expect(sent(press(state, '2', 'm', 'o'))).toEqual([]);
    expect(sent(press(state, '2', 'x', 'y'))).toHaveLength(1);
  });
});

describe('asking why nothing arrives', () => {
  const diagnosis = {
    endpoint: 'multicast-1',
    findings: [{ check: 'interface', verdict: 'trouble', finding: 'eth0 is down.', advice: null }],
  } as const;
  const asked = { type: 'diagnose', endpoint: 'multicast-1', listen: true } as const;
  const silent = (readonly = false): UiState =>
    stateOf({ view: viewOf({ listen: [groupRow()] }), readonly });

  it('D asks the engine, and shows what it answers', () => {
    const step = press(silent(), '4', 'D');
    expect(sent(step)).toEqual([asked]);
    expect(screenLines(step.state).join('\n')).toContain('Looking, and listening');
    const action = { type: 'answered', command: asked, label: '', answer: { ok: true, diagnosis } };
    const { state } = reduce(step.state, action as Action, NOW);
    expect(screenLines(state).join('\n')).toContain('TROUBLE  interface     eth0 is down.');
    // The same key asks again, and what was found before is not shown as new.
    const again = press(state, 'D');
    expect(sent(again)).toEqual([asked]);
    expect(screenLines(again.state).join('\n')).not.toContain('eth0 is down.');
    expect(press(again.state, 'Esc').state.stack).toEqual([]);
  });

  it('asks of what is looked at: a datagram, or the server of a client', () => {
    const datagram = stateOf({ view: viewOf({ datagrams: [datagramRow({ endpoint: 'udp-1' })] }) });
    expect(sent(press(datagram, '3', 'D'))).toEqual([{ ...asked, endpoint: 'udp-1' }]);
    expect(sent(press(room(), '2', 'j', 'D'))).toEqual([{ ...asked, endpoint: 'tcp-1' }]);
    expect(sent(press(stateOf({ view: viewOf({}) }), 'D'))).toEqual([]);
  });

  it('does not ask to listen elsewhere with --readonly: that joins the group there', () => {
    expect(sent(press(silent(true), 'D'))).toEqual([{ ...asked, listen: false }]);
  });
});
