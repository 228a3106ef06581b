import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  DetailRequest,
  EndpointDetail,
  PayloadChunk,
} from '../../../source/protocol/views.ts';
import { details, initialDetails } from '../../../source/ui/dialogs/details.ts';
import { close, pass } from '../../../source/ui/dialogs/outcome.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { tcpClientRow } from '../support/views.ts';
import {
  address,
  anyDetail,
  client,
  connectionDetail,
  datagramDetail,
  endpointDetail,
  endpointRow,
} from './details-support.ts';
import {
  answer,
  contextOf,
  expectBounds,
  expectRobust,
  feed,
  NOW,
  press,
  textOf,
  type,
  viewOf,
} from './support.ts';

const ofEndpoint = initialDetails({ of: 'endpoint', key: 'tcp-1' });
const ofConnection = initialDetails({ of: 'connection', key: 'c13' });
const ofDatagram = initialDetails({ of: 'datagram', list: 'datagrams', key: '77' });

const chunk = (data: string, changes: Partial<PayloadChunk> = {}): PayloadChunk => ({
  time: NOW,
  direction: 'in',
  bytes: data.length,
  offset: 0,
  data,
  ...changes,
});

describe('what is not there', () => {
  it('is said to be on its way', () => {
    expect(textOf(details, ofEndpoint)).toContain('Asking for it...');
  });

  it('is said to be gone', () => {
    const context = contextOf({ view: viewOf({ of: 'gone', key: 'tcp-1' }) });
    expect(textOf(details, ofEndpoint, context)).toContain('tcp-1 is no longer there.');
  });

  it('is shown as it was last, and that is said', () => {
    const context = contextOf({ view: viewOf(connectionDetail({})), detailGone: true });
    const text = textOf(details, ofConnection, context);
    expect(text).toContain('Details of c13 (gone)');
    expect(text).toContain('c13 is no longer there: this is what was last known of it.');
    expect(text).toContain('ESTABLISHED');
  });

  it('is not taken from the answer to an older question', () => {
    const other = endpointDetail({ row: endpointRow({ key: 'tcp-2' }) });
    for (const detail of [other, connectionDetail({}), { of: 'gone', key: 'c1' } as const]) {
      const context = contextOf({ view: viewOf(detail) });
      expect(textOf(details, ofEndpoint, context)).toContain('Asking for it...');
    }
  });
});

describe('an outgoing endpoint', () => {
  const drawn = (detail: EndpointDetail) =>
    textOf(details, ofEndpoint, contextOf({ height: 30, view: viewOf(detail) }));
  const none = { connecting: 0, connected: 0, refused: 0, timedOut: 0, unreachable: 0, failed: 0 };

  it('shows what became of each address', () => {
    const text = drawn(
      endpointDetail({
        row: tcpClientRow({ key: 'tcp-1' }),
        attempts: [
          { ...none, remote: address(7000, '::1'), refused: 5 },
          { ...none, remote: address(7000), connected: 3, timedOut: 1, connecting: 1 },
          { ...none, remote: address(7000, '127.0.0.2') },
        ],
      }),
    );
    expect(text).toMatch(/remote +127\.0\.0\.1:65432/);
    expect(text).toMatch(/tried +\[::1\]:7000 +5 refused/);
    expect(text).toMatch(/127\.0\.0\.1:7000 +3 connected, 1 connecting, 1 timed out/);
    expect(text).toMatch(/127\.0\.0\.2:7000 +not tried/);
    expect(text).toMatch(/connections +5 now, 6 made/);
    expect(text).not.toMatch(/descriptor|backlog|delay/);
  });

  it('shows how often datagrams were refused', () => {
    const row = tcpClientRow({
      key: 'tcp-1',
      kind: 'udp-client',
      transport: 'udp',
      clients: 1,
      local: address(5000),
    });
    const text = drawn(endpointDetail({ row, refusals: 7 }));
    expect(text).toMatch(/refused +7 times: nobody listens there/);
    expect(text).toMatch(/local +127\.0\.0\.1:5000/);
  });

  it('names the own ends of several sockets, and how many more there are', () => {
    const row = tcpClientRow({ key: 'tcp-1', kind: 'udp-client', transport: 'udp', clients: 40 });
    const text = drawn(endpointDetail({ row, locals: [address(5000), address(5001)] }));
    expect(text).toMatch(/local +127\.0\.0\.1:5000 {2}127\.0\.0\.1:5001 {2}and 38 more/);
  });

  describe('its drops', () => {
    const row = tcpClientRow({
      key: 'tcp-1',
      kind: 'udp-client',
      transport: 'udp',
      clients: 1,
      engineDrops: 3,
    });
    const order = { duplicates: 0, late: 0, restarts: 0 };

    it('are what was not sent, whether numbered answers come or not', () => {
      expect(drawn(endpointDetail({ row }))).toContain('what the engine drops was not sent');
      const numbers = { numbered: 9, gaps: 0, ...order };
      const text = drawn(endpointDetail({ row, numbers }));
      expect(text).toContain('what the engine drops was not sent');
      expect(text).not.toContain('has arrived');
    });

    it.each([
      [3, 0, 'all may be not sent, or drops of the kernel here'],
      [5, 1, 'at least 1 on the way, by sender or network; the others may be not sent, or'],
    ])('explain gaps in what comes back: %i with %i of the kernel', (gaps, kernelDrops, where) => {
      const numbers = { numbered: 9, gaps, ...order };
      const text = drawn(endpointDetail({ row: { ...row, gaps, kernelDrops }, numbers }));
      expect(text.replaceAll(/\s+/g, ' ')).toContain(where);
    });
  });
});

