// The course's three ways to send a file, on either side, with the bugs that they have.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bench } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { AWKWARD, bytes, digits, fileOf, folder, sha256 } from '../engine/transfers/harness.ts';
import { pressed } from '../support/faults.ts';
import type { Line, Program } from '../support/program.ts';
import { until } from '../support/wait.ts';
import { CourseProgram, course, linesOf, ran, sockscope } from './course.ts';

const LAYER = LAYERS[0] ?? 'portable';
const RUNS = pressed(20, 300);
const MIB = 1 << 20;
const LARGE = pressed(8 * MIB, 64 * MIB);

const receiving = (kind: 'tcp' | 'udp', rest = ''): { program: Program; into: string } => {
  const into = folder();
  return { program: sockscope(`${kind}:0,service=file-receive,dir=${into}${rest}`), into };
};

/** Waits until so many files are over. */
const received = (program: Program, count = 1) => linesOf(program, 'file.received', count);

const complete = (data: Buffer) => ({
  announced: data.length,
  received: data.length,
  written: data.length,
  sha256: sha256(data),
  verdict: 'complete',
});

/** What is said is in the file too, under its final name. */
function expectWhole(line: Line | undefined, data: Buffer): void {
  expect(line).toMatchObject(complete(data));
  expect(line?.path).not.toMatch(/\.partial$/);
  const written = readFileSync(line?.path);
  expect(createHash('sha256').update(written).digest('hex')).toBe(sha256(data));
}

/** One of their servers, which writes where it runs. */
function theirServer(program: string): { server: CourseProgram; written: () => Buffer } {
  const place = folder();
  const name = program === 'file_tcp.py' ? 'received_file_tcp.txt' : 'received_file_udp.txt';
  return {
    server: new CourseProgram([program, 'server', '0'], { folder: place }),
    written: () => readFileSync(join(place, name)),
  };
}

const FORMS = [
  { form: 'tcp-size', kind: 'tcp', program: 'file_tcp.py' },
  { form: 'udp-eof', kind: 'udp', program: 'file_udp.py' },
  { form: 'udp-ack', kind: 'udp', program: 'file_udp_ack.py' },
] as const;

