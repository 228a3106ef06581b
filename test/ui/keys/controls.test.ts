import { describe, expect, it } from 'vitest';
import type { Answer, Command } from '../../../source/protocol/commands.ts';
import type { Detail } from '../../../source/protocol/views.ts';
import { runCommand } from '../../../source/ui/keys/dispatch.ts';
import { enabledBindings } from '../../../source/ui/keys/enabled.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import { MAX_MARKS } from '../../../source/ui/state/marks.ts';
import { reduce } from '../../../source/ui/state/reducer.ts';
import type { UiState } from '../../../source/ui/state/state.ts';
import { connectionDetail, datagramDetail } from '../dialogs/details-support.ts';
import { press, see, sent, stateOf } from '../support/state.ts';
import {
  clientRow,
  datagramRow,
  NOW,
  tcpRow,
  udpRow,
  viewOf,
  waitingRoom,
  waitingRow,
} from '../support/views.ts';

const NAMES = ['c1', 'c2', 'c3'];
const three = (readonly = false): UiState =>
  press(
    stateOf({
      readonly,
      view: viewOf({
        listen: [tcpRow({ clients: 3 }), udpRow()],
        clients: [
          ...NAMES.map((key) => clientRow({ key, connection: key })),
          waitingRow(51520),
          clientRow({ key: 'c9', connection: 'c9', state: 'CLOSED', cause: 'peer' }),
        ],
      }),
    }),
    '2',
  ).state;
const commands = (state: UiState): string[] => enabledBindings(state).map(({ command }) => command);
const marks = (state: UiState): string[] => [...state.marks];
const CONTROLS = ['send', 'hold', 'half-close', 'reset', 'service', 'delay'];
const said = (state: UiState): string => state.message?.text ?? '';

describe('marks', () => {
  it('go on and off by Space, from row to row', () => {
    const two = press(three(), 'Space', 'Space').state;
    expect(marks(two)).toEqual(['c1', 'c2']);
    expect(marks(press(two, 'k', 'Space').state)).toEqual(['c1']);
  });

  it('are shown, and counted in the title', () => {
    const lines = screenLines(press(three(), 'Space', 'Space').state);
    expect(lines.filter((line) => /^.•c[12] /.test(line))).toHaveLength(2);
    expect(lines.filter((line) => /^. c3 /.test(line))).toHaveLength(1);
    expect(lines.join('\n')).toMatch(/2 Clients .* 2 marked/);
  });

  it('are only for clients that are open', () => {
    const waiting = press(three(), 'G', 'k').state;
    expect(marks(press(waiting, 'Space').state)).toEqual([]);
    expect(marks(press(three(), 'G', 'Space').state)).toEqual([]);
    expect(commands(waiting)).not.toContain('mark');
  });

  it('outlive sorting, filtering and views without their rows; Esc takes them off after the filter', () => {
    let state = press(three(), 'Space', 's', '/', 'c', '3', 'Enter').state;
    state = see(state, viewOf({ clients: [clientRow({ key: 'c3', connection: 'c3' })] }));
    expect(marks(state)).toEqual(['c1']);
    state = press(state, 'Esc').state;
    expect(state.lists.clients.filter).toBe('');
    expect(marks(state)).toEqual(['c1']);
    expect(marks(press(state, 'Esc').state)).toEqual([]);
  });

  it('are what is acted on, whatever the cursor is on, and served with that', () => {
    const held = press(three(), 'Space', 'Space', 'h');
    expect(sent(held)).toEqual([
      { type: 'set-reading', connections: ['c1', 'c2'], reading: false },
    ]);
    expect(marks(held.state)).toEqual([]);
    const asked = press(three(), 'Space', 'Space', 'G', 'R').state;
    expect(marks(asked)).toEqual(['c1', 'c2']);
    expect(marks(press(asked, 'n').state)).toEqual(['c1', 'c2']);
    const done = press(asked, 'y');
    expect(sent(done)).toEqual([{ type: 'reset', connections: ['c1', 'c2'] }]);
    expect(marks(done.state)).toEqual([]);
  });

  it('have a limit, and say so', () => {
    const full = {
      ...three(),
      marks: new Set(Array.from({ length: MAX_MARKS }, (_, i) => `x${i}`)),
    };
    const state = press(full, 'Space').state;
    expect(state.marks.size).toBe(MAX_MARKS);
    expect(said(state)).toContain(`${MAX_MARKS}`);
  });

  it('need something that may act on them', () => {
    expect(marks(press(three(true), 'Space').state)).toEqual([]);
  });
});