describe('an endpoint', () => {
  it('shows what is known', () => {
    const text = textOf(
      details,
      ofEndpoint,
      contextOf({ height: 30, view: viewOf(endpointDetail({})) }),
    );
    expect(text).toMatch(/state +LISTEN/);
    expect(text).toMatch(/spec +tcp:65432,mode=sequential/);
    expect(text).toMatch(/queue +3 waiting, backlog 5, held by the kernel/);
    expect(text).toMatch(/rate +2\.5\/s, in 1\.4 kB\/s, out 0 B\/s/);
    expect(text).toMatch(/opened +\d\d:\d\d:\d\d\.\d{3}, 1 min 5 s ago/);
  });

  it('writes -- for what is not known, never 0', () => {
    const row = endpointRow({
      queueDepth: null,
      backlog: null,
      overflows: null,
      queuePlace: 'program',
    });
    const unknown = endpointDetail({
      row,
      hostListenDrops: null,
      descriptor: null,
      openedAt: null,
    });
    const text = textOf(details, ofEndpoint, contextOf({ view: viewOf(unknown) }));
    expect(text).toMatch(/queue +-- waiting, backlog --, held by the program/);
    for (const label of ['overflows', 'listen drops', 'descriptor', 'opened']) {
      expect(text).toMatch(new RegExp(`${label} +-- `));
    }
  });

  it('says that accepting is stopped where it was stopped, not where it never began', () => {
    const textOfState = (state: 'PAUSED' | 'FAILED') => {
      const view = viewOf(endpointDetail({ row: endpointRow({ state, accepting: false }) }));
      return textOf(details, ofEndpoint, contextOf({ view }));
    };
    expect(textOfState('PAUSED')).toMatch(/mode +sequential; accepting is stopped/);
    expect(textOfState('FAILED')).toMatch(/mode +sequential +\n/);
  });

  it('tells a failure and a remark apart', () => {
    const problem = {
      code: 'EADDRINUSE',
      operation: 'bind',
      address: '127.0.0.1:1',
      message: 'Held.',
    };
    const failed = endpointDetail({ row: endpointRow({ state: 'FAILED', problem }) });
    expect(textOf(details, ofEndpoint, contextOf({ view: viewOf(failed) }))).toMatch(
      /problem +Held\..*\n +bind {2}127\.0\.0\.1:1 {2}EADDRINUSE/,
    );
    const remarked = endpointDetail({ row: endpointRow({ problem }) });
    expect(textOf(details, ofEndpoint, contextOf({ view: viewOf(remarked) }))).toMatch(
      /notice +Held/,
    );
  });

  it('shows each membership and whether the kernel lists it', () => {
    const row = endpointRow({
      kind: 'multicast',
      transport: 'multicast',
      state: 'JOINED',
      mode: null,
      service: null,
    });
    const memberships = [
      { interface: 'lo', address: '127.0.0.1', inKernel: true },
      { interface: 'eth0', address: '10.0.0.3', inKernel: false },
      { interface: 'eth1', address: '10.0.1.3', inKernel: null },
    ];
    const text = textOf(
      details,
      ofEndpoint,
      contextOf({ view: viewOf(endpointDetail({ row, memberships })) }),
    );
    expect(text).toMatch(/lo +joined as 127\.0\.0\.1; in the kernel's table: yes/);
    expect(text).toMatch(/eth0 +.*table: NO/);
    expect(text).toMatch(/eth1 +.*table: --/);
    expect(text).not.toContain('queue');
  });
});

describe('a connection', () => {
  it('shows both ends, the kernel’s facts and the conversation', () => {
    const detail = connectionDetail({
      chunks: [
        chunk('Hello, world\n'),
        chunk('HELLO', { direction: 'out', bytes: 900, offset: 64 }),
      ],
    });
    const text = textOf(details, ofConnection, contextOf({ height: 40, view: viewOf(detail) }));
    expect(text).toMatch(/remote +127\.0\.0\.1:51514/);
    expect(text).toMatch(/local +127\.0\.0\.1:65432/);
    expect(text).toMatch(/round trip +0\.045 ms, variation 0\.020 ms/);
    expect(text).toMatch(/receive queue +--/);
    expect(text).toMatch(/‹ received .* 13 B at 0/);
    expect(text).toContain(
      '00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a           Hello, world.',
    );
    expect(text).toMatch(/› sent .* 900 B at 64 {2}first 5 B kept/);
    expect(text).toContain('00000040  48 45 4c 4c 4f');
  });

  it('shows buffers as bars, and how round trip and throughput came to what they are', () => {
    const detail = connectionDetail({ row: client({ bytesIn: 4096, bytesOut: 0 }) });
    const kernel = detail.kernel as NonNullable<typeof detail.kernel>;
    const busy = {
      ...detail,
      kernel: {
        ...kernel,
        bytesInFlight: 1448,
        receiveQueue: { bytes: 12_000, memory: 65_536, memoryLimit: 131_072 },
        history: {
          rttMicros: [45, null, 90, 45],
          receivedPerSecond: [0, 1000, 2000],
          acknowledgedPerSecond: [null, null],
        },
      },
    };
    for (const width of [80, 120]) {
      const text = textOf(details, ofConnection, contextOf({ width, view: viewOf(busy) }));
      expect(text).toMatch(/in flight +1448 B/);
      expect(text).toMatch(/send queue +▯▯▯▯▯▯ 0 B, buffer 0 B of 2\.6 MB/);
      expect(text).toMatch(/receive queue +▮▮▮▯▯▯ 12000 B, buffer 66 kB of 131 kB/);
      expect(text).toMatch(/received +4096 B, 2\.0 kB\/s arriving {2} ▄█/);
      expect(text).toMatch(/sent +0 B, -- acknowledged /);
      expect(text).toMatch(/round trip +0\.045 ms, variation 0\.020 ms {2}▄ █▄/);
    }
  });

  it('knows a waiting client by its address', () => {
    const request: DetailRequest = {
      of: 'connection',
      key: 'tcp-1/127.0.0.1:51514',
    };
    const waiting = connectionDetail({
      row: client({ key: request.key, connection: null, state: 'QUEUED', bytesIn: 12 }),
      acceptedAt: null,
      kernel: null,
    });
    const state = initialDetails(request);
    const before = textOf(details, state, contextOf({ view: viewOf(waiting) }));
    expect(before).toMatch(/state +QUEUED/);
    expect(before).toMatch(/received +12 B sent, not yet read/);
    expect(before).toContain('Its turn has not come, so nothing has been read.');
    expect(before).toContain('in the accept queue');
    const here = textOf(details, state, contextOf({ view: viewOf(waiting, 'program') }));
    expect(here).toContain('waits in the program');
    // Accepted meanwhile, it is the same client under its new name.
    const after = textOf(details, state, contextOf({ view: viewOf(connectionDetail({})) }));
    expect(after).toContain('Details of c13');
  });

  it('says how a closed one ended', () => {
    const row = client({ state: 'TIME_WAIT', cause: 'local', timeWaitMs: 41_000 });
    const closed = connectionDetail({ row, kernel: null });
    const text = textOf(details, ofConnection, contextOf({ view: viewOf(closed) }));
    expect(text).toMatch(/ended by +we ended it \(FIN\)/);
    expect(text).toMatch(/TIME_WAIT +41 s left/);
    expect(text).not.toContain('round trip');
  });

  it('says what is no longer kept', () => {
    const detail = connectionDetail({ forgottenBytes: 4096, chunks: [chunk('x')] });
    const text = textOf(details, ofConnection, contextOf({ height: 40, view: viewOf(detail) }));
    expect(text).toContain('4096 B before this are no longer kept.');
  });
});

describe('a datagram', () => {
  it('shows sender, length, text and dump', () => {
    const data = Buffer.from('Grüße \x1b]0;x').toString('latin1');
    const detail = datagramDetail({ chunks: [chunk(data)] });
    const text = textOf(details, ofDatagram, contextOf({ view: viewOf(detail) }));
    expect(text).toMatch(/from +127\.0\.0\.1:40112/);
    expect(text).toMatch(/to +127\.0\.0\.1:65431/);
    expect(text).toMatch(/as text +Grüße \\x1b\]0;x/);
    expect(text).toContain('47 72 c3 bc');
  });
});

