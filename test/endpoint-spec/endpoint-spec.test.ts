import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatSpec,
  KINDS,
  type KindInfo,
  nearest,
  parseSpec,
} from '../../source/endpoint-spec.ts';
import { anySpec } from './arbitrary.ts';

function refusal(text: string): { part: string; message: string } {
  const parsed = parseSpec(text);
  if (parsed.ok) throw new Error(`${text} was read as ${JSON.stringify(parsed.spec)}`);
  expect(parsed.problem).toMatchObject({ code: 'EBADSPEC', operation: 'spec' });
  return { part: parsed.part, message: parsed.problem.message };
}

describe('reading', () => {
  test('fills in every default of the contract', () => {
    expect(parseSpec('tcp:7000')).toEqual({
      ok: true,
      spec: {
        kind: 'tcp',
        host: '127.0.0.1',
        port: 7000,
        mode: 'concurrent',
        backlog: 128,
        service: 'echo',
        strip: 'off',
        rules: null,
        nick: 'off',
        directory: 'received',
        maxSizeBytes: 4 * 1024 ** 3,
        stallMs: 30_000,
        delayMs: 0,
        close: 'peer',
        maxClients: 10_000,
        idleMs: null,
      },
    });
    expect(parseSpec('udp:0')).toEqual({
      ok: true,
      spec: {
        kind: 'udp',
        host: '127.0.0.1',
        port: 0,
        service: 'echo',
        strip: 'off',
        rules: null,
        nick: 'off',
        directory: 'received',
        maxSizeBytes: 4 * 1024 ** 3,
        stallMs: 30_000,
        protocol: 'auto',
        delayMs: 0,
        bufferBytes: 4 * 1024 * 1024,
        sequence: 'auto',
      },
    });
    expect(parseSpec('multicast:239.255.0.1:65430')).toEqual({
      ok: true,
      spec: {
        kind: 'multicast',
        host: '239.255.0.1',
        port: 65_430,
        interface: 'all',
        source: null,
        bufferBytes: 4 * 1024 * 1024,
        sequence: 'auto',
      },
    });
  });

  test.each([
    ['tcp:[::1]:7000', { host: '::1', port: 7000 }],
    ['tcp:[fe80::1%eth0]:7000', { host: 'fe80::1%eth0' }],
    ['tcp:localhost:65535', { host: 'localhost', port: 65_535 }],
    ['  tcp:0.0.0.0:1 , mode = manual ', { host: '0.0.0.0', mode: 'manual' }],
    ['tcp:1,delay=1.5s,idle=5m', { delayMs: 1500, idleMs: 300_000 }],
    ['tcp:1,idle=off,max-clients=1,backlog=1', { idleMs: null, maxClients: 1, backlog: 1 }],
    ['tcp:1,close=reply,service=none', { close: 'reply', service: 'none' }],
    ['tcp:1,service=upper,strip=on', { service: 'upper', strip: 'on' }],
    ['udp:1,service=respond,rules=a\\, b/r.toml', { rules: 'a, b/r.toml' }],
    ['tcp:1,service=respond,rules=réponse.toml', { rules: 'réponse.toml' }],
    ['udp:1,service=broadcast,nick=on', { service: 'broadcast', nick: 'on' }],
    [
      'tcp:1,service=file-receive,dir=~/a\\, b,max-size=off,stall=2s',
      { directory: '~/a, b', maxSizeBytes: null, stallMs: 2000 },
    ],
    ['udp:1,service=file-receive,protocol=udp-eof,max-size=64GiB', { protocol: 'udp-eof' }],
    ['tcp-client:1,send-file=a.bin,pad=on', { sendFile: 'a.bin', pad: 'on' }],
    ['udp-client:1,send-file=~/off', { sendFile: '~/off', protocol: 'udp-ack' }],
    ['udp:1,buffer=64kB', { bufferBytes: 64_000 }],
    ['udp:1,buffer=64KIB', { bufferBytes: 65_536 }],
    ['multicast:[ff02::1]:5,interface=eth0', { host: 'ff02::1', interface: 'eth0' }],
    ['multicast:232.1.1.1:5,source=10.0.0.7', { source: '10.0.0.7' }],
    ['multicast:[ff3e::1]:5,source=[2001:db8::1]', { source: '2001:db8::1' }],
    ['tcp-client:80,send=GET / HTTP/1.0\\r\\n\\r\\n', { send: 'GET / HTTP/1.0\r\n\r\n' }],
    ['tcp-client:80,send=a\\,b\\\\,clients=5', { send: 'a,b\\', clients: 5 }],
    ['tcp-client:80,send=\\x00\\xFF\\0\\t', { send: '\0\xff\0\t' }],
    ['tcp-client:80,send=\\x6fff', { send: 'off' }],
    ['tcp-client:80,send=off', { send: null }],
    ['tcp-client:80,close=reply', { close: 'reply' }],
    ['tcp-client:80,rate=10/s,count=3,close=sent', { close: 'sent' }],
    ['udp-client:80,send=ü', { send: '\xc3\xbc' }],
    ['udp-client:host.example:80,rate=100,count=3', { perSecond: 100, count: 3, counter: 'auto' }],
    ['udp-client:80,every=2s,size=64,ttl=system', { everyMs: 2000, size: 64, ttl: null }],
    ['multicast-sender:239.1.1.1:5,ttl=0,loop=off,interface=lo', { ttl: 0, loop: 'off' }],
    ['relay:1,to=[::1]:7000', { to: { host: '::1', port: 7000 }, transport: 'tcp', seed: null }],
    ['relay:1,to=7000,delay=50ms', { delayMs: { up: 50, down: 50 }, to: { host: '127.0.0.1' } }],
    ['relay:1,to=7000,transport=udp,drop=up:10%', { drop: { up: 10, down: 0 } }],
    [
      'relay:1,to=7000,rate=up:64kB/s+down:1MiB/s',
      { bytesPerSecond: { up: 64_000, down: 1 << 20 } },
    ],
    [
      'relay:1,to=7000,cut-after=10kB,half-close',
      { cutAfter: { up: 10_000, down: 10_000 }, halfClose: { up: 'on', down: 'on' } },
    ],
    ['relay:1,to=7000,cut-after=up:1B,half-close', { cutAfter: { up: 1, down: null } }],
  ])('%s', (text, fields) => {
    expect(parseSpec(text)).toMatchObject({ ok: true, spec: fields });
  });
});