describe('one client', () => {
  it.each([
    ['F', 'half-close', 'End our direction of c1 (FIN)?'],
    ['R', 'reset', 'Reset c1 (RST)?'],
    ['x', 'disconnect', 'Disconnect c1 (127.0.0.1:51514)?'],
  ])('%s asks, and only y does it', (key, type, question) => {
    const asked = press(three(), key);
    expect(sent(asked)).toEqual([]);
    expect(screenLines(asked.state).join('\n')).toContain(question);
    expect(sent(press(asked.state, 'n'))).toEqual([]);
    expect(sent(press(asked.state, 'y'))).toEqual([{ type, connections: ['c1'] }]);
  });

  it('h stops reading, and goes on', () => {
    expect(sent(press(three(), 'h'))).toEqual([
      { type: 'set-reading', connections: ['c1'], reading: false },
    ]);
    const held = clientRow({ reading: false, unread: 64_000 });
    const state = press(stateOf({ view: viewOf({ clients: [held] }) }), '2').state;
    expect(sent(press(state, 'h'))).toMatchObject([{ reading: true }]);
    expect(screenLines(state).join('\n')).toMatch(/c13 .* held, 64 kB unread/);
    expect(screenLines(state).at(-1)).toContain('h read on');
  });

  it('w opens the dialog; what was sent is there again', () => {
    const typed = press(three(), 'w', 'h', 'i', 'Enter');
    const payload = { of: 'bytes', data: 'aGk=' };
    expect(sent(typed)).toEqual([{ type: 'send', connections: ['c1'], payload }]);
    expect(typed.state.stack).toEqual([]);
    const again = press(typed.state, 'j', 'w', 'Up', 'Enter');
    expect(sent(again)).toEqual([{ type: 'send', connections: ['c2'], payload }]);
    expect(again.state.drafts).toHaveLength(1);
  });

  it('service and delay are said by name', () => {
    expect(sent(runCommand(three(), 'service', 'upper'))).toEqual([
      { type: 'set-service', connections: ['c1'], service: 'upper' },
    ]);
    expect(sent(runCommand(three(), 'delay', '250ms'))).toEqual([
      { type: 'set-delay', connections: ['c1'], delayMs: 250 },
    ]);
    expect(sent(runCommand(three(), 'delay', '0'))).toMatchObject([{ delayMs: 0 }]);
    for (const [name, argument, why] of [
      ['service', 'uper', 'the nearest is upper'],
      ['service', '', 'Say which service'],
      ['delay', 'soon', 'delay'],
      ['delay', '', 'Say how long'],
    ] as const) {
      const step = runCommand(three(), name, argument);
      expect(sent(step)).toEqual([]);
      expect(step.state.message).toMatchObject({ meaning: 'failed' });
      expect(said(step.state)).toContain(why);
    }
  });

  it('does nothing to who waits or is closed', () => {
    for (const keys of [['G'], ['G', 'k']]) {
      const state = press(three(), ...keys).state;
      for (const command of CONTROLS) expect(commands(state)).not.toContain(command);
      expect(sent(press(state, 'h', 'R', 'F', 'w', 'y'))).toEqual([]);
    }
  });

  it('is refused with a sentence in a read-only view', () => {
    for (const key of ['w', 'h', 'F', 'R']) {
      const step = press(three(true), key);
      expect(sent(step)).toEqual([]);
      expect(step.state.stack).toEqual([]);
      expect(said(step.state)).toContain('--readonly');
    }
    for (const command of CONTROLS) expect(commands(three(true))).not.toContain(command);
  });
});

