// Every parser is given bytes and texts at random, plain and put together from pieces that mean something
// to it: it answers or refuses, and never throws anything it does not say.

import fc from 'fast-check';
import type { Key as InkKey } from 'ink';
import { describe, expect, test } from 'vitest';
import { formatSpec, parseDuration, parseSpec } from '../../source/endpoint-spec.ts';
import {
  filtersOf,
  membersIPv4,
  membersIPv6,
  versionIn,
} from '../../source/engine/kernel/linux/memberships.ts';
import { parseListenCounters } from '../../source/engine/kernel/linux/net-stat.ts';
import {
  decodeSockaddr,
  encodeSockaddr,
  formatIPv6,
  ipv6Bytes,
  SOCKADDR_BYTES,
} from '../../source/engine/kernel/sockaddr.ts';
import { upper } from '../../source/engine/services/upper.ts';
import { parseOptions } from '../../source/options.ts';
import { parseKeys } from '../../source/ui/keys/parse.ts';
import { screenLines } from '../../source/ui/panes/screen.ts';
import { reduce } from '../../source/ui/state/reducer.ts';
import { previewText, printable } from '../../source/ui/text/escape.ts';
import { hexRow, hexRowCount, hexRowWidth } from '../../source/ui/text/hex.ts';
import { pressed, SEED } from '../support/faults.ts';
import { payload, TERMINAL_COMMANDS } from '../support/hostile.ts';
import { NAMED_KEYS, see, stateOf } from '../ui/support/state.ts';
import { NOW, waitingRoom } from '../ui/support/views.ts';

const linux = process.platform === 'linux';

/** Holds for all of them, however often it is asked. */
function always<Value>(arbitrary: fc.Arbitrary<Value>, holds: (value: Value) => void): void {
  fc.assert(fc.property(arbitrary, holds), { seed: SEED, numRuns: pressed(2000, 100_000) });
}

const anyText = fc.string({ unit: 'binary', maxLength: 80 });
/** Texts put together from words of a grammar, with any text in between. */
const madeOf = (...words: string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...words) },
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 14 },
    )
    .map((all) => all.join(''));

const specText = fc.oneof(
  anyText,
  madeOf(
    'tcp',
    'udp',
    'multicast',
    ':',
    ',',
    '=',
    '[',
    ']',
    '::1',
    '%',
    '0',
    '65536',
    '-1',
    '1e9',
    '127.0.0.1',
    '239.255.0.1',
    'ff02::1',
    'mode',
    'sequential',
    'backlog',
    'delay',
    '250ms',
    '4MiB',
    'service',
    'echo',
    'interface',
    'source',
    'idle',
    'buffer',
    '__proto__',
    'constructor',
    ' ',
  ),
);

describe('texts that a person writes', { timeout: 120_000 }, () => {
  test('an endpoint spec is read, and written again as it was meant, or refused in one line', () => {
    always(specText, (text) => {
      const parsed = parseSpec(text);
      if (parsed.ok) expect(parseSpec(formatSpec(parsed.spec))).toEqual(parsed);
      else expect(parsed.problem.message).toMatch(/^[^\p{Cc}]+$/u);
    });
  });

  test('the command line is taken or refused in one line', async () => {
    const flag = fc.constantFrom(
      '--json',
      '--for',
      '--for=1s',
      '--',
      '-',
      '--no-color',
      '--help',
      '--readonly',
      '--json=maybe',
      '--__proto__',
      '-j',
    );
    const words = fc.array(fc.oneof(specText, flag), { maxLength: 5 });
    const property = fc.asyncProperty(words, async (argv) => {
      const request = await parseOptions(argv, {});
      if (request.action === 'refuse') expect(request.message).toMatch(/^[^\p{Cc}]+$/u);
    });
    await fc.assert(property, { seed: SEED, numRuns: pressed(1000, 20_000) });
  });

  test('a duration is a whole number of milliseconds, or refused', () => {
    always(
      fc.oneof(anyText, madeOf('1', '0', '9'.repeat(20), '.', 'e', '-', 'ms', 's', 'm', 'h')),
      (text) => {
        let duration: number | null = null;
        try {
          duration = parseDuration('--for', text, 1);
        } catch (error) {
          expect((error as Error).message).toMatch(/^[^\p{Cc}]+$/u);
        }
        if (duration !== null) expect(Number.isSafeInteger(duration) && duration >= 1).toBe(true);
      },
    );
  });
});

