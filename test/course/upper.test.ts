// Upper-casing for several clients, one after the other, by TCP; and by UDP. Theirs and ours must answer
// alike, to the byte.

import { describe, expect, onTestFinished, test } from 'vitest';
import { bench } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { pressed } from '../support/faults.ts';
import { Namespace } from '../support/namespace.ts';
import { procNetTcp } from '../support/proc.ts';
import { until } from '../support/wait.ts';
import { CourseProgram, course, linesOf, ran, sockscope, sockscopeIn, text } from './course.ts';

const RUNS = pressed(50, 500);
const LAYER = LAYERS[0] ?? 'portable';
const probe = LAYER === 'linux' ? await Namespace.make() : null;
probe?.close();
const allowed = probe !== null;
const LIKE_THEIRS = 'service=upper,strip=on,close=reply,mode=sequential,backlog=5';

/** Lines as they are typed, and the answers of the course's server, as its client says them. */
const ANSWERS = [
  ['hello', "b'HELLO'"],
  ['  Hello, world \t', "b'HELLO, WORLD'"],
  ['café', String.raw`b'CAF\xc3\xa9'`],
  // A blank line gets no byte, only the end.
  ['', "b''"],
  [' \t ', "b''"],
  ['1024', "b'1024'"],
] as const;

/** What is in the kernel's queue and has sent something that nobody has read. */
const waitingUnread = (port: number) => (bytes: number) =>
  until(`${bytes} bytes that wait unread`, () =>
    procNetTcp(port).find(({ inode, unread }) => inode === 0 && unread === bytes),
  );

