// Programs of requests and answers: calculator, name service, next integer, payments. Ours is
// service=respond with the ready rules files.

import { describe, expect, test } from 'vitest';
import { type Bench, bench } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { pressed } from '../support/faults.ts';
import { exampleRules } from '../support/rules-file.ts';
import { course, linesOf, ran, sockscope, text } from './course.ts';

const RUNS = pressed(20, 200);
const LAYER = LAYERS[0] ?? 'portable';
const respond = (kind: 'tcp' | 'udp', name: string, rest = ''): string =>
  `${kind}:0,service=respond,rules=${exampleRules(name)}${rest}`;

/** Tasks, and the answers of the course's calculator. */
const TASKS: readonly (readonly [string, string])[] = [
  ['20 + 10', '30'],
  ['20 - 30', '-10'],
  ['6 * 7', '42'],
  ['84 / 2', '42'],
  ['2 ** 10', '1024'],
  ['1 / 0', 'Divisão por zero não é permitida.'],
];
const REQUESTS = TASKS.map(([request]) => request);
const RESULTS = TASKS.map(([, result]) => result);

/** A client of ours says one after the other, each when the one before was answered. */
async function converse(made: Bench, endpoint: string, requests: readonly string[]) {
  const [client] = made.clients(endpoint);
  const connections = [client?.connection ?? ''];
  const answers: string[] = [];
  for (const request of requests) {
    const before = made.of('connection.received', endpoint).length;
    const payload = { of: 'bytes', data: Buffer.from(request).toString('base64') } as const;
    await made.engine.dispatch({ type: 'send', connections, payload });
    await made.until('the answer', () => made.of('connection.received', endpoint).length > before);
    const answer = made.of('connection.received', endpoint).at(-1)?.data ?? '';
    answers.push(Buffer.from(answer, 'base64').toString());
  }
  return answers;
}

describe('calculator', () => {
  test('by TCP, their client of ours: all requests over one connection', async () => {
    const program = sockscope(respond('tcp', 'calculator'));
    const port = await program.port('tcp-1');
    const client = course('repeat.py', RUNS, 'calculator.py', 'client', port, ...REQUESTS);
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(RUNS).fill(RESULTS).flat());
    const closed = await linesOf(program, 'connection.closed', RUNS);
    expect(closed).toHaveLength(RUNS);
  });

  test('by TCP, our client of theirs', async () => {
    const server = course('calculator.py', 'server', 0);
    const made = await bench(LAYER);
    await made.open(`tcp-client:${await server.port()}`);
    expect(await converse(made, 'tcp-client-1', REQUESTS)).toEqual(RESULTS);
    const [client] = made.clients('tcp-client-1');
    const payload = { of: 'bytes', data: btoa('fim') } as const;
    await made.engine.dispatch({ type: 'send', connections: [client?.connection ?? ''], payload });
    await made.until('the end', () => made.of('connection.closed').length === 1);
    expect(made.of('connection.closed')).toMatchObject([{ cause: 'peer' }]);
    await server.says('over');
  });

  test('by UDP, their clients of ours: each has a port of its own for all its requests', async () => {
    const program = sockscope(respond('udp', 'calculator'));
    const port = await program.port('udp-1');
    for (let client = 0; client < 2; client += 1) {
      const said = await ran('calculator.py', 'udp_client', port, ...REQUESTS);
      expect(said).toEqual(RESULTS.map((result) => `received ${result}`));
    }
    const received = await linesOf(program, 'datagram.received', 2 * TASKS.length);
    const ports = received.map(({ remote }) => remote.port);
    expect(new Set(ports.slice(0, TASKS.length)).size).toBe(1);
    expect(new Set(ports.slice(TASKS.length)).size).toBe(1);
    expect(new Set(ports).size).toBe(2);
  });

  test('by UDP, our two clients of theirs', async () => {
    const server = course('calculator.py', 'udp_server', 0);
    const program = sockscope(`udp-client:${await server.port()},clients=2,send=20 + 10`);
    const received = await linesOf(program, 'datagram.received', 2);
    expect(received.map(text)).toEqual(['30', '30']);
    expect(new Set(await server.saysAll('from', 2)).size).toBe(2);
  });
});

