// The doctor asked through the engine, on real sockets of the loopback.

import { describe, expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../source/engine/engine.ts';
import { chooseLayer } from '../../../source/engine/kernel/choose.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { Answer } from '../../../source/protocol/commands.ts';
import type { Diagnosis } from '../../../source/protocol/diagnosis.ts';
import { viewRequest } from '../../support/requests.ts';
import { specOf } from './facts.ts';

const LAYERS =
  process.platform === 'linux' ? (['auto', 'portable'] as const) : ['portable' as const];

async function engineOn(layer: 'auto' | 'portable') {
  const sockets = await chooseLayer(layer);
  const engine = new Engine({ clock: systemClock, sockets }, { emit: null, changed: () => {} });
  onTestFinished(async () => {
    await engine.shutdown();
  });
  const open = (spec: string): Promise<Answer> =>
    engine.dispatch({ type: 'open', spec: specOf(spec) });
  /** Joins nothing: the loopback is all that a test may speak on. */
  const ask = (endpoint: string) => engine.dispatch({ type: 'diagnose', endpoint, listen: false });
  return { engine, open, ask };
}

function diagnosed(answer: Answer): Diagnosis {
  if (!answer.ok || answer.diagnosis === undefined) throw new Error(JSON.stringify(answer));
  return answer.diagnosis;
}

const check = ({ findings }: Diagnosis, name: string) =>
  findings.filter((each) => each.check === name);

describe.each(LAYERS)('over the %s layer', (layer) => {
  test('every kind of endpoint is answered, in sentences', async () => {
    const { open, ask } = await engineOn(layer);
    await open('tcp:0');
    await open('udp:0');
    await open('multicast:239.255.0.1:0,interface=loopback');
    await open('tcp-client:1');
    await open('udp-client:9,send=x');
    await open('multicast-sender:239.255.0.1:9,interface=loopback,send=x');
    const kinds = ['tcp', 'udp', 'multicast', 'tcp-client', 'udp-client', 'multicast-sender'];
    const answers = await Promise.all(kinds.map((kind) => ask(`${kind}-1`)));
    for (const [index, answer] of answers.entries()) {
      const { endpoint, findings } = diagnosed(answer);
      expect(endpoint).toBe(`${kinds[index]}-1`);
      expect(check({ endpoint, findings }, 'firewall')).toHaveLength(1);
      for (const { finding, advice } of findings) {
        expect(`${finding}${advice ?? ''}`).not.toMatch(/undefined|null|NaN/);
        expect(finding).toMatch(/^\S.*\.$/);
      }
    }
    const [tcp] = answers.map(diagnosed);
    expect(check(tcp as Diagnosis, 'bound')[0]?.finding).toContain('bound to 127.0.0.1');
  });

  test('what the kernel can not be asked is unknown, never fine', async () => {
    const { open, ask } = await engineOn(layer);
    await open('tcp:0,mode=manual');
    const diagnosis = diagnosed(await ask('tcp-1'));
    const verdict = layer === 'portable' ? 'unknown' : 'ok';
    expect(check(diagnosis, 'handshake')[0]?.verdict).toBe(verdict);
    expect(check(diagnosis, 'port')[0]?.verdict).toBe(verdict);
  });

  test('one that is not there is refused', async () => {
    const { ask } = await engineOn(layer);
    expect(await ask('tcp-7')).toMatchObject({ ok: false, problem: { code: 'ENOENDPOINT' } });
  });

  test('asked twice at once it looks once; the end of the engine ends it', async () => {
    const { engine, open, ask } = await engineOn(layer);
    await open('udp:0');
    const both = [ask('udp-1'), ask('udp-1')];
    await engine.shutdown();
    const [one, other] = (await Promise.all(both)).map(diagnosed);
    expect(one).toBe(other);
    // Not the second and a half of a watch.
    if (layer === 'auto')
      expect(check(one as Diagnosis, 'other-ports')[0]?.finding).toMatch(/0\.[01] s/);
  });
});

test.runIf(process.platform === 'linux')('a port that is taken is said to be by whom', async () => {
  const { engine, open, ask } = await engineOn('auto');
  await open('udp:0');
  const [row] = engine.view(viewRequest()).lists.listen.rows;
  expect((await open(`udp:0.0.0.0:${row?.local.port}`)).ok).toBe(false);
  const diagnosis = diagnosed(await ask('udp-2'));
  expect(diagnosis.findings.map((each) => each.verdict)).toEqual(['trouble', 'trouble']);
  expect(check(diagnosis, 'port')[0]?.finding).toBe(
    `sockscope itself (pid ${process.pid}) has 127.0.0.1:${row?.local.port}.`,
  );
});