describe('in the details', () => {
  const reading = (detail: Detail, ...keys: string[]): UiState =>
    see(press(stateOf({ view: waitingRoom() }), ...keys, 'Enter').state, {
      ...waitingRoom(),
      detail,
    });
  const ofClient = reading(connectionDetail({}), '2');

  it('the same keys act on what is described, and it stays open', () => {
    expect(commands(ofClient)).toEqual(expect.arrayContaining([...CONTROLS, 'close', 'palette']));
    const held = press(ofClient, 'h');
    expect(sent(held)).toEqual([{ type: 'set-reading', connections: ['c13'], reading: false }]);
    expect(held.state.stack.map(({ name }) => name)).toEqual(['details']);
    const done = press(ofClient, 'R', 'y');
    expect(sent(done)).toEqual([{ type: 'reset', connections: ['c13'] }]);
    expect(done.state.stack.map(({ name }) => name)).toEqual(['details']);
    expect(sent(press(ofClient, 'w', 'x', 'Enter'))).toMatchObject([{ connections: ['c13'] }]);
    expect(sent(press(ofClient, ':', ...'delay 1s', 'Enter'))).toMatchObject([{ delayMs: 1000 }]);
  });

  it('name those keys', () => {
    const wide = { ...ofClient, size: { columns: 120, rows: 40 } };
    expect(screenLines(wide).at(-1)).toMatch(/w send .*h hold .*F FIN .*R RST/);
  });

  it('leave marks and what is behind them alone', () => {
    const marked = { ...ofClient, marks: new Set(['c1', 'c2']) };
    const held = press(marked, 'h');
    expect(sent(held)).toMatchObject([{ connections: ['c13'] }]);
    expect(marks(held.state)).toEqual(['c1', 'c2']);
    for (const key of ['n', 'q', '1', 'm', 'Space', 'z']) {
      const after = press(ofClient, key);
      expect([key, sent(after)]).toEqual([key, []]);
      expect(after.state.stack).toHaveLength(1);
      expect(after.state.focus).toBe('clients');
    }
    expect(press(ofClient, 'Ctrl-C').state.stack.at(-1)?.name).toBe('confirm-quit');
  });

  it('of one that has ended act no more', () => {
    const closed = connectionDetail({ row: clientRow({ cause: 'peer', state: 'CLOSED' }) });
    for (const command of [...CONTROLS, 'close']) {
      expect(commands(reading(closed, '2'))).not.toContain(command);
    }
  });

  it('of a datagram answer its sender', () => {
    const state = reading(datagramDetail({ row: { ...datagramDetail({}).row, key: '2' } }), '3');
    expect(sent(press(state, 'w', 'x', 'Enter'))).toMatchObject([
      { type: 'send-to', endpoint: 'udp-1', to: { port: 40112 } },
    ]);
  });
});

it('w sends from the selected endpoint that sends by itself, to where it does', () => {
  const remote = { address: '127.0.0.1', port: 7001, family: 'IPv4' } as const;
  const key = 'udp-client-1';
  const client = udpRow({ key, kind: 'udp-client', state: 'CONNECTED', clients: 2, remote });
  const at = (row: typeof client) => stateOf({ view: viewOf({ listen: [row] }) });
  expect(sent(press(at(client), 'w', 'o', 'k', 'Enter'))).toEqual([
    { type: 'send-to', endpoint: key, to: remote, payload: { of: 'bytes', data: 'b2s=' } },
  ]);
  expect(commands(at({ ...client, clients: 0, state: 'FAILED' }))).not.toContain('send');
  expect(commands(at(tcpRow({ kind: 'tcp-client', remote })))).not.toContain('send');
  expect(commands(at(udpRow()))).not.toContain('send');
});