describe('by TCP', () => {
  test.each(ANSWERS)('theirs and ours answer %j alike', async (line, answer) => {
    const theirs = await course('upper.py', 'server', 0).port();
    const made = await bench(LAYER);
    await made.open(`tcp:0,${LIKE_THEIRS}`);
    const ours = made.row('tcp-1').local.port;
    for (const port of [theirs, ours]) {
      expect(await ran('upper.py', 'client', port, line)).toEqual([`received ${answer}`]);
    }
  });

  test(`${RUNS} of their clients in a row, and we close first each time`, async () => {
    const program = sockscope(`tcp:0,${LIKE_THEIRS}`);
    const port = await program.port('tcp-1');
    const client = course('repeat.py', RUNS, 'upper.py', 'client', port, 'hello');
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(RUNS).fill("b'HELLO'"));
    for (const line of await linesOf(program, 'connection.closed', RUNS)) {
      expect(line).toMatchObject({ cause: 'local', bytesReceived: 6, bytesSent: 5 });
    }
    expect(await program.stop()).toBe(0);
  });

  test('a second request on the same connection finds it closed, there as here', async () => {
    const theirs = await course('upper.py', 'server', 0).port();
    const made = await bench(LAYER);
    await made.open(`tcp:0,${LIKE_THEIRS}`);
    for (const port of [theirs, made.row('tcp-1').local.port]) {
      const client = course('upper.py', 'client', port, 'one', 'two');
      await client.ended();
      // The end, or a reset where our close came before what it sent.
      expect(client.lines[0]).toBe("received b'ONE'");
      expect(client.said('received').slice(1).join()).toMatch(/^(b'')?$/);
    }
  });

  test('theirs: a silent client holds up all others; our clients see it', async () => {
    const server = course('upper.py', 'server', 0);
    const port = await server.port();
    const made = await bench(LAYER);
    await made.open(`tcp-client:${port}`);
    await until('the silent one to be accepted', () =>
      procNetTcp(port).find(({ inode, state }) => state === 'ESTABLISHED' && inode !== 0),
    );
    await made.open(`tcp-client:${port},send=fast`);
    await waitingUnread(port)(4);
    expect(made.of('connection.received')).toEqual([]);
    const [silent] = made.clients('tcp-client-1');
    const payload = { of: 'bytes', data: btoa('slow') } as const;
    await made.engine.dispatch({ type: 'send', connections: [silent?.connection ?? ''], payload });
    await made.until('both to be answered', () => made.of('connection.closed').length === 2);
    const answered = (endpoint: string) =>
      made.of('connection.received', endpoint).map(({ data }) => atob(data));
    expect(answered('tcp-client-1')).toEqual(['SLOW']);
    expect(answered('tcp-client-2')).toEqual(['FAST']);
    const ports = made.of('connection.connected').map(({ local }) => `${local.port}`);
    expect(await server.saysAll('served', 2)).toEqual(ports);
  });

  test('ours, sequential: the same; they see it', async () => {
    const program = sockscope(`tcp:0,${LIKE_THEIRS}`);
    const port = await program.port('tcp-1');
    const silent = course('upper.py', 'silent', port);
    const { connection } = await program.line('connection.accepted');
    const fast = course('upper.py', 'client', port, 'fast');
    const queued = await program.line('connection.queued');
    await waitingUnread(port)(5);
    expect(fast.lines).toEqual([]);
    silent.tell('slow');
    expect(await fast.says('received')).toBe("b'FAST'");
    expect(await silent.says('received')).toBe("b'SLOW'");
    const [, accepted] = await linesOf(program, 'connection.accepted', 2);
    expect(accepted?.remote).toEqual(queued.remote);
    expect(accepted?.waitedMs).toBeGreaterThan(0);
    const order = program.lines.map((line) => `${line.type} ${line.connection}`);
    expect(order.indexOf(`connection.sent ${connection}`)).toBeLessThan(
      order.indexOf(`connection.accepted ${accepted?.connection}`),
    );
  });

  test('ours, concurrent: the fast one is answered while the slow one is silent', async () => {
    const program = sockscope(`tcp:0,${LIKE_THEIRS.replace('sequential', 'concurrent')}`);
    const port = await program.port('tcp-1');
    const silent = course('upper.py', 'silent', port);
    await program.line('connection.accepted');
    expect(await ran('upper.py', 'client', port, 'fast')).toEqual(["received b'FAST'"]);
    expect(silent.said('received')).toEqual([]);
    silent.tell('slow');
    expect(await silent.says('received')).toBe("b'SLOW'");
  });

  test.runIf(LAYER === 'linux')(
    'eight silent clients of ours: theirs serves one, six are queued, one times out (needs the kernel)',
    async () => {
      const server = course('upper.py', 'server', 0);
      const port = await server.port();
      const made = await bench(LAYER);
      await made.open(`tcp-client:${port}`);
      await until('the first to be accepted', () =>
        procNetTcp(port).find(({ inode, state }) => state === 'ESTABLISHED' && inode !== 0),
      );
      await made.open(`tcp-client:${port},clients=6`);
      await made.until('six more', () => made.row('tcp-client-2').clients === 6);
      await until('six in the queue of five', () =>
        procNetTcp(port).find(({ state, unread }) => state === 'LISTEN' && unread === 6),
      );
      const eighth = await made.open(`tcp-client:${port},connect-timeout=300ms`);
      expect(eighth).toMatchObject({ ok: false, problem: { code: 'ETIMEDOUT' } });
    },
  );

  test.runIf(LAYER === 'linux')(
    'eight silent clients of theirs: ours serves one, shows six queued of five, one times out (needs the kernel)',
    async () => {
      const made = await bench(LAYER);
      await made.open(`tcp:0,${LIKE_THEIRS}`);
      const { port } = made.row('tcp-1').local;
      const first = course('upper.py', 'silent', port);
      await made.until('the first', () => made.row('tcp-1').clients === 1);
      const others = course('upper.py', 'silent', port, 7, 0.3);
      await others.says('timed-out');
      expect(others.said('connected')).toHaveLength(6);
      await made.until('six to wait', () => made.row('tcp-1').queueDepth === 6);
      expect(made.row('tcp-1')).toMatchObject({ backlog: 5, clients: 1 });
      const states = made.clients('tcp-1').map(({ state }) => state);
      expect(states.filter((state) => state === 'QUEUED')).toHaveLength(6);
      first.tell('go on');
      others.tell('go on');
      for (const answer of await others.saysAll('received', 6)) expect(answer).toBe("b'GO ON'");
    },
  );

  // In a namespace of its own: a busy host may have too many in TIME_WAIT to make one more.
  test.runIf(allowed)(
    'who closes first has TIME_WAIT on his port: theirs cannot begin again, ours can (needs namespaces)',
    async () => {
      const within = await Namespace.make();
      if (within === null) throw new Error('no namespace, though there was one before');
      onTestFinished(() => within.close());
      const theirs = new CourseProgram(['upper.py', 'server', '65432'], { within });
      const ours = sockscopeIn(within, 'tcp:65433,service=upper,strip=on,close=reply');
      await theirs.port();
      await ours.port('tcp-1');
      for (const port of [65432, 65433]) {
        const client = sockscopeIn(within, `tcp-client:${port},send=hello`);
        // Its FIN answers the server's.
        expect((await client.line('connection.closed')).cause).toBe('peer');
      }
      await ours.line('connection.closed');
      await theirs.says('served');
      theirs.kill();
      await theirs.ended();
      await ours.stop();
      const again = new CourseProgram(['upper.py', 'server', '65432'], { within });
      const { status, errors } = await again.ended();
      expect(status).toBe(1);
      expect(errors).toContain('Address already in use');
      const program = sockscopeIn(within, 'tcp:65433', 'tcp:65432');
      expect((await program.line('endpoint.listening')).endpoint).toBe('tcp-1');
      // Both would need SO_REUSEADDR, the one before too (socket(7)): on theirs ours can't either.
      const failed = await program.line('endpoint.failed');
      expect(failed).toMatchObject({ endpoint: 'tcp-2', error: { code: 'EADDRINUSE' } });
    },
  );
});