it('puts the facts side by side where there is room', () => {
  const view = viewOf(connectionDetail({}));
  const wide = textOf(details, ofConnection, contextOf({ width: 120, view }));
  expect(wide).toMatch(/state +ESTABLISHED +\S/);
  for (const label of ['state', 'remote', 'round trip', 'descriptor']) {
    expect(wide.split(` ${label} `)).toHaveLength(2);
  }
});

describe('scrolling', () => {
  const long = connectionDetail({ chunks: [chunk('x'.repeat(16 * 200))] });
  const low = contextOf({ height: 12, view: viewOf(long) });
  const first = (state: typeof ofConnection) => textOf(details, state, low).split('\n')[1];

  it('goes by line, page and to the ends, by keys and letters', () => {
    const j = feed(details, ofConnection, type('j'), low);
    expect(j).toEqual(feed(details, ofConnection, [press('down')], low));
    expect(feed(details, j, type('k'), low)).toEqual(ofConnection);
    expect(feed(details, ofConnection, [press('page-down')], low).top).toBe(9);
    const end = feed(details, ofConnection, type('G'), low);
    expect(textOf(details, end, low)).toContain('00000c70');
    expect(first(feed(details, end, type('g'), low))).toBe(first(ofConnection));
  });

  it('follows the end as more comes, until it is left', () => {
    const end = feed(details, ofConnection, [press('end')], low);
    const grown = viewOf(connectionDetail({ chunks: [chunk('x'.repeat(16 * 300))] }));
    expect(textOf(details, end, { ...low, view: grown })).toContain('000012b0');
    const left = feed(details, end, [press('up')], low);
    expect(textOf(details, left, { ...low, view: grown })).not.toContain('000012b0');
  });

  it('keeps what is read in its place while older payload is forgotten', () => {
    const talk = (from: number, to: number) => {
      const chunks = Array.from({ length: to - from }, (_, i) =>
        chunk(`message ${from + i}.`.padEnd(16), { offset: (from + i) * 16 }),
      );
      return viewOf(connectionDetail({ chunks, forgottenBytes: from * 16 }));
    };
    const at = (from: number, to: number) => ({ ...low, view: talk(from, to) });
    const read = feed(details, ofConnection, Array(4).fill(press('page-down')), at(0, 50));
    const seen = textOf(details, read, at(0, 50)).match(/message \d+/g);
    expect(seen?.length).toBeGreaterThan(2);
    expect(textOf(details, read, at(3, 60)).match(/message \d+/g)).toEqual(seen);
    const next = feed(details, read, [press('down'), press('up')], at(3, 60));
    expect(textOf(details, next, at(4, 70)).match(/message \d+/g)).toEqual(seen);
    expect(textOf(details, read, at(30, 70))).toContain('message 30.');
  });

  it('stops at both ends', () => {
    expect(feed(details, ofConnection, [press('up')], low)).toEqual(ofConnection);
    const beyond = feed(details, ofConnection, Array(500).fill(press('page-down')), low);
    expect(textOf(details, beyond, low)).toContain('00000c70');
  });

  it('leaves other keys to the application', () => {
    expect(answer(details, ofConnection, type('x'), low)).toEqual(pass);
    expect(answer(details, ofConnection, [press('escape')], low)).toEqual(close);
  });
});