describe('refusing', () => {
  test.each([
    ['tpc:7000', 'kind', /tcp, udp, multicast, .* not "tpc"; the nearest is tcp\./],
    ['7000', 'kind', /The nearest is tcp:7000\./],
    ['', 'kind', /kind:\[host:\]port/],
    ['tcp', 'kind', /port is missing/],
    ['tcp:', 'port', /port is missing/],
    ['tcp:127.0.0.1', 'port', /as in tcp:127\.0\.0\.1:7000/],
    ['tcp:70000', 'port', /0 to 65535, not "70000"; the nearest is 65535/],
    ['tcp:-1', 'port', /the nearest is 0/],
    ['tcp:1,service=respond', 'rules', /needs the file with its rules: rules=<file>/],
    ['udp:1,rules=a.toml', 'rules', /rules belongs to service=respond/],
    ['tcp:1,service=none,strip=on', 'strip', /belongs to service=echo or service=upper/],
    ['tcp:1,nick=on', 'nick', /nick=on belongs to service=broadcast/],
    ['tcp:1,dir=files', 'dir', /dir belongs to service=file-receive/],
    ['udp:1,protocol=udp-ack', 'protocol', /protocol belongs to service=file-receive/],
    ['tcp:1,service=file-receive,max-size=2', 'max-size', /from 1B to 1024GiB/],
    ['tcp:1,service=file-receive,stall=0', 'stall', /from 1ms/],
    ['tcp-client:1,send-file=a,send=b', 'send-file', /nothing else: leave out send/],
    ['tcp-client:1,close=sent', 'close', /something to send that has an end/],
    ['tcp-client:1,send=a,every=1s,close=sent', 'close', /count with every or rate/],
    ['tcp-client:1,send-file=a,close=reply', 'close', /by itself: leave out close/],
    ['tcp-client:1,pad=on', 'pad', /give send-file with it/],
    ['udp-client:1,protocol=udp-eof', 'protocol', /give send-file with it/],
    ['tcp:7e3', 'port', /port/],
    ['tcp::1:7000', 'host', /bracket|host/],
    ['tcp:::1:7000', 'host', /brackets/],
    ['tcp:[::1]7000', 'host', /the nearest is \[::1\]:7000/],
    ['tcp:[127.0.0.1]:7000', 'host', /between brackets/],
    ['tcp:1.2.3:7000', 'host', /"1\.2\.3" is neither/],
    ['tcp:bad name:7000', 'host', /"bad name" is neither/],
    ['tcp:7000,mode=sequental', 'mode', /the nearest is sequential/],
    ['tcp:7000,mode=seq', 'mode', /the nearest is sequential/],
    ['tcp:7000,mode=', 'mode', /no value/],
    ['tcp:7000,mdoe=manual', 'options', /mode, backlog, .*The nearest is mode/],
    ['tcp:7000,toString=1', 'options', /options of tcp are/],
    ['tcp:7000,', 'options', /comma/],
    ['tcp:7000,mode=manual,mode=manual', 'mode', /given twice/],
    ['tcp:7000,backlog=0', 'backlog', /from 1 .*the nearest is 1\b/],
    ['tcp:7000,delay=250', 'delay', /the nearest is 250ms/],
    ['tcp:7000,delay=0.0001s', 'delay', /delay is a number/],
    ['tcp:7000,idle=0', 'idle', /or off.*the nearest is 1ms/],
    ['udp:7000,mode=manual', 'options', /mode is an option of tcp and relay; those of udp are/],
    ['udp:7000,buffer=4M', 'buffer', /the nearest is 4MB/],
    ['udp:7000,buffer=0', 'buffer', /the nearest is 1B/],
    ['constructor:7000', 'kind', /kind/],
    ['multicast:7000', 'host', /needs its group.*224\.0\.0\.0 to 239\.255\.255\.255, or ff00::\/8/],
    ['multicast:223.255.255.255:1', 'host', /224\.0\.0\.0 to 239\.255\.255\.255, or ff00::\/8/],
    ['multicast:240.0.0.1:1', 'host', /224\.0\.0\.0 to 239\.255\.255\.255, or ff00::\/8/],
    ['multicast:[fe80::1]:1', 'host', /ff00::\/8/],
    ['multicast:group.example:1', 'host', /ff00::\/8/],
    ['multicast:[ff02::1%lo]:1', 'host', /interface=lo/],
    ['multicast:239.1.1.1:1,source=::1', 'source', /family/],
    ['multicast:239.1.1.1:1,interface=::1', 'interface', /family/],
    ['multicast:239.1.1.1:1,source=239.1.1.2', 'source', /one sender/],
    ['multicast:239.1.1.1:1,source=0.0.0.0', 'source', /one sender/],
    ['tcp-client', 'kind', /a number from 1 to 65535, as in tcp-client:7000/],
    ['tcp-client:0', 'port', /1 to 65535, not "0"; the nearest is 1\./],
    ['multicast-sender', 'kind', /multicast-sender:239\.255\.0\.1:7000/],
    ['multicast-sender:7000', 'host', /multicast-sender needs its group/],
    ['multicast-sender:239.1.1.1:1,interface=::1', 'interface', /family/],
    ['tcp-client:1,send=a\\q', 'send', /knows the escapes .*"\\q" is none/],
    ['tcp-client:1,send=a\\xg0', 'send', /"\\x" is none/],
    ['tcp-client:1,send=a\\', 'send', /"\\" is none/],
    [`udp-client:1,send=${'x'.repeat(65_508)}`, 'send', /at most 65507 bytes long.*65508/],
    [`udp-client:1,counter=u32be,send=${'x'.repeat(65_504)}`, 'send', /at most 65507/],
    ['relay:1', 'to', /to=<host:port>/],
    ['relay:1,to=localhost', 'to', /to=<host:port>/],
    ['relay:1,to=localhost:0', 'to', /1 to 65535/],
    ['relay:1,to=239.1.1.1:5', 'to', /multicast group/],
    ['relay:1,to=127.0.0.1:1', 'to', /127\.0\.0\.1:1 is the relay itself/],
    ['relay:1,to=2,drop=10%', 'drop', /for datagrams.*transport=udp/],
    ['relay:1,to=2,corrupt=down:1%', 'corrupt', /for datagrams/],
    ['relay:1,to=2,transport=udp,chunk=1', 'chunk', /for TCP/],
    ['relay:1,to=2,transport=udp,mode=manual', 'mode', /for TCP/],
    ['relay:1,to=2,buffer=4kB', 'buffer', /for UDP/],
    ['relay:1,to=2,half-close', 'half-close', /give cut-after/],
    ['relay:1,to=2,delay=up:1s+up:2s', 'delay', /up:50ms\+down:50ms/],
    ['relay:1,to=2,delay=up', 'delay', /up:50ms\+down:50ms/],
    ['relay:1,to=2,rate=64kB', 'rate', /64kB\/s/],
    ['relay:1,to=2,transport=udp,drop=110%', 'drop', /the nearest is 100%/],
    ['relay:1,to=2,transport=udp,drop=10', 'drop', /the nearest is 10%/],
    ['relay:1,to=2,chunk=0', 'chunk', /the nearest is 1\b/],
    ['tcp-client:1,rate=0', 'rate', /the nearest is 1\/s/],
    ['tcp-client:1,rate=2000000/s', 'rate', /the nearest is 1000000\/s/],
    ['tcp-client:1,rate=ten', 'rate', /100\/s/],
    ['tcp-client:1,rate=1/s,every=1s', 'rate', /give one of them/],
    ['tcp-client:1,send=a,count=3', 'count', /give every or rate/],
    ['tcp-client:1,send=abc,size=2', 'size', /which has 3 bytes; the nearest is 3/],
    ['tcp-client:1,rate=1/s,size=7', 'size', /8 bytes/],
    ['tcp-client:1,every=1s,counter=off', 'send', /nothing to send again/],
    ['tcp-client:1,connect-timeout=0', 'connect-timeout', /the nearest is 1ms/],
    ['udp-client:1,ttl=0', 'ttl', /the nearest is 1\./],
    [
      'tcp:1,send=a',
      'options',
      /send is an option of tcp-client and udp-client and multicast-sender/,
    ],
  ])('%j: %s', (text, part, message) => {
    const refused = refusal(text);
    expect(refused.part).toBe(part);
    expect(refused.message).toMatch(message);
  });

  test('a message is one line that carries no control character of the text', () => {
    const hostile = 'tcp:7000\u001b[2J\n\u202e,mo\u0007de=\u009b1';
    const parsed = parseSpec(hostile);
    if (parsed.ok) throw new Error('read');
    const { message, address } = parsed.problem;
    expect(`${message}${address}`).not.toMatch(/[\p{C}]/u);
  });
});

