// The course's programs with a relay of ours between them, which loses, swaps, repeats and cuts up what
// passes: what their protocols stand, what they do not, and whether ours say so.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RelaySpec } from '../../source/protocol/spec.ts';
import { type Bench, bench, specOf } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { bytes, digits, fileOf, folder, receiver, sha256 } from '../engine/transfers/harness.ts';
import { pressed, SEED } from '../support/faults.ts';
import { CourseProgram, course, ran } from './course.ts';

const LAYER = LAYERS[0] ?? 'portable';
/** As a relay without any. */
const NO_FAULTS = specOf('relay:0,to=9') as RelaySpec;
/** Of each test below; every run has a seed of its own. */
const RUNS = pressed(5, 100);
const LOSSY = 'drop=10%,reorder=10%,duplicate=10%';
/** In seconds: the course's is 1, which a run with so many losses would mostly spend waiting. */
const PATIENCE = 0.03;
const BLOCK = 1024;
/** Of a file of 20 blocks by the first form: its size, them, its end. */
const DATAGRAMS = 22;

const seeds = Array.from({ length: RUNS }, (_, run) => SEED * 1000 + run);

/** Opens a relay to a port. @returns where it listens, and its name */
async function relayTo(made: Bench, to: number, options: string) {
  const answer = await made.open(`relay:0,to=${to},${options}`);
  if (!answer.ok || answer.endpoint === undefined) throw new Error(JSON.stringify(answer));
  return { port: made.row(answer.endpoint).local.port, endpoint: answer.endpoint };
}

const receiving = () => receiver(LAYER, 'udp', ',stall=300ms');
/** What a relay did. */
function onPurpose(made: Bench, relay: string) {
  const { relay: facts } = made.row(relay);
  if (facts === undefined) throw new Error(`${relay} is no relay`);
  return facts.onPurpose;
}

describe('stop and wait, with 10 % lost, 10 % swapped, 10 % doubled each way', () => {
  const data = bytes(20 * BLOCK + 17);

  test(`${RUNS} of their clients, our server: every file is whole`, async () => {
    const path = fileOf(data);
    const files = await receiving();
    const made = files.bench;
    let dropped = 0;
    for (const [run, seed] of seeds.entries()) {
      const { port, endpoint } = await relayTo(
        made,
        files.address.port,
        `transport=udp,${LOSSY},seed=${seed}`,
      );
      const said = await ran('file_udp_ack.py', 'client', port, path, PATIENCE);
      expect(said.at(-1)).toBe(`success ${data.length}`);
      const { announced, verdict, ...rest } = (await files.over(run + 1))[run] ?? {};
      expect(rest).toMatchObject({ received: data.length, sha256: sha256(data) });
      // The size is sent once, unacknowledged: where it is lost nobody can say that this was all.
      expect(verdict).toBe(announced === undefined ? 'suspect' : 'complete');
      const { up, down } = onPurpose(made, endpoint);
      dropped += up.dropped + down.dropped;
      await made.engine.dispatch({ type: 'close', endpoint });
    }
    expect(files.told).toHaveLength(RUNS);
    expect(files.told.some(({ verdict }) => verdict === 'complete')).toBe(true);
    expect(dropped).toBeGreaterThan(RUNS);
  });

  test('our client, our server: the same', async () => {
    const files = await receiving();
    const { port } = await relayTo(
      files.bench,
      files.address.port,
      `transport=udp,${LOSSY},seed=${SEED}`,
    );
    const small = bytes(3 * BLOCK);
    await files.bench.open(`udp-client:${port},send-file=${fileOf(small)}`);
    expect(await files.onlyOne()).toMatchObject({ sha256: sha256(small) });
  });
});

describe('the last acknowledgement is lost', () => {
  const data = bytes(5 * BLOCK);
  /** Four acknowledgements of four bytes pass, the fifth does not. */
  const cut = `transport=udp,cut-after=down:${4 * 4}B`;

  async function afterTheCut(made: Bench, port: number) {
    const relay = await relayTo(made, port, cut);
    const client = course('file_udp_ack.py', 'client', relay.port, fileOf(data), PATIENCE);
    await client.saysAll('again', 3);
    const { endpoint } = relay;
    const lifted = await made.engine.dispatch({ type: 'set-faults', endpoint, faults: NO_FAULTS });
    expect(lifted).toMatchObject({ ok: true });
    return client;
  }

  test('ours keeps acknowledging after the end, so their client comes to its own', async () => {
    const files = await receiving();
    const client = await afterTheCut(files.bench, files.address.port);
    expect(await client.says('success')).toBe(`${data.length}`);
    expect(await files.onlyOne()).toMatchObject({ verdict: 'complete', sha256: sha256(data) });
  });

  test('theirs is gone by then: their client sends the last block for ever', async () => {
    const place = folder();
    const server = new CourseProgram(['file_udp_ack.py', 'server', '0'], { folder: place });
    const made = await bench(LAYER);
    const client = await afterTheCut(made, await server.port());
    expect((await server.ended()).status).toBe(0);
    await client.saysAll('again', client.said('again').length + 10);
    expect(new Set(client.said('again'))).toEqual(new Set(['4']));
    expect(client.said('success')).toEqual([]);
    expect(readFileSync(`${place}/received_file_udp.txt`).equals(data)).toBe(true);
  });
});