describe('name service', () => {
  const NAME = 'servidorTCP';
  const ANSWER = 'servidorTCP:127.0.0.1:12345';

  test('theirs register and ask ours', async () => {
    const program = sockscope(respond('udp', 'names'));
    const port = await program.port('udp-1');
    await ran('names.py', 'register', port, NAME, '127.0.0.1', 12345);
    await program.line('datagram.received');
    const client = course('repeat.py', RUNS, 'names.py', 'query', port, NAME);
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(RUNS).fill(ANSWER));
    // A registration is not answered.
    await linesOf(program, 'datagram.sent', RUNS);
    expect(await program.stop()).toBe(0);
    expect(program.lines.filter(({ type }) => type === 'datagram.sent')).toHaveLength(RUNS);
  });

  test('ours register and ask theirs', async () => {
    const server = course('names.py', 'server', 0);
    const port = await server.port();
    sockscope(`udp-client:${port},send=register ${NAME} 127.0.0.1 12345`);
    await server.says('registered');
    const program = sockscope(`udp-client:${port},send=${NAME}`);
    expect(text(await program.line('datagram.received'))).toBe(ANSWER);
  });
});

describe('next integer', () => {
  test(`${RUNS} of their clients of ours`, async () => {
    const program = sockscope(respond('tcp', 'next-integer'));
    const port = await program.port('tcp-1');
    const client = course('repeat.py', RUNS, 'integer.py', 'client', port, 5);
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(RUNS).fill('6'));
    for (const line of await linesOf(program, 'connection.closed', RUNS)) {
      expect(line).toMatchObject({ cause: 'local', bytesReceived: 4, bytesSent: 4 });
    }
  });

  test.each([
    ['\\x00\\x00\\x00\\x05', '00000006', '5'],
    ['\\x00\\x00\\x00\\xff', '00000100', '255'],
    ['\\xff\\xff\\xff\\xfe', 'ffffffff', '-2'],
  ])('our client of theirs: %s', async (sent, answered, number) => {
    const server = course('integer.py', 'server', 0);
    const program = sockscope(`tcp-client:${await server.port()},send=${sent}`);
    const received = await program.line('connection.received');
    expect(Buffer.from(received.data, 'base64').toString('hex')).toBe(answered);
    expect(await server.says('received')).toBe(number);
    expect((await program.line('connection.closed')).cause).toBe('peer');
  });
});

describe('payments', () => {
  const GOOD = 'Ana;4111 1111 1111 1111;02/2027;3;100.50';
  const BAD = 'Bia;4111 1111 1111 1111;13/2027;3;100.50';

  test('their client of ours: OK, or FALHA and why', async () => {
    const program = sockscope(respond('tcp', 'payment', ',mode=sequential'));
    const port = await program.port('tcp-1');
    const client = course('repeat.py', RUNS, 'payment.py', 'client', port, GOOD, BAD, GOOD);
    await client.says('repeated');
    const answers = client.said('received');
    expect(answers).toHaveLength(3 * RUNS);
    for (let run = 0; run < answers.length; run += 3) {
      expect(answers.slice(run, run + 3)).toEqual([
        'OK',
        expect.stringMatching(/^FALHA ?:? /),
        'OK',
      ]);
    }
  });

  test('our client of theirs', async () => {
    const server = course('payment.py', 'server', 0);
    const send = `PAGAMENTO\\n3\\n${[GOOD, BAD, GOOD].join('\\n')}\\n`;
    const program = sockscope(`tcp-client:${await server.port()},send=${send}`);
    await program.line('connection.closed');
    const received = program.lines.filter(({ type }) => type === 'connection.received');
    expect(received.map(text).join('')).toBe('OK\nFALHA dados inválidos\nOK\n');
  });
});
