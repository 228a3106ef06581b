import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { eventLine } from '../../source/json/line.ts';
import { printEvents } from '../../source/json/print-events.ts';
import type { EngineEvent } from '../../source/protocol/events.ts';

const at = { address: '127.0.0.1', port: 51_514, family: 'IPv4' } as const;
const time = Date.UTC(2025, 0, 2, 3, 4, 5, 6);

/** An engine that says what the test wants. */
function fakeEngine() {
  let listener: (events: readonly EngineEvent[], taken: () => void) => void = () => {};
  return {
    subscribe(given: typeof listener): void {
      listener = given;
    },
    say: (events: readonly EngineEvent[], taken: () => void) => listener(events, taken),
  };
}

describe('a line', () => {
  test('has time, type and endpoint first, then the fields in the order of the contract', () => {
    const event = {
      remote: { port: 51_514, family: 'IPv4', address: '127.0.0.1' },
      waitedMs: 12,
      local: at,
      connection: 'c1',
      endpoint: 'tcp-1',
      type: 'connection.accepted',
      time,
    } as const;
    expect(eventLine(event)).toBe(
      '{"time":"2025-01-02T03:04:05.006Z","type":"connection.accepted","endpoint":"tcp-1","connection":"c1",' +
        '"local":{"address":"127.0.0.1","port":51514,"family":"IPv4"},' +
        '"remote":{"address":"127.0.0.1","port":51514,"family":"IPv4"},"waitedMs":12}\n',
    );
  });

  test('leaves out what is not known, and keeps what the order does not name', () => {
    const queued = eventLine({
      time,
      type: 'connection.queued',
      endpoint: 'tcp-1',
      local: at,
      remote: at,
      extra: 1,
    } as EngineEvent);
    expect(Object.keys(JSON.parse(queued))).toEqual([
      'time',
      'type',
      'endpoint',
      'local',
      'remote',
      'extra',
    ]);
  });

  test('of a loss of the whole run has no endpoint', () => {
    expect(JSON.parse(eventLine({ time, type: 'loss', engineDrops: 7 }))).toEqual({
      time: '2025-01-02T03:04:05.006Z',
      type: 'loss',
      engineDrops: 7,
    });
  });

  test('stays one line whatever a text in it holds', () => {
    const line = eventLine({
      time,
      type: 'endpoint.failed',
      endpoint: 'tcp-1',
      error: { code: 'E', operation: 'bind', address: 'a\nb', message: '\u2028\r\n\u001b[2J' },
    });
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(line).not.toContain('\u001b');
    expect(line).not.toContain('\r');
  });
});

const closed = { time, type: 'endpoint.closed', endpoint: 'tcp-1' } as const;

test('a batch is taken only once the stream has written it', async () => {
  const engine = fakeEngine();
  const callbacks: (() => void)[] = [];
  const output = new Writable({
    write: (_chunk, _encoding, callback) => void callbacks.push(() => callback()),
  });
  const printing = printEvents(engine, output);
  const taken = vi.fn();
  const written = vi.fn();
  engine.say([closed, closed], taken);
  printing.written().then(written);
  await new Promise(setImmediate);
  expect(taken).not.toHaveBeenCalled();
  expect(written).not.toHaveBeenCalled();
  callbacks.shift()?.();
  await vi.waitFor(() => expect(written).toHaveBeenCalled());
  expect(taken).toHaveBeenCalledOnce();
});

test('all that was said comes out, in order', async () => {
  const engine = fakeEngine();
  const output = new PassThrough();
  const printing = printEvents(engine, output);
  engine.say([{ time, type: 'loss', engineDrops: 1 }, closed], () => {});
  engine.say([{ time, type: 'loss', engineDrops: 2 }], () => {});
  await printing.written();
  const lines = String(output.read()).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).engineDrops ?? 'closed')).toEqual([1, 'closed', 2]);
});

test('a reader that has gone ends the printing; nothing waits for it', async () => {
  const engine = fakeEngine();
  const output = new Writable({
    write: (_chunk, _encoding, callback) =>
      callback(Object.assign(new Error('broken'), { code: 'EPIPE' })),
  });
  const printing = printEvents(engine, output);
  const taken = vi.fn();
  engine.say([closed], taken);
  expect(await printing.readerGone).toBe('EPIPE');
  await printing.written();
  engine.say([closed], taken);
  expect(taken).not.toHaveBeenCalled();
});