describe('searching', () => {
  const rows = (count: number, said: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => said(i).padEnd(16, '.')).join('');
  const talked = connectionDetail({
    chunks: [
      chunk(rows(100, (i) => (i % 30 === 10 ? `Needle ${i}` : `hay ${i}`))),
      chunk('no needle here', { direction: 'out' }),
    ],
  });
  const low = contextOf({ height: 12, view: viewOf(talked) });
  const shown = (state: typeof ofConnection, context = low) => textOf(details, state, context);
  const enter = press('enter');
  const keyed = (...keys: Parameters<typeof feed>[2]) => feed(details, ofConnection, keys, low);

  it('goes to the first hit, on with n and back with N, round the ends', () => {
    const first = keyed(...type('/needle'), enter);
    expect(shown(first)).toContain('Needle 10');
    expect(shown(first)).toMatch(/\/needle +1 of 4 +n next/);
    const second = feed(details, first, type('n'), low);
    expect(shown(second)).toContain('Needle 40');
    expect(shown(second)).not.toContain('Needle 10');
    const last = feed(details, second, type('nn'), low);
    expect(shown(last)).toContain('no needle here');
    expect(shown(feed(details, last, type('n'), low))).toContain('Needle 10');
    expect(shown(feed(details, first, type('N'), low))).toContain('4 of 4');
  });

  it('marks hits in hex and text, and their rows in the margin', () => {
    const color = makeTheme({ color: 8, ascii: false });
    const state = keyed(...type('/needle'), enter);
    const lines = details.lines(state, { ...low, theme: color });
    const row = lines.find((line) => line.includes('Needle')) ?? '';
    const now = color.paint('selected', 'Needle');
    expect(row).toContain(now);
    expect(row).toContain(color.paint('selected', '4e 65 65 64 6c 65'));
    const all = details.lines(state, { ...low, height: 140, theme: color }).join('\n');
    expect(all.split(now)).toHaveLength(2);
    expect(all.split(color.paint('found', 'Needle'))).toHaveLength(3);
    expect(all).toContain(color.paint('found', 'needle'));
    expect(shown(state)).toMatch(/^› 000000a0 {2}4e 65/m);
    expect(shown(state).match(/^› 0/gm)).toHaveLength(1);
  });

  it('says what is found as it is typed, and keeps a line that finds nothing', () => {
    expect(shown(keyed(...type('/')))).toContain('hex:ff00');
    expect(shown(keyed(...type('/needle')))).toContain('4 found');
    const none = keyed(...type('/nothing'), enter);
    expect(shown(none)).toContain('not found');
    expect(shown(keyed(...type('/hex:f')))).toContain('pairs');
    // Letters are text while it is typed; Esc ends the search first, then the details.
    const mended = feed(details, none, [press('control', 'u'), ...type('hay 99'), enter], low);
    expect(shown(mended)).toContain('hay 99');
    const ended = feed(details, mended, [press('escape')], low);
    expect(ended.search).toBeNull();
    expect(answer(details, ended, [press('escape')], low)).toEqual(close);
  });

  it('stays on its hit while older payload is forgotten', () => {
    const at = (from: number) => {
      const chunks = Array.from({ length: 60 - from }, (_, i) =>
        chunk(`message ${from + i}.`.padEnd(16), { offset: (from + i) * 16 }),
      );
      return { ...low, view: viewOf(connectionDetail({ chunks, forgottenBytes: from * 16 })) };
    };
    const state = feed(details, ofConnection, [...type('/message 3'), enter, ...type('nn')], at(0));
    expect(shown(state, at(0))).toMatch(/message 31.*\n[\s\S]*3 of 11/);
    expect(shown(state, at(20))).toMatch(/message 31.*\n[\s\S]*2 of 10/);
    expect(shown(feed(details, state, type('n'), at(20)), at(20))).toContain('message 32');
    // Forgotten itself: on from what is seen.
    expect(shown(feed(details, state, type('n'), at(35)), at(35))).toContain('1 of 5');
  });

  it('is nothing where there is no payload', () => {
    const view = viewOf(endpointDetail({}));
    expect(answer(details, ofEndpoint, type('/'), contextOf({ view }))).toEqual(pass);
  });
});

