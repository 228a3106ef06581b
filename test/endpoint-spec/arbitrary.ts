import fc from 'fast-check';
import { isGroup } from '../../source/endpoint-spec/host.ts';
import { COUNTER_TYPES, type CounterSpec, LARGEST_OFFSET } from '../../source/protocol/sequence.ts';
import type { EndpointSpec } from '../../source/protocol/spec.ts';

const port = fc.integer({ min: 0, max: 65_535 });
const onOff = fc.constantFrom('on' as const, 'off' as const);
const path = fc.oneof(
  fc.constantFrom('off', 'a, b.toml', ' x ', 'back\\slash', '~/r.toml'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);
const receiving = { directory: 'received', maxSizeBytes: 4 * 1024 ** 3, stallMs: 30_000 } as const;
/** A service, and what belongs to it; how files are received but for what that service says. */
const service = fc.oneof(
  fc.record({
    service: fc.constant('file-receive' as const),
    strip: fc.constant('off' as const),
    rules: fc.constant(null),
    nick: fc.constant('off' as const),
    directory: path,
    maxSizeBytes: fc.option(fc.integer({ min: 1, max: 1024 ** 4 })),
    stallMs: fc.integer({ min: 1, max: 24 * 24 * 3_600_000 }),
  }),
  fc.record({
    service: fc.constantFrom('echo' as const, 'upper' as const),
    strip: onOff,
    rules: fc.constant(null),
    nick: fc.constant('off' as const),
  }),
  fc.record({
    service: fc.constantFrom('discard' as const, 'none' as const),
    strip: fc.constant('off' as const),
    rules: fc.constant(null),
    nick: fc.constant('off' as const),
  }),
  fc.record({
    service: fc.constant('respond' as const),
    strip: fc.constant('off' as const),
    rules: path,
    nick: fc.constant('off' as const),
  }),
  fc.record({
    service: fc.constant('broadcast' as const),
    strip: fc.constant('off' as const),
    rules: fc.constant(null),
    nick: onOff,
  }),
);
/** With the fields of the service among its own. */
const served = <Spec extends object>(spec: fc.Arbitrary<Spec>) =>
  fc.tuple(spec, service).map(([own, its]) => ({ ...receiving, ...own, ...its }));
const durationMs = fc.oneof(
  fc.integer({ min: 0, max: 24 * 24 * 3_600_000 }),
  fc.constantFrom(0, 250, 2000, 90_000, 60_000, 3_600_000),
);
const bufferBytes = fc.oneof(
  fc.integer({ min: 1, max: 1 << 30 }),
  fc.constantFrom(4 << 20, 64_000, 1 << 30, 1_000_000),
);
const sequence = fc.oneof(
  fc.constantFrom('auto' as const, 'off' as const, 'mcjoin' as const, 'rtp' as const),
  fc
    .tuple(fc.constantFrom(...COUNTER_TYPES), fc.integer({ min: 0, max: LARGEST_OFFSET }))
    .map(([type, offset]): CounterSpec => `${type}@${offset}`),
);
const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constant('fe80::1%eth0'),
  fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
);
const interfaceName = fc.oneof(
  fc.constantFrom('all', 'loopback', 'lo', 'Wi-Fi 2', 'eth0.100', 'wlp3s0'),
  fc.stringMatching(/^[a-z0-9_.:@-]{1,15}$/).filter((name) => !/^[0-9a-f.:]+$/.test(name)),
);
const byte = fc.integer({ min: 0, max: 255 });
const group4 = fc
  .tuple(fc.integer({ min: 224, max: 239 }), byte, byte, byte)
  .map((p) => p.join('.'));
const group6 = fc.tuple(byte, fc.ipV6()).map(([scope, address]) => {
  const tail = address.includes('.') ? '1' : address.replace(/.*:/, '');
  return `ff${scope.toString(16).padStart(2, '0')}::${tail === '' ? '1' : tail}`;
});

