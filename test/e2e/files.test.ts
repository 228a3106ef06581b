// The built program receives files, and is harmed while it does.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { bytes, fileOf, folder, sha256 } from '../engine/transfers/harness.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const running: Program[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const program of running.splice(0)) await program.stop('SIGKILL');
});

function start(...args: ConstructorParameters<typeof Program>): Program {
  const program = new Program(...args);
  running.push(program);
  return program;
}

function client(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

/** Bytes that a directory's files have. */
const sizeOf = (directory: string): number =>
  readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);

test('one side sends 4 MB over TCP and some over UDP, the other has them', async () => {
  const directory = folder();
  const [large, small] = [bytes(4_000_000), bytes(300_000)];
  const receiver = start([
    `tcp:0,service=file-receive,dir=${directory}`,
    `udp:0,service=file-receive,dir=${directory}`,
    '--json',
  ]);
  const [tcp, udp] = [await receiver.port('tcp-1'), await receiver.port('udp-1')];
  start([`tcp-client:${tcp},send-file=${fileOf(large)}`, '--json']);
  start([`udp-client:${udp},send-file=${fileOf(small)}`, '--json']);
  for (const [endpoint, protocol, data] of [
    ['tcp-1', 'tcp-size', large],
    ['udp-1', 'udp-ack', small],
  ] as const) {
    const line = await receiver.line('file.received', (each) => each.endpoint === endpoint);
    expect(line).toMatchObject({
      protocol,
      announced: data.length,
      received: data.length,
      written: data.length,
      sha256: sha256(data),
      verdict: 'complete',
    });
    expect(sha256(readFileSync(line.path))).toBe(line.sha256);
  }
});

test('killed in the middle it leaves no half file under a final name', async () => {
  const directory = folder();
  const program = start([`tcp:0,service=file-receive,dir=${directory}`, '--json']);
  const port = await program.port('tcp-1');
  // One is whole by then.
  const whole = client(port);
  whole.end('5hello');
  const { path } = await program.line('file.received');
  const socket = client(port);
  const data = Buffer.alloc(1 << 20, 'x');
  socket.write('1000000000');
  const more = (): void => {
    while (!socket.destroyed && socket.write(data));
  };
  socket.on('drain', more);
  more();
  await until('some of it on the disk', () => sizeOf(directory) > 8 << 20 || null);
  await program.stop('SIGKILL');
  const names = readdirSync(directory).sort();
  expect(names).toHaveLength(2);
  expect(
    names.filter((name) => !name.endsWith('.partial')).map((name) => join(directory, name)),
  ).toEqual([path]);
  expect(readFileSync(path, 'latin1')).toBe('hello');
});

/** Whether this user may mount something in a namespace of his own. */
const mounts = spawnSync('unshare', ['-rm', 'true'], { stdio: 'ignore' }).status === 0;

/** With the directory a file system of its own, there alone. */
const mounted = (directory: string, options: string): readonly string[] => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o ${options} none ${directory} && exec "$@"`,
  'sh',
];

test.runIf(mounts)(
  'a disk that is full ends the file with a sentence, and nothing is lost in silence',
  async () => {
    const directory = folder();
    const program = start(
      [
        `udp:0,service=file-receive,dir=${directory}`,
        `tcp:0,service=file-receive,dir=${directory}`,
        '--json',
      ],
      {},
      mounted(directory, 'size=2m'),
    );
    const port = await program.port('tcp-1');
    const refused = client(port);
    refused.write('50000000');
    expect(await program.line('file.received')).toMatchObject({
      verdict: 'short',
      written: 0,
      problem: { code: 'ENOSPC', message: expect.stringContaining('announced') },
    });
    // Two that each fit, and not both.
    const both = [client(port), client(port)];
    for (const socket of both) socket.write(`1500000${'x'.repeat(700_000)}`);
    await program.line('file.started', (line) => line.file === 'f3');
    for (const socket of both) socket.end(Buffer.alloc(800_000, 'y'));
    const line = await program.line(
      'file.received',
      ({ file, problem }) => file !== 'f1' && problem?.code === 'ENOSPC',
    );
    expect(line).toMatchObject({ verdict: 'short', path: expect.stringMatching(/\.partial$/) });
    expect(line.written).toBeLessThan(1_500_000);
  },
);

test.runIf(mounts)('a directory that may not be written to is said at once', async () => {
  const directory = folder();
  const spec = `udp:0,service=file-receive,dir=${directory}`;
  const program = start([spec, '--json'], {}, mounted(directory, 'ro'));
  const { error } = await program.line('endpoint.failed');
  expect(error).toMatchObject({ code: 'EROFS', message: expect.stringContaining(directory) });
});
