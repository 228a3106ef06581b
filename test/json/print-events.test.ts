import { PassThrough, Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { printEvents } from '../../source/json/print-events.ts';
import { eventLine } from '../../source/protocol/event-line.ts';
import type { EngineEvent } from '../../source/protocol/events.ts';

const time = Date.UTC(2025, 0, 2, 3, 4, 5, 6);

/** An engine that says what the test wants. */
function fakeEngine() {
  let listener: (lines: Uint8Array, taken: () => void) => void = () => {};
  return {
    subscribe(given: typeof listener): void {
      listener = given;
    },
    say: (events: readonly EngineEvent[], taken: () => void) =>
      listener(Buffer.from(events.map(eventLine).join('')), taken),
  };
}

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