const connectTo = fc.integer({ min: 1, max: 65_535 });
/** Bytes, as Latin-1: any, and what is written with escapes or could be taken for a word. */
const send = fc.oneof(
  fc
    .uint8Array({ minLength: 1, maxLength: 40 })
    .map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .map((text) => Buffer.from(text).toString('latin1')),
  fc.constantFrom(
    'off',
    'hello',
    ' ',
    ',',
    '\\',
    '\\,',
    'a,b=c',
    'GET / HTTP/1.0\r\n\r\n',
    'Ã¼',
    '\xff',
  ),
);
const repetition = fc.oneof(
  fc.constant({ everyMs: null, perSecond: null, count: null }),
  fc.record({
    everyMs: durationMs.filter((ms) => ms > 0),
    perSecond: fc.constant(null),
    count: fc.option(fc.integer({ min: 1, max: 1e9 })),
  }),
  fc.record({
    everyMs: fc.constant(null),
    perSecond: fc.integer({ min: 1, max: 1_000_000 }),
    count: fc.option(fc.integer({ min: 1, max: 1e9 })),
  }),
);
const message = fc.record({
  send: fc.option(send),
  counter: fc.constantFrom('auto' as const, 'u32be' as const, 'u64be' as const),
  size: fc.option(fc.integer({ min: 200, max: 65_507 })),
});
const sending = fc.tuple(message, repetition).map(([what, when]) => ({ ...what, ...when }));
const clients = fc.integer({ min: 1, max: 10_000 });

/** A group of one family: its interface by name or by an address of that family, as its source is. */
const multicast = (
  group: fc.Arbitrary<string>,
  address: fc.Arbitrary<string>,
  sources: readonly string[],
) =>
  fc.record({
    kind: fc.constant('multicast' as const),
    host: group,
    port,
    interface: fc.oneof(interfaceName, address),
    source: fc.option(fc.constantFrom(...sources)),
    bufferBytes,
    sequence,
  });

/** What whoever sends a file sends beside it. */
const nothingElse = {
  send: fc.constant(null),
  counter: fc.constant('auto' as const),
  size: fc.constant(null),
  everyMs: fc.constant(null),
  perSecond: fc.constant(null),
  count: fc.constant(null),
};

const both = <Value>(value: fc.Arbitrary<Value>) => fc.record({ up: value, down: value });
const percent = fc.oneof(
  fc.constantFrom(0, 0.1, 10, 100, 7.000001),
  fc.integer({ min: 0, max: 100_000_000 }).map((millionths) => millionths / 1_000_000),
);
const size = fc.oneof(fc.integer({ min: 1, max: 1 << 30 }), fc.constantFrom(10_000, 65_536));
const none = <Value>(value: Value) => fc.constant({ up: value, down: value });
const onBothTransports = {
  kind: fc.constant('relay' as const),
  host,
  port,
  // Another port, or it would be the relay itself.
  to: fc.record({ host: host.filter((each) => !isGroup(each)), port: connectTo }),
  seed: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  maxClients: fc.integer({ min: 1, max: 1_048_576 }),
  idleMs: fc.option(durationMs.filter((ms) => ms > 0)),
  delayMs: both(durationMs),
  jitterMs: both(durationMs),
  bytesPerSecond: both(fc.option(size)),
};
const relay = fc
  .oneof(
    fc.record({
      ...onBothTransports,
      transport: fc.constant('tcp' as const),
      mode: fc.constantFrom('concurrent' as const, 'sequential' as const, 'manual' as const),
      backlog: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      connectTimeoutMs: durationMs.filter((ms) => ms > 0),
      bufferBytes: fc.constant(4 << 20),
      drop: none(0),
      reorder: none(0),
      duplicate: none(0),
      corrupt: none(0),
      chunk: both(fc.option(fc.integer({ min: 1, max: 65_536 }))),
      cutAfter: both(size),
      halfClose: both(fc.constantFrom('on' as const, 'off' as const)),
    }),
    fc.record({
      ...onBothTransports,
      transport: fc.constant('udp' as const),
      mode: fc.constant('concurrent' as const),
      backlog: fc.constant(128),
      connectTimeoutMs: fc.constant(10_000),
      bufferBytes,
      drop: both(percent),
      reorder: both(percent),
      duplicate: both(percent),
      corrupt: both(percent),
      chunk: none(null),
      cutAfter: both(fc.option(size)),
      halfClose: none('off' as const),
    }),
  )
  .filter(({ port: own, to }) => own !== to.port);

