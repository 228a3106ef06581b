import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearLines } from '../../../source/ui/panes/linear.ts';
import { screenLines } from '../../../source/ui/panes/screen.ts';
import { PANES } from '../../../source/ui/state/state.ts';
import { clockTime } from '../../../source/ui/text/format.ts';
import { visibleWidth } from '../../../source/ui/text/width.ts';
import { press, see, stateOf } from '../support/state.ts';
import {
  at,
  clientRow,
  datagramRow,
  groupRow,
  tcpClientRow,
  tcpRow,
  udpRow,
  viewOf,
  waitingRoom,
  waitingRow,
} from '../support/views.ts';

const plainScreen = (columns: number, rows: number, ...keys: string[]): readonly string[] =>
  screenLines(press(stateOf({ columns, rows, view: waitingRoom() }), ...keys).state);

const HOSTILE = `\x1b[2J\x1b]0;t\x07\u202e‮${'\u0301'}漢字😀\x9b31m\r\n\t`;
const longV6 = at('[fe80:1234:5678:9abc:def0:1234:5678:9abc%eth0]:54321');

/** What a peer, a name or the system could put on the screen at its worst. */
const hostileView = viewOf({
  listen: [
    tcpRow({ local: longV6, queueDepth: 4096, backlog: 4096, served: 99_999_999 }),
    tcpRow({
      key: 'tcp-2',
      state: 'FAILED',
      local: { address: HOSTILE, port: 7, family: 'IPv4' },
      problem: { code: 'E', operation: 'bind', address: null, message: HOSTILE.repeat(20) },
    }),
    udpRow({ kernelDrops: null, bufferUsed: null, received: 1e15 }),
    groupRow({ interfaces: [HOSTILE, 'lo'], source: HOSTILE, lastSender: longV6 }),
    tcpClientRow({ key: 'multicast-sender-256', kind: 'multicast-sender', remote: longV6 }),
    tcpClientRow({
      pace: { everyMs: null, perSecond: 1_000_000 },
      problem: { code: HOSTILE, operation: 'connect', address: null, message: HOSTILE },
    }),
  ],
  clients: [
    clientRow({ remote: longV6, bytesIn: 1e18, rttMicros: 4e9, since: 0 }),
    clientRow({ key: 'c999999', connection: 'c999999', backPressure: true, bytesOut: null }),
    waitingRow(65_535, 123_456),
    clientRow({ state: 'CLOSED', cause: 'reset' }),
    clientRow({ connection: null, direction: 'out', state: 'SYN_SENT', local: longV6 }),
  ],
  datagrams: [datagramRow({ remote: longV6, preview: HOSTILE.repeat(30), bytes: 65_507 })],
  traffic: [datagramRow({ group: 'ff02::1234:5678', preview: '\x00\xff'.repeat(100) })],
});