describe.each(FORMS)('$form: their client, our server', ({ form, kind, program: script }) => {
  test('every awkward file is whole', async () => {
    const { program } = receiving(kind);
    const port = await program.port(`${kind}-1`);
    for (const [i, [, data]] of AWKWARD.entries()) {
      await ran(script, 'client', port, fileOf(data));
      expectWhole((await received(program, i + 1))[i], data);
    }
    const protocols = program.lines.filter(({ type }) => type === 'file.received');
    // Of an empty file by UDP nothing but size and end comes: the forms are alike.
    expect(new Set(protocols.slice(1).map(({ protocol }) => protocol))).toEqual(new Set([form]));
    expect(await program.stop()).toBe(0);
  });

  test(`${RUNS} of 86 bytes in a row, none lost`, async () => {
    const { program, into } = receiving(kind);
    const port = await program.port(`${kind}-1`);
    const data = digits(86);
    const path = fileOf(data);
    // Over TCP those that the disk is too slow for wait; over UDP nobody can be made to.
    const atOnce = kind === 'tcp' ? RUNS : Math.min(RUNS, 50);
    for (let done = atOnce; done <= RUNS; done += atOnce) {
      await ran('repeat.py', atOnce, script, 'client', port, path);
      await received(program, done);
    }
    for (const line of await received(program, RUNS)) expect(line).toMatchObject(complete(data));
    expect(readdirSync(into)).toHaveLength(RUNS);
    expect(readdirSync(into).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test('two at once are two files', async () => {
    const { program } = receiving(kind);
    const port = await program.port(`${kind}-1`);
    const files = [bytes(100_000, 1), bytes(100_000, 2)];
    await Promise.all(files.map((data) => ran(script, 'client', port, fileOf(data))));
    const sums = (await received(program, 2)).map((line) => line.sha256);
    expect(sums.sort()).toEqual(files.map(sha256).sort());
  });

  test('a large one', async () => {
    const { program } = receiving(kind);
    const port = await program.port(`${kind}-1`);
    // By UDP each block of a kilobyte costs a round trip or, in the first form, a millisecond.
    const data = bytes(form === 'udp-eof' ? pressed(MIB, 64 * MIB) : LARGE);
    const client = course(script, 'client', port, fileOf(data));
    await client.saysAll('success', 1, 200_000);
    expectWhole((await received(program))[0], data);
  });
});

describe('tcp-size: what the course loses', () => {
  const data = digits(86);

  test('theirs to theirs: size and data mostly arrive in one read, and the client calls it a success', async () => {
    const runs = pressed(10, 50);
    let whole = 0;
    for (let run = 0; run < runs; run += 1) {
      const { server, written } = theirServer('file_tcp.py');
      const said = await ran('file_tcp.py', 'client', await server.port(), fileOf(data));
      expect(said).toEqual(['success 86']);
      await until('its end, or what it wrote', () =>
        server.running ? server.said('written')[0] : 'died',
      );
      server.kill();
      if (server.said('announced')[0] === '86' && written().equals(data)) whole += 1;
    }
    expect(whole).toBeLessThan(runs);
  });

  test('123 arrives as 3123: theirs takes it for a size, ours for three digits', async () => {
    const path = fileOf(Buffer.from('123'));
    const { program } = receiving('tcp');
    await ran('repeat.py', RUNS, 'file_tcp.py', 'client', await program.port('tcp-1'), path);
    for (const line of await received(program, RUNS)) {
      expect(line).toMatchObject(complete(Buffer.from('123')));
    }
  });

  test.each([
    'pause',
    'padded',
  ])('a client that theirs takes (%s) is taken by ours', async (size) => {
    const { program } = receiving('tcp');
    const port = await program.port('tcp-1');
    await ran('repeat.py', 5, 'file_tcp.py', 'client', port, fileOf(data), size);
    for (const line of await received(program, 5)) expect(line).toMatchObject(complete(data));
  });
});

describe('our client, their server', () => {
  test.each(['', ',pad=on'])('tcp-size%s, every awkward file', async (pad) => {
    const { server, written } = theirServer('file_tcp.py');
    const port = await server.port();
    const made = await bench(LAYER);
    for (const [i, [, data]] of AWKWARD.entries()) {
      await made.open(`tcp-client:${port},send-file=${fileOf(data)}${pad}`);
      await server.saysAll('written', i + 1);
      expect(written().equals(data)).toBe(true);
    }
    expect(server.said('announced')).toEqual(AWKWARD.map(([, data]) => `${data.length}`));
    const closed = () => made.of('connection.closed');
    await made.until('all to end', () => closed().length === AWKWARD.length);
    expect(new Set(closed().map(({ cause }) => cause))).not.toContain('reset');
  });

  test(`tcp-size: ${RUNS} clients of ours in a row`, async () => {
    const data = digits(86);
    const path = fileOf(data);
    const { server, written } = theirServer('file_tcp.py');
    const port = await server.port();
    const made = await bench(LAYER);
    for (let run = 1; run <= RUNS; run += 1) {
      await made.open(`tcp-client:${port},send-file=${path}`);
      await server.saysAll('written', run);
      expect(written().equals(data)).toBe(true);
      await made.engine.dispatch({ type: 'close', endpoint: `tcp-client-${run}` });
    }
    expect(new Set(server.said('announced'))).toEqual(new Set(['86']));
  });

  test.each([
    ['udp-eof', 'file_udp.py'],
    ['udp-ack', 'file_udp_ack.py'],
  ])('%s, every file that their server can take', async (protocol, script) => {
    const made = await bench(LAYER);
    for (const [name, data] of AWKWARD) {
      // A last block that reads EOF is lost by their first form.
      if (protocol === 'udp-eof' && name.includes('EOF')) continue;
      const { server, written } = theirServer(script);
      const port = await server.port();
      await made.open(`udp-client:${port},send-file=${fileOf(data)},protocol=${protocol}`);
      expect(await server.ended()).toEqual({ status: 0, errors: '' });
      expect(written().equals(data)).toBe(true);
    }
  });

  test('udp-eof: a last block that reads EOF is lost by theirs, and kept by ours', async () => {
    const data = Buffer.concat([bytes(1024), Buffer.from('EOF')]);
    const { server, written } = theirServer('file_udp.py');
    const { program } = receiving('udp');
    for (const port of [await server.port(), await program.port('udp-1')]) {
      await ran('file_udp.py', 'client', port, fileOf(data));
    }
    expect(await server.says('written')).toBe('1024');
    expect(written()).toHaveLength(1024);
    expectWhole((await received(program))[0], data);
  });
});