/** Every spec that can be meant. */
export const anySpec: fc.Arbitrary<EndpointSpec> = fc.oneof(
  served(
    fc.record({
      kind: fc.constant('tcp' as const),
      host,
      port,
      mode: fc.constantFrom('concurrent' as const, 'sequential' as const, 'manual' as const),
      backlog: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      delayMs: durationMs,
      close: fc.constantFrom('peer' as const, 'reply' as const),
      maxClients: fc.integer({ min: 1, max: 1_048_576 }),
      idleMs: fc.option(durationMs.filter((ms) => ms > 0)),
    }),
  ),
  served(
    fc.record({
      kind: fc.constant('udp' as const),
      host,
      port,
      delayMs: durationMs,
      bufferBytes,
      sequence,
      protocol: fc.constant('auto' as const),
    }),
  ),
  fc
    .record({
      kind: fc.constant('udp' as const),
      host,
      port,
      delayMs: durationMs,
      bufferBytes,
      sequence,
      protocol: fc.constantFrom('auto' as const, 'udp-eof' as const, 'udp-ack' as const),
      directory: path,
    })
    .map((own) => ({
      ...receiving,
      ...own,
      service: 'file-receive' as const,
      strip: 'off' as const,
      rules: null,
      nick: 'off' as const,
    })),
  multicast(group4, fc.ipV4(), ['10.0.0.1', '127.0.0.1', '192.0.2.255']),
  multicast(group6, fc.ipV6(), ['::1', 'fe80::1%eth0', '2001:db8::7']),
  fc
    .record({
      kind: fc.constant('tcp-client' as const),
      host,
      port: connectTo,
      clients,
      connectTimeoutMs: durationMs.filter((ms) => ms > 0),
      sendFile: fc.constant(null),
      pad: fc.constant('off' as const),
      close: fc.constantFrom('peer' as const, 'reply' as const),
      sending,
    })
    .map(flat),
  fc.record({
    kind: fc.constant('tcp-client' as const),
    host,
    port: connectTo,
    clients,
    connectTimeoutMs: fc.constant(10_000),
    sendFile: path,
    pad: onOff,
    close: fc.constant('peer' as const),
    ...nothingElse,
  }),
  fc.record({
    kind: fc.constant('udp-client' as const),
    host,
    port: connectTo,
    clients,
    ttl: fc.constant(null),
    bufferBytes,
    sendFile: path,
    protocol: fc.constantFrom('udp-eof' as const, 'udp-ack' as const),
    ...nothingElse,
  }),
  fc
    .record({
      kind: fc.constant('udp-client' as const),
      host,
      port: connectTo,
      clients,
      ttl: fc.option(fc.integer({ min: 1, max: 255 })),
      bufferBytes,
      sendFile: fc.constant(null),
      protocol: fc.constant('udp-ack' as const),
      sending,
    })
    .map(flat),
  fc
    .record({
      kind: fc.constant('multicast-sender' as const),
      host: group4,
      port: connectTo,
      interface: fc.oneof(interfaceName, fc.ipV4()),
      ttl: byte,
      loop: fc.constantFrom('on' as const, 'off' as const),
      sending,
    })
    .map(flat),
  relay,
);

function flat<Spec extends { readonly sending: object }>({ sending: sent, ...rest }: Spec) {
  return { ...rest, ...(sent as Spec['sending']) };
}