describe('every spec and every text', () => {
  test('what is written is read back as the same spec', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(parseSpec(formatSpec(spec))).toEqual({ ok: true, spec });
      }),
      { numRuns: 2000 },
    );
  });

  test('options that have their default are left out', () => {
    const parsed = parseSpec('tcp:127.0.0.1:7000,mode=concurrent,idle=off,delay=0ms,backlog=128');
    expect(parsed.ok && formatSpec(parsed.spec)).toBe('tcp:7000');
  });

  test('free text is read or refused in one safe line, never thrown', () => {
    const near = fc
      .tuple(
        fc.constantFrom('tcp:', 'udp:', 'multicast:239.1.1.1:', 'tcp:[::1]:', 'tcp-client:1', ''),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '',
          ',mode=',
          ',source=',
          ',interface=',
          ',buffer=',
          ',delay=',
          ',send=',
          ',=',
        ),
        fc.string({ unit: 'binary' }),
      )
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseSpec(text);
        if (parsed.ok) {
          expect(parseSpec(formatSpec(parsed.spec))).toEqual(parsed);
        } else {
          expect(parsed.problem.message).not.toMatch(/[\p{C}\n]/u);
          expect(parsed.problem.message).not.toBe('');
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('a text of a million characters is refused at once', () => {
    for (const text of [
      ','.repeat(1e6),
      `tcp:${'1.'.repeat(5e5)}`,
      `tcp:7,mode=${'x'.repeat(1e6)}`,
    ]) {
      expect(refusal(text).message.length).toBeLessThan(400);
    }
  });
});