it('makes only the lines that are shown', () => {
  const bytes = 50_000_000;
  const detail = connectionDetail({ chunks: [chunk('x'.repeat(bytes))] });
  const context = contextOf({ view: viewOf(detail) });
  const end = feed(details, ofConnection, type('G'), context);
  expect(textOf(details, end, context)).toContain((bytes - 16).toString(16).padStart(8, '0'));
});

it('keeps an offset beyond 4 GiB within the line', () => {
  const detail = connectionDetail({ chunks: [chunk('abc', { offset: 2 ** 40 })] });
  const context = contextOf({ height: 40, view: viewOf(detail) });
  expectBounds(details, ofConnection, context);
  expect(textOf(details, ofConnection, context)).toContain('10000000000  61 62 63');
});

it('keeps its bounds whatever is in the view', () => {
  const states = fc.constantFrom(ofEndpoint, ofConnection, ofDatagram);
  expectRobust(
    details,
    states,
    anyDetail.map((detail) => viewOf(detail)),
  );
});

it('shows addresses with their family’s brackets', () => {
  const row = client({ remote: address(9, '::1') });
  const context = contextOf({ view: viewOf(connectionDetail({ row })) });
  expect(textOf(details, ofConnection, context)).toMatch(/remote +\[::1\]:9/);
});