describe('what the kernel answers', { timeout: 120_000 }, () => {
  test('any bytes are a sockaddr of some kind', () => {
    always(fc.uint8Array({ minLength: SOCKADDR_BYTES, maxLength: SOCKADDR_BYTES }), (bytes) => {
      const address = decodeSockaddr(Buffer.from(bytes));
      expect(address.port).toBeGreaterThanOrEqual(0);
      const plain = { ...address, address: address.address.split('%')[0] ?? '' };
      expect(decodeSockaddr(Buffer.concat([encodeSockaddr(plain), Buffer.alloc(12)]))).toEqual(
        plain,
      );
    });
  });

  test('an IPv6 address written is the same when read', () => {
    always(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(ipv6Bytes(formatIPv6(bytes, 0))).toEqual(Buffer.from(bytes));
    });
  });

  test.runIf(linux)('an answer of sock_diag is never read beyond its end', async () => {
    const { EXPECTED, readRow } = await import('../../source/engine/kernel/linux/sock-diag.ts');
    const { readAnswer } = await import('../../source/engine/kernel/linux/netlink.ts');
    const SERIAL = 7;
    /** A header that may or may not tell the truth about what follows. */
    const message = fc
      .record({
        size: fc.oneof(fc.constantFrom(0, 15, 16, 20, 87, 88, 89, 72, 0xffff_ffff), fc.nat(200)),
        type: fc.constantFrom(2, 3, 20, 0, 0xffff),
        serial: fc.constantFrom(SERIAL, 8),
        body: fc.uint8Array({ maxLength: 100 }),
        honest: fc.boolean(),
      })
      .map(({ size, type, serial, body, honest }) => {
        const header = Buffer.alloc(16);
        header.writeUInt32LE(honest ? 16 + body.length : size);
        header.writeUInt16LE(type, 4);
        header.writeUInt32LE(serial, 8);
        return Buffer.concat([header, body]);
      });
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.array(message, { maxLength: 6 }).map((all) => Buffer.concat(all)),
    );
    always(fc.tuple(answer, fc.boolean()), ([bytes, dumping]) => {
      let rows = 0;
      try {
        readAnswer(bytes, { ...EXPECTED, serial: SERIAL, dumping }, (at) => {
          const { receiveQueue, state } = readRow(bytes, at);
          rows += 1;
          expect(receiveQueue).toBeGreaterThanOrEqual(0);
          expect(typeof state).toBe('string');
        });
      } catch (error) {
        expect((error as Error).name).toBe('SystemError');
      }
      expect(rows).toBeLessThanOrEqual(bytes.length / 88);
    });
  });

  test('the files of /proc/net may hold anything', () => {
    const file = fc.oneof(
      anyText,
      madeOf(
        'TcpExt:',
        ' ',
        '\n',
        'ListenOverflows',
        'ListenDrops',
        '7',
        '-',
        'x',
        '1\tlo',
        '010000E0',
        'ff020000000000000000000000000001',
        '1 lo 0xe0000001 0x0a010203 1 0',
        'V3',
        '\t\t\t\t',
      ),
    );
    always(file, (text) => {
      const counters = parseListenCounters(text);
      if (counters !== null) expect(Object.values(counters).some(Number.isNaN)).toBe(false);
      expect(membersIPv4(text, '224.0.0.1', 1)).toBeGreaterThanOrEqual(0);
      expect(membersIPv6(text, 'ff02::1', 1)).toBeGreaterThanOrEqual(0);
      expect(filtersOf(text, '224.0.0.1', 'IPv4', 1).length).toBeLessThanOrEqual(64);
      expect(filtersOf(text, 'ff02::1', 'IPv6', 1).length).toBeLessThanOrEqual(64);
      expect([null, 'V1', 'V2', 'V3']).toContain(versionIn(text, 1));
    });
  });
});

