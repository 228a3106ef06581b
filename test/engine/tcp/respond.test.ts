// service=respond over real connections: the ready rules files, and peers that mean no good.

import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../../source/rules/rule.ts';
import { exchange } from '../../support/peers.ts';
import { exampleRules, rulesFile } from '../../support/rules-file.ts';
import { until } from '../../support/wait.ts';
import { type Bench, LAYERS, serve } from './harness.ts';

const respond = (layer: 'linux' | 'portable', rules: string, part = {}): Promise<Bench> =>
  serve(layer, { service: 'respond', rules, ...part });

const notices = (bench: Bench): string[] =>
  bench.of('endpoint.changed').flatMap(({ notice }) => (notice === undefined ? [] : [notice.code]));

/** Python's words for one client: what it sends, and prints of what it gets. */
const PYTHON = `
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10)
for request in sys.argv[2:]:
    s.sendall(request.encode())
    print(repr(s.recv(1024)), flush=True)
`;
const python = async ({ local }: Bench, ...requests: string[]): Promise<string[]> => {
  const printed = await exchange('python3', ['-c', PYTHON, `${local.port}`, ...requests]);
  return printed.toString().trimEnd().split('\n');
};

describe.each(LAYERS)('the ready rules over %s', (layer) => {
  test('calculator: several tasks of one connection, division by zero, the end', async () => {
    const bench = await respond(layer, exampleRules('calculator'));
    expect(
      await python(bench, '20 + 10', '7 - 10', '2 * 3', '9 / 3', '2 ** 8', '1 / 0', 'fim'),
    ).toEqual([
      "b'30'",
      "b'-3'",
      "b'6'",
      "b'3'",
      "b'256'",
      expect.stringMatching(/^b'Divis\\xc3\\xa3o por zero/),
      "b''",
    ]);
    await bench.until('the close', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')).toMatchObject([{ cause: 'local' }]);
  });

  test('the next integer, also where the four bytes come one by one', async () => {
    const bench = await respond(layer, exampleRules('next-integer'));
    const client = await bench.client();
    for (const [i, byte] of [0, 0, 0, 5].entries()) {
      client.socket.write(Buffer.from([byte]));
      await bench.until('the byte', () => bench.rows()[0]?.bytesIn === i + 1);
    }
    await client.receives('\0\0\0\x06');
    await client.seesEnd();
  });

  test('greeting: said to whoever connects, then the end', async () => {
    const bench = await respond(layer, exampleRules('greeting'));
    const client = await bench.client();
    await client.receives('Hello, world!');
    await client.seesEnd();
  });

  test('payment: line by line, however they come', async () => {
    const bench = await respond(layer, exampleRules('payment'));
    const client = await bench.client({
      send: 'PAGAMENTO\n3\nAna;4111 1111;02/2027;3;100.50\r\nBia;x;02/2027;3;1\nCi',
    });
    const expected = "OK\nFALHA: card, MM/yyyy, instalments or amount can't be meant\n";
    await client.receives(expected);
    client.socket.end('a;5;12/2030;1;7');
    await client.receives(`${expected}OK\n`);
    await client.seesEnd();
  });

  test('names: what one client registers another one asks for', async () => {
    const bench = await respond(layer, exampleRules('names'));
    const server = await bench.client({ send: 'register servidorTCP 127.0.0.1 12345' });
    await bench.until('the registration', () => (bench.rows()[0]?.bytesIn ?? 0) > 0);
    expect(await python(bench, 'servidorTCP')).toEqual(["b'servidorTCP:127.0.0.1:12345'"]);
    expect(server.text()).toBe('');
  });

  test('everything: a greeting, a count, drips, bytes, a memory, the end', async () => {
    const bench = await respond(layer, exampleRules('everything'));
    const client = await bench.client();
    const { port } = client;
    await until('the greeting', () => client.text().endsWith('\n') || null);
    const greeting = client.text();
    expect(greeting).toMatch(new RegExp(`^220 127\\.0\\.0\\.1:${port}, it is \\d{4}-.*Z\n$`));
    client.socket.write(
      'PING\nsay hi\n\x02\0\x07\x03\nset a b c\nget a\nget b\nQUIT\nPING\n',
      'latin1',
    );
    await client.receives(`${greeting}PONG 1\nHI\r\n\0\x08{}\nOK\nb c\n?\nBYE\n`);
    await client.seesEnd();
    const drips = bench.of('connection.sent').filter(({ bytes }) => bytes === 1);
    expect(drips.length).toBeGreaterThanOrEqual(2);
  });

  test('upper, and the plain service with strip: as the course answers', async () => {
    const specs = [
      { service: 'respond', rules: exampleRules('upper'), mode: 'sequential' },
      { service: 'upper', strip: 'on', close: 'reply', mode: 'sequential' },
    ] as const;
    for (const spec of specs) {
      const bench = await serve(layer, spec);
      expect(await python(bench, 'Hello, world')).toEqual(["b'HELLO, WORLD'"]);
      expect(await python(bench, ' \r\n')).toEqual(["b''"]);
      // A second request finds it closed.
      expect(await python(bench, 'café \n', 'again')).toEqual(["b'CAF\\xc3\\xa9'", "b''"]);
      expect(bench.of('connection.sent').map(({ bytes }) => bytes)).toEqual([12, 5]);
    }
  });
});

describe.each(LAYERS)('what a rule says, over %s', (layer) => {
  test('ncat is answered, and its last line too, which has no end', async () => {
    const bench = await respond(layer, rulesFile('per = "line"\n[[rule]]\nreply = "<{0}>"'));
    const { port } = bench.local;
    const answer = await exchange('ncat', ['127.0.0.1', `${port}`], 'a\nb\r\n\nc');
    expect(answer.toString()).toBe('<a><b><><c>');
  });

  test("its own delay before the server's; no reply overtakes another", async () => {
    const rules =
      '[[rule]]\nexact = "slow"\nreply = "slow"\ndelay = "80ms"\n[[rule]]\nreply = "fast"\ndelay = "0"';
    const bench = await respond(layer, rulesFile(rules), { delayMs: 600_000 });
    const client = await bench.client({ send: 'slow' });
    await bench.until('the message', () => bench.rows()[0]?.bytesIn === 4);
    client.socket.write('x');
    await client.receives('slowfast');
  });

  test('a reset after the reply', async () => {
    const bench = await respond(layer, rulesFile('[[rule]]\nreply = "bye"\nthen = "reset"'));
    const client = await bench.client({ send: 'x' });
    await until('the reset', () => client.closed || null);
    expect(client.error).toBe('ECONNRESET');
    await bench.until('the close', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')).toMatchObject([{ cause: 'aborted', bytesSent: 3 }]);
  });

  test('the end waits for drips, and so does what comes after them', async () => {
    const rules =
      '[[rule]]\nexact = "a"\nreply = "12345"\ndrip = { bytes = 2, every = "5ms" }\n[[rule]]\nreply = "6"';
    const bench = await respond(layer, rulesFile(`per = 1\n${rules}`));
    const client = await bench.client();
    client.socket.end('ab');
    await client.receives('123456');
    await client.seesEnd();
    expect(bench.of('connection.sent').map(({ bytes }) => bytes)).toEqual([2, 2, 1, 1]);
  });

  test('close=reply ends after the first reply, not after what gets none', async () => {
    const bench = await respond(layer, rulesFile('per = 1\n[[rule]]\nexact = "b"\nreply = "B"'), {
      close: 'reply',
    });
    const client = await bench.client({ send: 'aabb' });
    await client.receives('B');
    await client.seesEnd();
  });
});

describe.each(LAYERS)('peers that mean no good, over %s', (layer) => {
  test('a line without an end is refused once it is too long, and said to be', async () => {
    const bench = await respond(layer, rulesFile('per = "line"\n[[rule]]\nreply = "{0}\\n"'));
    const client = await bench.client({ send: `ab\n${'x'.repeat(LONGEST_LINE + 2)}` });
    await client.seesEnd();
    expect(client.text()).toBe('ab\n');
    client.socket.end();
    await bench.until('the close', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')).toMatchObject([{ cause: 'rules' }]);
    expect(notices(bench)).toEqual(['ELINETOOLONG']);
    expect(bench.server.row().problem?.message).toMatch(/^c1 sent a line of more than 8192 bytes/);
  });

  test('a regular expression that never ends is given up; others are served meanwhile and after', async () => {
    const rules = `[[rule]]\nregex = '^(a|aa)+$'\nreply = "evil"\n[[rule]]\nreply = "good"`;
    const bench = await respond(layer, rulesFile(rules));
    const evil = await bench.client({ send: `${'a'.repeat(80)}!` });
    const other = await bench.client({ send: 'aa' });
    await evil.receives('good');
    await until('an answer', () => other.text() || null);
    const third = await bench.client({ send: 'aa' });
    await third.receives('good');
    expect(notices(bench)).toEqual(['ESLOWRULE']);
    expect(bench.server.row().problem?.message).toMatch(/:1 takes too long on one message/);
  });

  test('a flood of messages whose answers nobody reads stops being read, and is answered whole later', async () => {
    const bench = await respond(
      layer,
      rulesFile(`per = "line"\n[[rule]]\nreply = "${'y'.repeat(3999)}\\n"`),
    );
    // 160 MB of answers to 80 kB.
    const lines = 40_000;
    const before = process.memoryUsage().arrayBuffers;
    const client = await bench.client({ read: false, send: 'a\n'.repeat(lines) });
    await bench.until(
      'the back-pressure',
      () => bench.clients()[0]?.row(true).backPressure === true,
    );
    // Nobody else waits.
    const other = await bench.client({ send: 'x\n' });
    await other.receives(`${'y'.repeat(3999)}\n`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 << 20);
    client.read();
    client.socket.end();
    await until(
      'all answers',
      () => client.bytes === lines * 4000 || null,
      () => `${client.bytes}`,
    );
    await client.seesEnd();
  });

  test('any bytes: the server goes on', async () => {
    const bench = await respond(layer, exampleRules('everything'));
    for (let seed = 1; seed <= 20; seed += 1) {
      const bytes = Buffer.from(Array.from({ length: 500 }, (_, i) => (i * i * seed * 31) & 0xff));
      const client = await bench.client({ send: bytes });
      client.socket.end();
      await until('the end', () => client.ended || client.closed || null);
      client.socket.destroy();
    }
    const client = await bench.client({ send: 'QUIT\n' });
    await client.seesEnd();
    expect(client.text()).toMatch(/BYE\n$/);
  });
});

describe('opening', () => {
  test('a wrong file fails the endpoint, with the place; mended it opens', async () => {
    const path = rulesFile('[[rule]]\nreply = "{1}"\n');
    const bench = await serve(LAYERS[0] ?? 'portable', { service: 'respond', rules: path });
    expect(bench.server.row()).toMatchObject({
      state: 'FAILED',
      problem: {
        code: 'EBADRULES',
        message: expect.stringMatching(/rules\.toml:2:9: "\{1\}" names/),
      },
    });
    expect(bench.of('endpoint.failed')).toHaveLength(1);
    writeFileSync(path, '[[rule]]\nreply = "{0}"\n');
    await bench.server.open();
    const client = await bench.client({ send: 'mended' });
    await client.receives('mended');
  });
});

describe('by hand', () => {
  test('a client goes to another service and back; one that its server has not is refused', async () => {
    const bench = await respond(LAYERS[0] ?? 'portable', rulesFile('[[rule]]\nreply = "r"'));
    const client = await bench.client({ send: 'a' });
    await client.receives('r');
    const byHand = bench.server.find('c1')?.byHand;
    expect(byHand?.setService('broadcast')).toMatchObject({ code: 'ENOTHERE' });
    expect(byHand?.setService('echo')).toBeNull();
    client.socket.write('b');
    await client.receives('rb');
    expect(byHand?.setService('respond')).toBeNull();
    client.socket.write('c');
    await client.receives('rbr');
  });
});