describe('the tables', () => {
  // What has no default is given in each.
  const least = ({ kind, defaultHost, options }: KindInfo): string => {
    const head = defaultHost === null ? `${kind}:239.1.1.1:7000` : `${kind}:7000`;
    const required = options.filter((option) => option.default === '');
    return head + required.map(({ name }) => `,${name}=127.0.0.1:9`).join('');
  };

  test('each default can be written out and means the same as leaving it out', () => {
    for (const kind of KINDS) {
      const head = least(kind);
      const usual = kind.options.filter((option) => option.default !== '');
      const full = usual.map((option) => `,${option.name}=${option.default}`).join('');
      expect(parseSpec(head + full)).toEqual(parseSpec(head));
    }
  });

  test('each word of a table is taken', () => {
    for (const kind of KINDS) {
      const head = least(kind);
      for (const { name, words } of kind.options) {
        for (const word of words ?? []) {
          const needs = NEEDS[`${kind.kind}:${name}=${word}`] ?? NEEDS[`${name}=${word}`] ?? '';
          expect(parseSpec(`${head},${name}=${word}${needs}`).ok).toBe(true);
        }
      }
    }
  });
});

/** What has to be said with a word. */
const NEEDS: Readonly<Record<string, string>> = {
  'service=respond': ',rules=rules.toml',
  'nick=on': ',service=broadcast',
  'pad=on': ',send-file=a.bin',
  'close=sent': ',send=hello',
  'udp:protocol=udp-eof': ',service=file-receive',
  'udp:protocol=udp-ack': ',service=file-receive',
  'udp-client:protocol=udp-eof': ',send-file=a.bin',
};

test.each([
  ['sequental', 'sequential'],
  ['MANUAL', 'manual'],
  ['con', 'concurrent'],
])('nearest to %j', (written, word) => {
  expect(nearest(written, ['concurrent', 'sequential', 'manual'])).toBe(word);
});