describe('by UDP', () => {
  const LINES = ANSWERS.map(([line]) => line);
  const SAID = ANSWERS.map(([, answer]) => answer);

  test('theirs and ours answer alike; a blank one gets an empty datagram', async () => {
    const theirs = await course('upper_udp.py', 'server', 0).port();
    const program = sockscope('udp:0,service=upper,strip=on');
    const ours = await program.port('udp-1');
    for (const port of [theirs, ours]) {
      const client = course('upper_udp.py', 'client', port, ...LINES);
      expect(await client.saysAll('received', LINES.length)).toEqual(SAID);
    }
    const sent = await linesOf(program, 'datagram.sent', LINES.length);
    expect(sent.map(({ bytes }) => bytes)).toEqual([5, 12, 5, 0, 0, 4]);
  });

  test(`${RUNS} of their clients in a row, each from a port of its own`, async () => {
    const program = sockscope('udp:0,service=upper,strip=on');
    const port = await program.port('udp-1');
    const client = course('repeat.py', RUNS, 'upper_udp.py', 'client', port, 'hello');
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(RUNS).fill("b'HELLO'"));
    const received = await linesOf(program, 'datagram.received', RUNS);
    expect(received.map(({ remote }) => `${remote.port}`)).toEqual(client.said('sent'));
  });

  test('our client of theirs; of a long datagram theirs answers 8192 bytes, ours all', async () => {
    const theirs = await course('upper_udp.py', 'server', 0).port();
    const made = await bench(LAYER);
    await made.open('udp:0,service=upper,strip=on');
    const long = 'x'.repeat(9000);
    for (const port of [theirs, made.row('udp-1').local.port]) {
      await made.open(`udp-client:${port},send=${long}`);
    }
    const answered = (endpoint: string) => made.of('datagram.received', endpoint);
    await made.until('both answers', () =>
      ['udp-client-1', 'udp-client-2'].every((key) => answered(key).length === 1),
    );
    expect(answered('udp-client-1')[0]?.bytes).toBe(8192);
    expect(answered('udp-client-2')[0]?.bytes).toBe(9000);
  });

  test('without a server theirs waits for ever; ours says that nobody listens', async () => {
    const nobody = sockscope('udp:0,service=none');
    const port = await nobody.port('udp-1');
    await nobody.stop();
    const theirs = course('upper_udp.py', 'client', port, 'hello');
    await theirs.says('sent');
    const program = sockscope(`udp-client:${port},send=hello`);
    const changed = await program.line('endpoint.changed', ({ notice }) => notice !== undefined);
    expect(changed.notice.code).toBe('ECONNREFUSED');
    expect(theirs.running).toBe(true);
    expect(theirs.said('received')).toEqual([]);
  });

  test('our datagram is what theirs answers', async () => {
    const port = await course('upper_udp.py', 'server', 0).port();
    const program = sockscope(`udp-client:${port},send=caf\\xc3\\xa9 \\n`);
    expect(text(await program.line('datagram.received'))).toBe('CAFé');
  });
});