describe('blocks without numbers', () => {
  const data = bytes(20 * BLOCK);

  /** One of their clients for each seed, and what ours made of what came. */
  async function through(faults: string) {
    const path = fileOf(data);
    const outcomes = [];
    for (const seed of seeds) {
      const files = await receiving();
      const made = files.bench;
      const options = `transport=udp,${faults},seed=${seed}`;
      const { port, endpoint } = await relayTo(made, files.address.port, options);
      await ran('file_udp.py', 'client', port, path);
      await made.until('all that passed', () => {
        const { up } = onPurpose(made, endpoint);
        const passed = DATAGRAMS - up.dropped + up.duplicated;
        return made.row('udp-1').received === passed;
      });
      await made.until('its end', () => files.transfers().every(({ verdict }) => verdict !== null));
      const refused = made
        .of('endpoint.changed')
        .some(({ endpoint: of, notice }) => of === 'udp-1' && notice?.code === 'EPROTO');
      outcomes.push({ file: files.told[0], refused, up: onPurpose(made, endpoint).up });
      await made.engine.dispatch({ type: 'close', endpoint });
      await made.engine.dispatch({ type: 'close', endpoint: 'udp-1' });
    }
    return outcomes;
  }

  test('lost ones: never called complete, unless all is there', async () => {
    for (const { file, refused, up } of await through('drop=10%')) {
      const whole = file?.sha256 === sha256(data);
      expect(file?.verdict === 'complete').toBe(whole);
      if (whole) continue;
      expect(up.dropped).toBeGreaterThan(0);
      // Without its size no file begins; that too is said.
      if (file === undefined) expect(refused).toBe(true);
      else
        expect(file).toMatchObject({ verdict: 'short', path: expect.stringMatching(/\.partial$/) });
    }
  });

  test('doubled ones: excess', async () => {
    for (const { file, up } of await through('duplicate=20%')) {
      // Its size or its end may be the only one that was.
      if (file?.sha256 === sha256(data)) continue;
      expect(up.duplicated).toBeGreaterThan(0);
      expect(file).toMatchObject({ verdict: 'excess' });
    }
  });

  test('swapped ones: as many bytes, and no protocol here could prove that it is not the file', async () => {
    const outcomes = await through('reorder=30%');
    for (const { file, refused } of outcomes) {
      // A block that came before the size is lost, and said to be.
      expect(file?.verdict === 'short').toBe(refused);
      if (!refused) expect(file?.received).toBe(data.length);
    }
    const mistaken = outcomes.filter(
      ({ file }) => file?.verdict === 'complete' && file.sha256 !== sha256(data),
    );
    expect(mistaken.length).toBeGreaterThan(0);
  });
});

describe('a stream that comes in pieces', () => {
  test.each([
    'chunk=1,jitter=1ms',
    'chunk=7,delay=5ms',
  ])('a file is whole all the same: %s', async (faults) => {
    const files = await receiver(LAYER, 'tcp');
    const { port } = await relayTo(files.bench, files.address.port, `${faults},seed=${SEED}`);
    for (const [run, data] of [digits(86), Buffer.from('123'), bytes(3000)].entries()) {
      await ran('file_tcp.py', 'client', port, fileOf(data));
      const told = (await files.over(run + 1))[run];
      expect(told).toMatchObject({ verdict: 'complete', sha256: sha256(data) });
    }
  });

  test('four bytes one by one are an integer all the same', async () => {
    const server = course('integer.py', 'server', 0);
    const made = await bench(LAYER);
    const relay = await relayTo(made, await server.port(), 'chunk=1,rate=100B/s');
    expect(await ran('integer.py', 'client', relay.port, 5)).toEqual(['received 6']);
  });

  test('one read is not one request: of "hello" the upper-casing server answers what came first', async () => {
    const server = course('upper.py', 'server', 0);
    const made = await bench(LAYER);
    const relay = await relayTo(made, await server.port(), 'chunk=up:1,rate=up:10B/s');
    expect(await ran('upper.py', 'client', relay.port, 'hello')).toEqual(["received b'H'"]);
  });
});