describe('the screen', () => {
  it('fills the terminal exactly, whatever the size, the view and the keys', () => {
    const keys = fc.array(
      fc.constantFrom(...'1234zpsSjkgGxmn?:/'.split(''), 'Enter', 'Esc', 'Tab', 'PgDn'),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 320 }),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(waitingRoom(), hostileView, viewOf({}), undefined),
        fc.constantFrom(0 as const, 4 as const, 24 as const),
        fc.boolean(),
        keys,
        (columns, rows, view, color, ascii, pressed) => {
          const given = { columns, rows, color, ascii, ...(view === undefined ? {} : { view }) };
          const lines = screenLines(press(stateOf(given), ...pressed).state);
          expect(lines).toHaveLength(rows);
          for (const line of lines) {
            expect(visibleWidth(line)).toBe(columns);
            const text = line.replace(/\x1b\[[0-9;]*m/g, '');
            expect(text).not.toMatch(/\p{Control}|\p{Bidi_Control}|\p{Mark}|\p{Script=Han}/u);
            if (ascii) expect(text).toMatch(/^[\x20-\x7e]*$/);
            if (color === 0) expect(line).toBe(text);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never cuts a port, however narrow or long the address', () => {
    for (let columns = 60; columns <= 260; columns += 1) {
      const state = stateOf({ columns, rows: 40, view: hostileView });
      const screen = screenLines(press(state, '2').state).join('\n');
      expect(screen).toContain(':54321');
      expect(screen.match(/:54321/g)?.length).toBeGreaterThanOrEqual(3);
      expect(screen).toContain('127.0.0.1:65535');
    }
  });

  it('shows the waiting room at a glance in 80x24', () => {
    expect(plainScreen(80, 24).map((line) => line.trimEnd())).toMatchInlineSnapshot(`
      [
        " sockscope  lab01   3 open  1 client  3 waiting   in 0 B/s     out 0 B/s",
        "━ 1 Listen ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 3 open ━",
        "› tcp-1        127.0.0.1:65432    LISTEN  sequential  ▮▮▮▯▯ 3/5        served 12",
        "  udp-1        127.0.0.1:65431    BOUND   echo        buffer 0%          drops 0",
        "  multicast-1  239.255.0.1:65430  JOINED  lo eth0     buffer 0%          drops 0",
        "",
        "─ 2 Clients ─────────────────────────────────────────── 1 accepted · 3 waiting ─",
        "  c13   127.0.0.1:51514  ESTABLISHED  tcp-1    0:12  ‹ 120 B  › 120 B   0.045 ms",
        "    ·   127.0.0.1:51520  QUEUED       tcp-1    0:03  12 B sent, unread",
        "    ·   127.0.0.1:51522  QUEUED       tcp-1    0:03  12 B sent, unread",
        "    ·   127.0.0.1:51524  QUEUED       tcp-1    0:03",
        "  c12   127.0.0.1:51502  TIME_WAIT    tcp-1    0:12  ended by us, 41 s left",
        "",
        "─ 3 Datagrams ─────────────────────────────────────────── 0/s · drops kernel 0 ─",
        "  12:30:07.214  udp-1  ‹ 127.0.0.1:40112   12 B  Hello, world",
        "  12:30:07.215  udp-1  › 127.0.0.1:40112   12 B  Hello, world",
        "",
        "",
        "─ 4 Multicast ───────────────────── 1 group · 0 senders · 0/s · drops kernel 0 ─",
        "  239.255.0.1:65430  lo eth0      2 senders    10/s  gaps --             drops 0",
        "  12:30:07.214  ‹ 10.0.0.7:5000    239.255.0.1    9 B  temp=21.4",
        "",
        "",
        " n new  x close  m mode  o pause  Enter details  / filter  q quit  ? help",
      ]
    `);
  });

  it('stands two by two from 120 columns', () => {
    const lines = plainScreen(120, 40);
    expect(lines[1]).toMatch(/1 Listen.*3 Datagrams/);
    expect(lines.some((line) => line.includes('2 Clients'))).toBe(true);
    expect(plainScreen(119, 40)[1]).not.toContain('3 Datagrams');
  });

  it('has more columns where there is more room', () => {
    expect(plainScreen(80, 24).join()).not.toContain('overflows');
    expect(plainScreen(250, 70).join()).toContain('overflows 0');
    expect(plainScreen(250, 70).join()).toContain('last 10.0.0.7:5000');
  });

  it('names overflows in the rule of Listen as soon as there are some', () => {
    const view = waitingRoom();
    const shown = (totals: Partial<typeof view.totals>) => {
      const changed = { ...view, totals: { ...view.totals, ...totals } };
      return screenLines(stateOf({ view: changed }))[1];
    };
    expect(shown({ overflows: 0 })).not.toContain('overflow');
    expect(shown({ overflows: 18 })).toMatch(/3 open · 18 overflows on host/);
    expect(shown({ overflows: 18, queuePlace: 'program' })).toMatch(/18 overflows ━/);
  });

  it('says in the rule of Listen that descriptors are short', () => {
    const view = waitingRoom();
    const short = { ...view, totals: { ...view.totals, descriptorsShort: true } };
    expect(screenLines(stateOf({ view }))[1]).not.toContain('descriptors');
    expect(screenLines(stateOf({ view: short }))[1]).toContain('3 open · file descriptors short');
  });

  it('says in one line what it needs when it is too small', () => {
    const lines = plainScreen(59, 20);
    expect(lines[0]).toContain('needs 60x15');
    expect(lines.slice(1).join('').trim()).toBe('');
    expect(plainScreen(59, 20, '?').slice(1).join('').trim()).toBe('');
  });

  it('asks all the same when it is too small', () => {
    expect(plainScreen(40, 10, 'q').join('\n')).toMatch(/needs 60x15.*Quit\? 1 client.*y yes/s);
  });

  it('z shows the focused pane alone, and back', () => {
    const lines = plainScreen(80, 24, '2', 'z').join('\n');
    expect(lines).toContain('2 Clients');
    expect(lines).not.toContain('1 Listen');
    expect(plainScreen(80, 24, '2', 'z', 'z').join()).toContain('1 Listen');
  });

  it.each(
    PANES.map((pane, i) => [pane, `${i + 1}`] as const),
  )('the rule of %s is heavy when it has the focus', (_pane, key) => {
    const heavy = plainScreen(80, 24, key).filter((line) => line.startsWith('━'));
    expect(heavy).toHaveLength(1);
    expect(heavy[0]).toContain(`━ ${key} `);
  });

  it('marks what is out of the ordinary', () => {
    expect(plainScreen(80, 24, 'p')[0]).toContain('FROZEN');
    // Since when, and how far back one can go; the first of the two stays where there is little room.
    const { time } = waitingRoom();
    const still = { ...waitingRoom(), frozen: true, frozenAt: time, reach: time - 90_000 };
    const header = (columns: number) =>
      screenLines(see(press(stateOf({ view: waitingRoom(), columns }), 'p').state, still))[0] ?? '';
    const [frozen, reach] = [still.time, still.reach].map((time) => clockTime(time).slice(0, 8));
    expect(header(80)).toContain(`FROZEN ${frozen} back to ${reach} `);
    for (const columns of [60, 80, 120]) {
      expect(header(columns)).toHaveLength(columns);
      expect(header(columns)).toContain(`FROZEN ${frozen}`);
    }
    const readonly = stateOf({ view: waitingRoom(), readonly: true });
    expect(screenLines(readonly)[0]).toContain('READ-ONLY');
    const view = waitingRoom();
    const portable = { ...view, totals: { ...view.totals, sockets: 'portable' as const } };
    expect(screenLines(stateOf({ view: portable }))[0]).toContain('portable');
  });

  it('shows what is not known as --, never as 0', () => {
    const unknown = viewOf({
      listen: [
        tcpRow({ queueDepth: null, backlog: null }),
        udpRow({ kernelDrops: null, bufferUsed: null }),
      ],
      clients: [clientRow({ bytesIn: null, bytesOut: null, rttMicros: null })],
    });
    const lines = screenLines(stateOf({ view: unknown }));
    expect(lines[2]).toContain('--/--');
    expect(lines[3]).toMatch(/buffer -- .*drops --/);
    expect(lines.find((line) => line.includes('c13'))).toMatch(/‹ +-- +› +-- +--/);
  });

  it('says why an endpoint failed in its row', () => {
    const message = 'Port 7000 is taken by python3 (pid 4711). Stop it, or choose another port.';
    const problem = { code: 'EADDRINUSE', operation: 'bind', address: '127.0.0.1:7000', message };
    const failed = tcpRow({ state: 'FAILED', local: at('127.0.0.1:7000'), problem });
    const row = screenLines(stateOf({ view: viewOf({ listen: [failed] }) }))[2];
    expect(row).toContain('FAILED Port 7000 is taken by python3 (pid 4711)');
    const wide = screenLines(
      stateOf({ columns: 250, rows: 24, view: viewOf({ listen: [failed] }) }),
    );
    expect(wide[2]).toContain(message);
  });

  it('says what would fill an empty pane, with the real address', () => {
    const view = viewOf({
      listen: [
        tcpRow({ local: at('0.0.0.0:7000') }),
        udpRow({ local: at('[::1]:7001') }),
        groupRow({ interfaces: ['lo'] }),
      ],
    });
    const screen = screenLines(stateOf({ view })).join('\n');
    expect(screen).toContain('No client yet. Try:  nc 127.0.0.1 7000');
    expect(screen).toContain('No datagram yet. Try:  nc -u ::1 7001');
    expect(screen).toContain('nc -u -s 127.0.0.1 239.255.0.1 65430');
    expect(screenLines(stateOf({ view: viewOf({}) })).join()).toContain('Press n');
    const traffic = (interfaces: string[], group: string) => {
      const row = groupRow({ interfaces, local: at(`[${group}]:7002`) });
      return screenLines(stateOf({ view: viewOf({ listen: [row] }) })).join('\n');
    };
    expect(traffic(['lo', 'eth0'], 'ff02::1234')).toContain('nc -u ff02::1234%eth0 7002');
    expect(traffic(['lo', 'eth0'], 'ff05::1234')).toContain('nc -u ff05::1234 7002');
    expect(traffic(['lo'], 'ff02::1234')).toMatch(/No datagram yet: D asks why\. *\n/);
    const looking = stateOf({ view: viewOf({}), readonly: true });
    expect(screenLines(looking).join()).not.toContain('Press n');
  });

  it('says so when a filter has hidden every row', () => {
    const view = waitingRoom();
    const clients = { ...view.lists.clients, total: 0, rows: [], cursor: -1, cursorKey: null };
    const state = press(stateOf({ view }), '2', '/', 'z', 'z', 'Enter').state;
    const none = { ...view, lists: { ...view.lists, clients } };
    const screen = screenLines({ ...state, view: none }).join('\n');
    expect(screen).toContain('No row passes "zz"');
    expect(screen).toContain('/zz 0 of 5');
    expect(screen).not.toContain('till looking');

    const searching = {
      ...none,
      lists: { ...none.lists, clients: { ...clients, settling: true } },
    };
    const soon = screenLines({ ...state, view: searching }).join('\n');
    expect(soon).toContain('Still looking for "zz"');
    expect(soon).toContain('/zz 0 of 5 · still looking');
    expect(soon).not.toContain('No row');
  });

  it('marks what is wrong with a filter where it stands, and says why', () => {
    const lines = plainScreen(80, 24, '2', '/', ...'queued endpoint>1');
    expect(lines.at(-1)).toContain('/queued endpoint>1');
    const [marks = '', line = ''] = [lines.at(-2), lines.at(-1)];
    expect(marks.trimEnd()).toBe(
      `${' '.repeat(line.indexOf('>'))}^ endpoint is followed by a colon.`,
    );

    // A longer sentence has lines of its own; the marks stay over their place.
    const long = plainScreen(60, 24, '2', '/', ...'-state:zz');
    expect(long.at(-2)?.trimEnd()).toBe(`${' '.repeat(long.at(-1)?.indexOf('zz') ?? 0)}^^`);
    expect(long.at(-4)).toContain('state is QUEUED, SYN_SENT');
    expect(long).toHaveLength(24);
    for (const each of [...lines, ...long]) expect([60, 80]).toContain(each.length);
  });

  it('names the terms of a pane before anything is typed', () => {
    const [listen, datagrams] = ['1', '3'].map((key) => plainScreen(80, 24, key, '/').join('\n'));
    expect(listen).toContain('queue>');
    expect(listen).not.toContain('text:');
    expect(datagrams).toMatch(/port> .*text: hex:/);
    expect(plainScreen(80, 24, '3', '/', 'x').join('\n')).not.toContain('text:');
  });

  it('says that a filter was given up, and why', () => {
    const view = waitingRoom();
    const problem = {
      code: 'ESLOWFILTER',
      operation: 'filter',
      address: null,
      message: 'Too slow.',
    };
    const given = {
      ...view,
      lists: { ...view.lists, clients: { ...view.lists.clients, problem } },
    };
    const typing = press(stateOf({ view }), '2', '/', ...'/x/').state;
    const told = screenLines(see(typing, given));
    expect(told.at(-2)).toContain('Too slow.');
    const kept = see(press(typing, 'Enter').state, given);
    expect(screenLines(kept).at(-1)).toContain('Too slow.');
    expect(screenLines(kept).join('\n')).toContain('/x/ 5 of 5 · filter given up');
  });

  it('names in the key bar what works here, and help always', () => {
    const bar = (...keys: string[]) => plainScreen(80, 24, ...keys).at(-1);
    expect(bar()).toMatch(/n new .*m mode .*\? help/);
    expect(bar('3')).not.toContain('m mode');
    expect(bar('2', 'j')).not.toContain('x close');
    expect(plainScreen(60, 15).at(-1)).toContain('? help');
  });

  it('says what a key that goes back and forth would do now', () => {
    const change = { accepting: false, mode: 'manual' } as const;
    const listen = [tcpRow(change)];
    const screen = (...keys: string[]) => {
      const state = press(stateOf({ columns: 160, view: viewOf({ listen }) }), ...keys).state;
      return screenLines({ ...state, message: null }).at(-1);
    };
    expect(screen()).toMatch(/M by itself +o go on .*z zoom +p freeze/);
    expect(screen('p', 'z')).toMatch(/z all .*p thaw/);
  });
});

describe('the header', () => {
  const host = (hostName: string, columns: number, keys: string[] = []) => {
    const state = stateOf({ columns, view: waitingRoom() });
    const named = { ...state, options: { ...state.options, hostName } };
    return screenLines(press(named, ...keys).state)[0] ?? '';
  };

  it('keeps the host name in 80 columns, and the rates beside it', () => {
    expect(host('lab-gw-7', 80)).toMatch(/^ sockscope {2}lab-gw-7 {3}3 open .* in .* out /);
    expect(host('lab-machine-01', 80)).toMatch(/^ sockscope {2}lab-mach… .* in .* /);
    expect(host('laboratory', 80, ['p'])).toMatch(/^ sockscope {2}laboratory .*FROZEN $/);
  });

  it('leaves out the domain before it cuts', () => {
    expect(host('lab01.physics.example.org', 80)).toContain(' lab01   3 open');
    expect(host('lab01.example.org', 120)).toContain(' lab01.example.org   3 open');
  });

  it('gives up the name before the counts where there is no room', () => {
    expect(host('lab-machine-01', 60)).toMatch(/^ sockscope {3}3 open {2}1 client {2}3 waiting/);
  });
});

describe('addresses', () => {
  const rowOf = (columns: number, ...remotes: string[]) => {
    const clients = remotes.map((remote, i) =>
      clientRow({ key: `c${i + 1}`, connection: `c${i + 1}`, remote: at(remote) }),
    );
    const view = viewOf({ listen: [tcpRow()], clients });
    return screenLines(stateOf({ columns, rows: 40, view })).find((line) => line.includes(' c1 '));
  };

  it('take no more room than those in sight need, so that at 120 columns nothing is left out', () => {
    expect(rowOf(120, '127.0.0.1:51514')).toMatch(/:51514 ESTABLISHED tcp-1 .*0:12 .* 0.045 ?ms/);
    expect(rowOf(120, '192.168.100.23:51514')).toMatch(/:51514 +ESTABLISHED +0:12 .* 0.045 ?ms/);
  });

  it('are shown in full before less important columns, however long', () => {
    const long = '[fe80::1ff:fe23:4567:890a%eth0]:54321';
    expect(rowOf(80, '127.0.0.1:51514', long)).toContain('127.0.0.1:51514          ');
    expect(rowOf(80, long)).toContain(`${long} `);
    expect(rowOf(80, long)).toMatch(/ESTABLISHED +0:12 ‹ 120 B › 120 B/);
  });
});

describe('a rule', () => {
  const clients = Array.from({ length: 40 }, (_, i) => clientRow({ key: `c${i}` }));
  const datagrams = Array.from({ length: 40 }, (_, i) => datagramRow({ key: `${i}` }));
  const state = stateOf({ view: viewOf({ listen: [tcpRow()], clients, datagrams }) });
  const ruleOf = (title: string, ...keys: string[]) =>
    screenLines(press(state, ...keys).state).find((line) => line.includes(title));

  it('says which rows of a longer list are here, after the totals', () => {
    expect(ruleOf('2 Clients')).toMatch(/ 40 accepted · 0 waiting · 1-\d+ of 40 ─$/);
    expect(ruleOf('2 Clients', '2', 'G')).toMatch(/ · \d+-40 of 40 ━$/);
  });

  it('says nothing of it while the list follows its end', () => {
    expect(ruleOf('3 Datagrams')).toMatch(/ 0\/s · drops kernel 0 ─$/);
    expect(ruleOf('3 Datagrams', '3', 'k')).toMatch(/of 40 ━$/);
  });

  it('leaves out first what matters least', () => {
    const narrow = stateOf({ columns: 60, rows: 24, view: viewOf({ datagrams }) });
    const filtered = press(narrow, '3', 'k', '/', ...'long text', 'Enter').state;
    const rule = screenLines(filtered).find((line) => line.includes('3 Datagrams'));
    expect(rule).toContain('/long text 40 of 40');
    expect(rule).not.toContain('drops');
  });

  it('names column and direction of the order', () => {
    expect(ruleOf('2 Clients', '2', 's', 's')).toContain('by port ↑');
    expect(ruleOf('2 Clients', '2', 's', 'S')).toContain('by remote ↓');
  });
});

describe('an open dialog', () => {
  it('stands on the last line, over the panes, and names its own keys', () => {
    const lines = plainScreen(80, 24, 'x');
    expect(lines).toHaveLength(24);
    expect(lines[1]).toContain('1 Listen');
    expect(lines.at(-1)).toContain('y yes');
    expect(lines.join()).not.toContain('? help');
  });

  it('gives the last line to a message', () => {
    const open = press(stateOf({ view: waitingRoom() }), 'Enter').state;
    const until = open.now + 1;
    const said = {
      ...open,
      message: { text: 'tcp-1 is open.', meaning: 'normal', until } as const,
    };
    expect(screenLines(said).at(-1)).toContain('tcp-1 is open.');
    expect(screenLines(said)).toHaveLength(24);
  });
});

describe('a message', () => {
  const saying = (text: string, columns = 80) => {
    const state = stateOf({ columns, view: waitingRoom() });
    const message = { text, meaning: 'failed', until: state.now + 1 } as const;
    return screenLines({ ...state, message });
  };
  const way = 'Stop it, or choose another port (0 takes a free one).';

  it('takes as many lines as it needs, over the last ones', () => {
    const lines = saying(`127.0.0.1:7000 is taken by python3 (pid 4711). ${way}`);
    expect(lines).toHaveLength(24);
    expect(lines.slice(-2).join('').replace(/\s+/g, ' ')).toContain(way);
    expect(saying('tcp-1 is open.').slice(-2)[0]).not.toContain('tcp-1 is open.');
  });

  it('leaves the picture its place, and says where it was cut', () => {
    const lines = saying('word '.repeat(200), 60);
    expect(lines.slice(0, -3)).toEqual(
      screenLines(stateOf({ columns: 60, view: waitingRoom() })).slice(0, -3),
    );
    expect(lines.at(-1)).toContain('…');
  });
});

describe('colour', () => {
  const coloured = (color: 4 | 8 | 24) =>
    screenLines(stateOf({ view: waitingRoom(), color, columns: 80 }));

  it('paints the selected row as a whole', () => {
    for (const color of [4, 8, 24] as const) {
      expect(coloured(color)[2]).toMatch(/^\x1b\[[0-9;]+m› tcp-1[^\x1b]*\x1b\[39;49m$/);
    }
  });

  it('paints who waits and who is served, each with its word', () => {
    const lines = coloured(8).join('\n');
    expect(lines).toMatch(/\x1b\[33mQUEUED +\x1b\[39m/);
    expect(lines).toMatch(/\x1b\[32mESTABLISHED +\x1b\[39m/);
  });

  it('says the same without it', () => {
    const strip = (line: string) => line.replace(/\x1b\[[0-9;]*m/g, '');
    expect(coloured(24).map(strip)).toEqual(plainScreen(80, 24));
  });
});

describe('for a screen reader', () => {
  it('is a list of sentences without rules and glyphs', () => {
    const lines = linearLines(press(stateOf({ view: waitingRoom() }), '2').state);
    expect(lines[0]).toBe('sockscope lab01 3 open 1 client 3 waiting in 0 B/s out 0 B/s');
    expect(lines[1]).toBe('2 Clients');
    expect(lines[2]).toMatch(/^selected, c13, 127\.0\.0\.1:51514, ESTABLISHED, tcp-1, 0:12/);
    expect(lines[2]).toMatch(/in 120 B, out 120 B, 0\.045 ms/);
    expect(lines.join('\n')).toMatch(/51520, QUEUED, tcp-1, 0:03, 12 B sent, unread/);
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
    expect(lines.at(-1)).toContain('? help');
  });

  it('reads a dialog alone', () => {
    const lines = linearLines(press(stateOf({ view: waitingRoom() }), 'x').state);
    expect(lines[1]).toBe('Sure?');
    expect(lines.join('\n')).toContain('Close tcp-1');
    expect(lines.join('\n')).not.toContain('1 Listen');
  });
});

describe('outgoing endpoints', () => {
  const out = (port: number, change = {}) =>
    clientRow({
      key: `c${port}`,
      connection: `c${port}`,
      endpoint: 'tcp-client-1',
      direction: 'out',
      local: at(`127.0.0.1:${port}`),
      remote: at('127.0.0.1:65432'),
      ...change,
    });

  it('show where they connect to, their pace and what is wrong', () => {
    const refused = { code: 'ECONNREFUSED', operation: 'send', address: null, message: 'no' };
    const udp = { key: 'udp-client-1', kind: 'udp-client', remote: at('127.0.0.1:9') } as const;
    const listen = [
      tcpClientRow(),
      tcpClientRow({ ...udp, pace: { everyMs: 2000, perSecond: null }, problem: refused }),
      tcpClientRow({ key: 'tcp-client-2', pace: { everyMs: null, perSecond: 50 } }),
    ];
    const state = stateOf({ columns: 110, rows: 24, view: viewOf({ listen }) });
    const [, , first, second, third] = screenLines(state);
    expect(first).toMatch(/tcp-client-1 +127\.0\.0\.1:65432 +CONNECTED .* 5 open +made 6/);
    expect(second).toMatch(/udp-client-1 +127\.0\.0\.1:9 +CONNECTED +every 2s +ECONNREFUSED/);
    expect(third).toContain('50/s each');
  });

  it('show the port of ours, and where one still dials to', () => {
    const dialing = out(50_001, { key: 'd', connection: null, state: 'SYN_SENT', bytesIn: null });
    const view = viewOf({ listen: [tcpClientRow()], clients: [out(50_000), dialing] });
    const lines = screenLines(stateOf({ columns: 80, rows: 24, view }));
    expect(lines.join('\n')).toMatch(/c50000 +127\.0\.0\.1:50000 +ESTABLISHED +tcp-client-1/);
    expect(lines.join('\n')).toMatch(/127\.0\.0\.1:50001 +SYN_SENT .* to 127\.0\.0\.1:65432/);
    const totals = { ...view.totals, outgoing: 2 };
    const title = screenLines(stateOf({ columns: 80, rows: 24, view: { ...view, totals } }));
    expect(title.join('\n')).toMatch(/2 Clients .* 2 out/);
  });
});