const inkKey = fc.record<InkKey>({
  upArrow: fc.boolean(),
  downArrow: fc.boolean(),
  leftArrow: fc.boolean(),
  rightArrow: fc.boolean(),
  pageDown: fc.boolean(),
  pageUp: fc.boolean(),
  home: fc.boolean(),
  end: fc.boolean(),
  return: fc.boolean(),
  escape: fc.boolean(),
  ctrl: fc.boolean(),
  shift: fc.boolean(),
  tab: fc.boolean(),
  backspace: fc.boolean(),
  delete: fc.boolean(),
  meta: fc.boolean(),
  super: fc.boolean(),
  hyper: fc.boolean(),
  capsLock: fc.boolean(),
  numLock: fc.boolean(),
});
const NO_KEY = Object.fromEntries(
  [
    'upArrow',
    'downArrow',
    'leftArrow',
    'rightArrow',
    'pageDown',
    'pageUp',
    'home',
    'end',
    'return',
    'escape',
    'ctrl',
    'shift',
    'tab',
    'backspace',
    'delete',
    'meta',
    'super',
    'hyper',
    'capsLock',
    'numLock',
  ].map((name) => [name, false]),
) as unknown as InkKey;
const typed = fc.oneof(
  anyText,
  fc.constantFrom(...TERMINAL_COMMANDS),
  fc.stringMatching(/^[ -~]$/),
);

/** What a terminal is drawn with: colours, and otherwise printable characters alone. */
const DRAWN = /\u001b\[[\d;]*m|[^\p{C}\p{M}]/gu;

describe('what a terminal sends, and is sent', { timeout: 120_000 }, () => {
  test('keys, pastes and sequences of any kind are keys, or nothing', () => {
    always(fc.tuple(typed, fc.oneof(fc.constant(NO_KEY), inkKey)), ([input, key]) => {
      for (const { name } of parseKeys(input, key)) expect(typeof name).toBe('string');
    });
  });

  test('whatever is pressed and pasted, the picture stays whole', () => {
    const press = typed.map((input) => parseKeys(input, NO_KEY));
    const named = fc.constantFrom(...NAMED_KEYS).map((key) => [key]);
    const paste = anyText.map((input) => [{ name: 'paste', input } as const]);
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
    });
    const happening = fc.oneof(
      fc
        .oneof(press, named, paste)
        .map((keys) => keys.map((key) => ({ type: 'key', key }) as const)),
      size.map((each) => [{ type: 'resize', size: each } as const]),
    );
    const walk = fc.array(happening, { maxLength: 30 });
    const property = fc.property(walk, (steps) => {
      let state = stateOf({ view: waitingRoom() });
      for (const action of steps.flat()) {
        ({ state } = reduce(state, action, NOW));
        state = see(state, waitingRoom());
        const lines = screenLines(state);
        expect(lines).toHaveLength(state.size.rows);
        expect(lines.join('').replace(DRAWN, '')).toBe('');
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(state.size.columns);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: pressed(150, 5000) });
  });

  test('payload is shown in printable characters, as text and as hex', () => {
    always(fc.tuple(payload, fc.boolean()), ([bytes, ascii]) => {
      for (const text of [
        previewText(bytes.toString('latin1'), ascii),
        printable(bytes.toString(), ascii),
      ]) {
        expect(text.replace(DRAWN, '')).toBe('');
        expect(text).not.toContain('\u001b');
      }
      const latin1 = bytes.toString('latin1');
      for (let row = 0; row < hexRowCount(bytes.length, 16); row += 1) {
        expect(hexRow(latin1, row, 16)).toMatch(/^[ -~]+$/);
        expect(hexRow(latin1, row, 16)).toHaveLength(hexRowWidth(16));
      }
    });
  });
});

test('upper changes ASCII letters and nothing else', () => {
  always(payload, (bytes) => {
    const changed = upper(bytes);
    expect(changed).toHaveLength(bytes.length);
    expect(changed.toString('latin1')).toBe(
      bytes.toString('latin1').replace(/[a-z]/g, (letter) => letter.toUpperCase()),
    );
  });
});