it('w answers the sender of the selected datagram, not of a group', () => {
  const room = stateOf({ view: waitingRoom() });
  expect(sent(press(room, '3', 'w', 'o', 'k', 'Enter'))).toEqual([
    {
      type: 'send-to',
      endpoint: 'udp-1',
      to: { address: '127.0.0.1', port: 40112, family: 'IPv4' },
      payload: { of: 'bytes', data: 'b2s=' },
    },
  ]);
  expect(press(room, '4', 'G', 'w').state.stack).toEqual([]);
  const connected = viewOf({ datagrams: [datagramRow({ endpoint: 'udp-client-1' })] });
  expect(sent(press(stateOf({ view: connected }), '3', 'w', 'x', 'Enter'))).toMatchObject([
    { type: 'send-to', endpoint: 'udp-client-1' },
  ]);
});

describe('answers', () => {
  const answered = (command: Command, answer: Answer): UiState =>
    reduce(three(), { type: 'answered', command, label: '', answer }, NOW).state;
  const problem = { code: 'EPIPE', operation: 'send', address: null, message: 'c2 has ended.' };
  const payload = { of: 'bytes', data: 'aGk=' } as const;

  it.each([
    [{ type: 'send', payload }, '2 B on the way to c1.'],
    [{ type: 'send', payload: { of: 'file', path: '~/x.bin' } }, 'Sending ~/x.bin to c1.'],
    [{ type: 'set-reading', reading: false }, 'c1 is not read from'],
    [{ type: 'set-reading', reading: true }, 'c1 is read from.'],
    [{ type: 'half-close' }, 'Our direction of c1 has ended (FIN)'],
    [{ type: 'reset' }, 'c1 is reset (RST).'],
    [{ type: 'disconnect' }, 'c1 is disconnected.'],
    [{ type: 'set-service', service: 'upper' }, 'c1: what comes is sent back in upper case'],
    [{ type: 'set-delay', delayMs: 250 }, 'c1 is answered after 250 ms.'],
    [{ type: 'set-delay', delayMs: 0 }, 'c1 is answered at once.'],
  ] as const)('say what was done: %j', (part, sentence) => {
    const command = { ...part, connections: ['c1'] } as Command;
    expect(said(answered(command, { ok: true, done: 1 }))).toContain(sentence);
  });

  it('say of several how many, and why not the others', () => {
    const command: Command = { type: 'reset', connections: NAMES };
    expect(said(answered(command, { ok: true, done: 3 }))).toBe('3 clients are reset (RST).');
    const some = answered(command, { ok: true, done: 1, refused: [{ count: 2, problem }] });
    expect(said(some)).toBe('1 of 3 clients are reset (RST). c2 has ended. (2 such)');
    expect(some.message?.meaning).toBe('failed');
  });

  it('say what a datagram was', () => {
    const to = { address: '::1', port: 7, family: 'IPv6' } as const;
    const command: Command = { type: 'send-to', endpoint: 'udp-1', to, payload };
    expect(said(answered(command, { ok: true }))).toBe('udp-1 sent 2 B to [::1]:7.');
  });
});

describe('a file on its way', () => {
  const file = { path: '/tmp/firmware.bin', sent: 450, size: 1000, problem: null } as const;
  const line = (change: Parameters<typeof clientRow>[0]): string => {
    const view = viewOf({ clients: [clientRow(change)] });
    return screenLines(stateOf({ view, columns: 160 })).join('\n');
  };

  it('is shown in the row', () => {
    expect(line({ file: { ...file, state: 'sending' } })).toContain('45% of firm');
    expect(line({ file: { ...file, sent: 1000, state: 'sent' } })).toContain('firmware.bin');
    expect(line({ file: { ...file, state: 'stopped' } })).toContain('stopped at 45%');
    expect(line({ file: { ...file, sent: 999, state: 'sending' } })).toContain('99%');
  });
});
