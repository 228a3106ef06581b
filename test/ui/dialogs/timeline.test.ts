import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  ConnectionDetail,
  TimelineEvent,
  TimelineStep,
  TimelineWindow,
} from '../../../source/protocol/views.ts';
import { copyItems } from '../../../source/ui/copy/items.ts';
import { close, pass } from '../../../source/ui/dialogs/outcome.ts';
import { initialTimeline, timeline, timelineRequest } from '../../../source/ui/dialogs/timeline.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { address, client, connectionDetail, endpointDetail } from './details-support.ts';
import {
  answer,
  anyText,
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

const ofClient = initialTimeline({ of: 'connection', key: 'c13' });
const ofServer = initialTimeline({ of: 'endpoint', key: 'tcp-1' });

function step(event: TimelineEvent, changes: Partial<TimelineStep> = {}): TimelineStep {
  return {
    key: `${event.of} ${event.of === 'call' ? event.call : ''}`,
    time: NOW - 1000,
    tookMicros: null,
    event,
    before: 'ESTABLISHED',
    after: 'ESTABLISHED',
    ...changes,
  };
}

function call(
  name: string,
  args: readonly (string | null)[],
  result: string | null,
  changes: Partial<TimelineStep & { preview: string; error: string }> = {},
): TimelineStep {
  const { preview = null, error = null, ...rest } = changes;
  return step({ of: 'call', call: name, arguments: args, answer: result, error, preview }, rest);
}

const windowOf = (rows: readonly TimelineStep[], changes: Partial<TimelineWindow> = {}) => ({
  total: rows.length,
  all: rows.length,
  settling: false,
  top: 0,
  rows,
  cursor: rows.length - 1,
  cursorKey: rows.at(-1)?.key ?? null,
  ...changes,
});

const detailOf = (
  rows: readonly TimelineStep[],
  changes: Partial<ConnectionDetail> = {},
): ConnectionDetail => {
  const row = client({ local: address(65432), remote: address(51514) });
  return connectionDetail({ row, timeline: windowOf(rows), ...changes });
};

const seen = (rows: readonly TimelineStep[], width = 80, height = 23) =>
  contextOf({ width, height, view: viewOf(detailOf(rows)) });

const ACCEPT = call('accept', ['21', '127.0.0.1:51514'], '24', { before: 'QUEUED' });
const LIFE: readonly TimelineStep[] = [
  step({ of: 'queued', bytes: 12 }, { tookMicros: 3_200_000, before: null, after: 'QUEUED' }),
  ACCEPT,
  call('recv', ['24'], '12', { preview: 'Hello, world' }),
  call('send', ['24', '12'], '12', { preview: '\x1b[2J\r\n' }),
  step({ of: 'fin' }, { after: 'CLOSE_WAIT' }),
  call('shutdown', ['24', 'SHUT_WR'], '0', { before: 'CLOSE_WAIT', after: 'LAST_ACK' }),
  call('close', ['24'], '0', { before: 'LAST_ACK', after: null }),
];

describe('the lines of a timeline', () => {
  test('say when, how long, what, and the state after it', () => {
    const lines = timeline.lines(ofClient, seen(LIFE)).map((text) => text.slice(14));
    expect(lines.slice(1, 8).map((text) => text.replace(/ +/g, ' ').trim())).toEqual([
      '3.2 s waiting in queue, 12 B already here QUEUED',
      '-- accept(21, 127.0.0.1:51514) = 24 ESTABLISHED',
      '-- recv(24) = 12 Hello, world ESTABLISHED',
      '-- send(24, 12) = 12 \\x1b[2J\\r\\n ESTABLISHED',
      '-- FIN seen CLOSE_WAIT',
      '-- shutdown(24, SHUT_WR) = 0 LAST_ACK',
      '-- close(24) = 0 --',
    ]);
  });

  test('say the state before it as well where there is room', () => {
    expect(textOf(timeline, ofClient, seen(LIFE, 120))).toMatch(/FIN seen +ESTABLISHED > CLOSE_W/);
  });

  test('stand in the same columns, the state at the right', () => {
    for (const width of [80, 100, 120, 160]) {
      const lines = timeline.lines(ofClient, seen(LIFE, width)).slice(1, 8);
      const starts = lines.map(
        (text) => /accept\(|recv\(|send\(|FIN|shut|close|wait/.exec(text)?.index,
      );
      expect(new Set(starts).size).toBe(1);
    }
  });

  test('are those that a failure and a call under way have', () => {
    const rows = [
      call('connect', [null, '10.0.0.1:9'], null, { error: 'ECONNREFUSED', tookMicros: 450 }),
      call('connect', [null, '10.0.0.2:9'], null),
      step({ of: 'time-wait', leftMs: 41_000 }, { after: 'TIME_WAIT' }),
      step({ of: 'forgotten', count: 1204 }, { time: null }),
      step({ of: 'forgotten', count: null }, { time: null }),
      step({ of: 'handshake' }),
      step({ of: 'lost' }),
    ];
    const text = textOf(timeline, ofClient, seen(rows));
    expect(text).toContain('0.450 ms  connect(--, 10.0.0.1:9) = -1 ECONNREFUSED');
    expect(text).toMatch(/connect\(--, 10\.0\.0\.2:9\) {2,}/);
    expect(text).toContain('the kernel keeps it for 41 s yet');
    expect(text).toContain('1204 earlier calls are forgotten');
    expect(text).toContain('-- earlier calls are forgotten');
  });

  test('have no state where there is no socket yet, and -- where it is not known', () => {
    const lookup = call('getaddrinfo', ['"a"'], '::1', { before: null, after: null });
    const lines = timeline.lines(ofClient, seen([lookup, ...LIFE.slice(-1)]));
    expect(lines[1]).toMatch(/getaddrinfo\("a"\) = ::1 +$/);
    expect(lines[2]).toMatch(/close\(24\) = 0 +-- +$/);
  });

  test('of a part are numbered', () => {
    const rows = LIFE.slice(2, 5);
    const detail = detailOf(rows, {
      timeline: windowOf(rows, { total: 900, top: 897, cursor: 899 }),
    });
    const context = contextOf({ height: 11, view: viewOf(detail) });
    expect(timeline.lines(ofClient, context)[0]).toContain('898-900 of 900');
  });

  test('are on their way, gone, or the last that were seen', () => {
    expect(textOf(timeline, ofClient)).toContain('Asking for it...');
    const gone = contextOf({ view: viewOf({ of: 'gone', key: 'c13' }) });
    expect(textOf(timeline, ofClient, gone)).toContain('c13 is no longer there.');
    const kept = { ...seen(LIFE), detailGone: true };
    expect(textOf(timeline, ofClient, kept)).toContain('Timeline of c13 (gone)');
    // The details of the same row, before the timeline has come.
    const facts = contextOf({ view: viewOf(connectionDetail({})) });
    expect(textOf(timeline, ofClient, facts)).toContain('Asking for it...');
  });
});

describe('the line under the cursor', () => {
  const about = (chosen: TimelineStep): string => textOf(timeline, ofClient, seen([chosen]));

  test('says what it means, and what follows', () => {
    const text = about(ACCEPT);
    expect(text).toContain('─ QUEUED > ESTABLISHED ─');
    expect(text).toContain("The server's port stays 65432; only");
    expect(text).toContain(" $ ss -tnp state established '( sport = :65432 and dport = :51514 )'");
  });

  test('says it of every step that there is', () => {
    for (const each of LIFE) {
      const [, sentence] = timeline.lines(ofClient, seen([each])).slice(-6);
      expect(sentence?.trim()).not.toBe('');
      expect(about(each)).toContain(' $ ss ');
    }
  });

  test('says of an error what the endpoint says of it', () => {
    const problem = {
      code: 'EADDRINUSE',
      operation: 'bind',
      address: '127.0.0.1:80',
      message: '127.0.0.1:80 is already in use by python3 (pid 4711).',
    };
    const bind = call('bind', ['21', '127.0.0.1:80'], null, { error: 'EADDRINUSE' });
    const detail = endpointDetail({ timeline: windowOf([bind]) });
    const failed = { ...detail, row: { ...detail.row, problem, local: address(80) } };
    const text = textOf(timeline, ofServer, contextOf({ view: viewOf(failed) }));
    expect(text).toContain('already in use by python3');
    expect(text).toContain("$ ss -tlnp '( sport = :80 )'");
  });

  test('does not promise of a datagram what TCP does for a stream', () => {
    const rowsOf = (each: TimelineStep, transport: 'tcp' | 'udp') => {
      const detail = endpointDetail({ timeline: windowOf([each]) });
      const subject = { ...detail, row: { ...detail.row, transport } };
      return textOf(timeline, ofServer, contextOf({ view: viewOf(subject) }));
    };
    const send = call('send', ['--', '8'], '8');
    expect(rowsOf(send, 'udp')).toContain('Nothing tells whether it arrives.');
    expect(rowsOf(send, 'tcp')).toContain('again if need be');
    const recv = call('recv', ['--'], '8');
    expect(rowsOf(recv, 'udp')).toContain('One whole datagram.');
    expect(rowsOf(recv, 'tcp')).toContain('Bytes of a stream');
  });

  test('names who can wait once listen() was called', () => {
    const detail = endpointDetail({ timeline: windowOf([call('listen', ['21', '5'], '0')]) });
    const text = textOf(timeline, ofServer, contextOf({ view: viewOf(detail) }));
    expect(text).toContain('up to 6 clients wait for accept()');
  });
});

describe('its keys', () => {
  const rows = Array.from({ length: 40 }, (_, i) => step({ of: 'fin' }, { key: `entry ${i}` }));
  const context = seen(rows, 80, 23);

  test('choose a line, and follow the newest again', () => {
    expect(timelineRequest(ofClient)).toMatchObject({ timeline: { cursor: { at: 'end' } } });
    const up = feed(timeline, ofClient, [press('up'), press('up')], context);
    expect(up.cursor).toEqual({ at: 'row', key: 'entry 37', index: 37 });
    expect(feed(timeline, up, [press('down')], context).cursor).toMatchObject({ index: 38 });
    expect(feed(timeline, up, type('g'), context)).toMatchObject({ cursor: { index: 0 }, top: 0 });
    expect(feed(timeline, up, type('gG'), context).cursor).toEqual({ at: 'end' });
    expect(feed(timeline, up, [press('page-up')], context).cursor).toMatchObject({ index: 23 });
  });

  test('leave it, and leave others to the key table', () => {
    expect(answer(timeline, ofClient, [press('escape')])).toEqual(close);
    for (const key of 'txcw?:') expect(answer(timeline, ofClient, type(key))).toEqual(pass);
    expect(feed(timeline, ofClient, [press('up')])).toEqual(ofClient);
  });
});

describe('what is copied of it', () => {
  const draw = { theme: makeTheme({ color: 0, ascii: false }), now: NOW };

  test('is the chosen line, its commands, or all in sight', () => {
    const rows = [...LIFE];
    const detail = detailOf(rows, {
      timeline: windowOf(rows, { cursor: 1, cursorKey: ACCEPT.key }),
    });
    const items = copyItems(detail, draw);
    const texts = items.map(({ label, text }) => [label, text()] as const);
    expect(texts[0]).toEqual([
      'command',
      "ss -tnp state established '( sport = :65432 and dport = :51514 )'",
    ]);
    const [line, all] = texts.slice(-2);
    expect(line?.[1]).toMatch(/^\S+ {2}accept\(21, 127\.0\.0\.1:51514\) = 24 {2}QUEUED > ESTABL/);
    expect(all?.[1].split('\n')).toHaveLength(LIFE.length);
    expect(all?.[1]).not.toContain('\x1b');
  });
});

const anyStep: fc.Arbitrary<TimelineStep> = fc
  .record({
    text: anyText,
    number: fc.option(fc.maxSafeNat()),
    of: fc.constantFrom('call', 'queued', 'fin', 'lost', 'handshake', 'time-wait', 'forgotten'),
    name: fc.constantFrom(
      'recv',
      'bind',
      'getaddrinfo',
      'setsockopt',
      'connect',
      'listen',
      'accept',
    ),
    option: fc.constantFrom('MCAST_JOIN_GROUP', 'SO_REUSEADDR', 'constructor'),
    state: fc.constantFrom(null, 'ESTABLISHED', 'CLOSED'),
  })
  .map(({ text, number, of, name, option, state }): TimelineStep => {
    const events: { readonly [Of in TimelineEvent['of']]: TimelineEvent } = {
      call: {
        of: 'call',
        call: name,
        arguments: [text, null, option, text],
        answer: number === null ? null : text,
        error: number === 0 ? text : null,
        preview: Buffer.from(text).toString('latin1'),
      },
      queued: { of: 'queued', bytes: number },
      fin: { of: 'fin' },
      lost: { of: 'lost' },
      handshake: { of: 'handshake' },
      'time-wait': { of: 'time-wait', leftMs: number },
      forgotten: { of: 'forgotten', count: number },
    };
    const event = events[of];
    return { key: text, time: number, tookMicros: number, event, before: state, after: state };
  });

const anyView = fc
  .record({ rows: fc.array(anyStep, { maxLength: 5 }), more: fc.nat(9), server: fc.boolean() })
  .map(({ rows, more, server }) => {
    const window = windowOf(rows, { total: rows.length + more, cursor: rows.length + more - 1 });
    const row = client({ key: 'c13' });
    return viewOf(
      server ? endpointDetail({ timeline: window }) : connectionDetail({ row, timeline: window }),
    );
  });

describe('whatever is in it', () => {
  test('it keeps its bounds', () => {
    expectRobust(timeline, fc.constantFrom(ofClient, ofServer), anyView);
    expectBounds(timeline, ofClient, seen(LIFE, 60, 14));
  });
});
