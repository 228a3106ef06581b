import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventLine } from '../../source/protocol/event-line.ts';
import type { DatagramEvent, EngineEvent } from '../../source/protocol/events.ts';

const at = { address: '127.0.0.1', port: 51_514, family: 'IPv4' } as const;
const time = Date.UTC(2025, 0, 2, 3, 4, 5, 6);

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

  test('of a change by hand has the fields that changed', () => {
    const file = { path: '~/a.bin', sent: 1, size: 2, state: 'sending', problem: null } as const;
    const line = eventLine({
      delayMs: 0,
      file,
      service: 'upper',
      reading: false,
      connection: 'c1',
      endpoint: 'tcp-1',
      type: 'connection.changed',
      time,
    });
    expect(line).toBe(
      '{"time":"2025-01-02T03:04:05.006Z","type":"connection.changed","endpoint":"tcp-1","connection":"c1",' +
        '"reading":false,"service":"upper","delayMs":0,' +
        '"file":{"path":"~/a.bin","sent":1,"size":2,"state":"sending","problem":null}}\n',
    );
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

  test('of a datagram holds its own facts, whatever line was made before it', () => {
    // Few different facts, and addresses that are now the same object and now an equal one.
    const address = fc.constantFrom(at, { ...at }, { ...at, port: 7 });
    const datagram: fc.Arbitrary<DatagramEvent> = fc
      .record({
        time: fc.constantFrom(time, time + 1),
        type: fc.constantFrom('datagram.received', 'datagram.sent'),
        endpoint: fc.constantFrom('udp-1', 'udp-2'),
        local: address,
        remote: address,
        payload: fc.uint8Array({ maxLength: 9 }),
        group: fc.constantFrom(undefined, '239.255.0.1'),
      })
      .map(({ payload, group, ...rest }) => ({
        ...rest,
        bytes: payload.length,
        data: Buffer.from(payload).toString('base64'),
        ...(group === undefined ? {} : { group }),
      }));
    fc.assert(
      fc.property(fc.array(datagram), (datagrams) => {
        for (const { time: when, type, endpoint, local, remote, bytes, data, group } of datagrams) {
          const rest = group === undefined ? {} : { group };
          // Its fields stand in another order than the line's.
          const event = { ...rest, data, bytes, remote, local, endpoint, type, time: when };
          expect(eventLine(event)).toBe(
            `${JSON.stringify({
              time: new Date(when).toISOString(),
              type,
              endpoint,
              local,
              remote,
              bytes,
              data,
              ...rest,
            })}\n`,
          );
        }
      }),
    );
  });
});
