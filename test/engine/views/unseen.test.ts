import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../source/engine/engine.ts';
import { chooseLayer } from '../../../source/engine/kernel/choose.ts';
import { Unseen } from '../../../source/engine/views/unseen.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { ListRequest, View } from '../../../source/protocol/views.ts';
import { viewRequest } from '../../support/requests.ts';
import { udpSpec } from '../../support/specs.ts';
import { until } from '../../support/wait.ts';
import { datagramRow, udpRow, windowOf } from '../../ui/support/views.ts';

const HEIGHT = 3;
const FOLLOWS: Partial<ListRequest> = { cursor: { at: 'end' }, height: HEIGHT };
const requestOf = (part: Partial<ListRequest> = {}): ListRequest =>
  viewRequest({ datagrams: { ...FOLLOWS, ...part } }).lists.datagrams;

/** Datagrams of two endpoints, one in three of them the second's, and the views made of them. */
function journal() {
  const unseen = new Unseen();
  let end = 0;
  const ofSecond = (sequence: number) => sequence % 3 === 0;
  return {
    unseen,
    come(count: number): void {
      end += count;
    },
    view(part: Partial<ListRequest> = {}): void {
      const from = Math.max(0, end - HEIGHT);
      const keys = Array.from({ length: end - from }, (_, i) => from + i);
      const rows = keys.map((key) =>
        datagramRow({ key: String(key), endpoint: ofSecond(key) ? 'udp-2' : 'udp-1' }),
      );
      const second = Array.from({ length: end }, (_, i) => i).filter(ofSecond).length;
      unseen.shown(windowOf(rows), requestOf(part), end, [
        udpRow({ received: end - second }),
        udpRow({ key: 'udp-2', received: second - 1, sent: 1 }),
      ]);
    },
  };
}

test('what came since the last view, less what this one has of it', () => {
  const { unseen, come, view } = journal();
  view();
  come(2);
  view();
  expect(unseen.total).toBe(0);
  // 2 to 11 came, 9 to 11 are shown.
  come(10);
  view();
  expect(unseen.total).toBe(7);
  expect(unseen.of('udp-2')).toBe(2);
  expect(unseen.of('udp-1')).toBe(5);
  view();
  expect(unseen.total).toBe(7);
});

test.each([
  ['a filter', { filter: 'x' }],
  ['a cursor that stays', { cursor: { at: 'index', index: 0 } }],
  ['a pane without rows', { height: 0 }],
] as const)('what %s hides is hidden by wish', (_what, part) => {
  const { unseen, come, view } = journal();
  view(part);
  come(10);
  view(part);
  come(10);
  view();
  expect(unseen.total).toBe(0);
  come(10);
  view();
  expect(unseen.total).toBe(7);
});

test('so is what comes while the picture is frozen', () => {
  const { unseen, come, view } = journal();
  view();
  unseen.rest();
  come(10);
  view();
  expect(unseen.total).toBe(0);
});

test('of an engine: all datagrams were in a view, or are unseen; none of them is a drop', async () => {
  const sockets = await chooseLayer('auto');
  const engine = new Engine({ clock: systemClock, sockets }, { emit: null, changed: () => {} });
  onTestFinished(async () => void (await engine.shutdown()));
  await engine.dispatch({ type: 'open', spec: udpSpec() });
  const request = viewRequest({ datagrams: FOLLOWS }, { detail: { of: 'endpoint', key: 'udp-1' } });
  const seen = new Set<string>();
  const look = (): View => {
    const view = engine.view(request);
    for (const { key } of view.lists.datagrams.rows) seen.add(key);
    return view;
  };
  const [row] = look().lists.listen.rows;
  const sender = createSocket('udp4');
  onTestFinished(() => void sender.close());
  const count = 40;
  for (let i = 0; i < count; i += 1) {
    sender.send(`datagram ${i}`, row?.local.port as number, '127.0.0.1');
    if (i % 8 === 7) await once(sender, 'message');
  }
  // Echoed, each is two.
  const last = await until('all of them', () => {
    const view = look();
    return view.lists.datagrams.all === 2 * count ? view : null;
  });
  expect(seen.size + last.totals.unseen).toBe(2 * count);
  expect(last.totals.unseen).toBeGreaterThan(0);
  expect(last.detail).toMatchObject({ unseen: last.totals.unseen });
  expect(last.totals).toMatchObject({ multicastUnseen: 0, engineDrops: 0 });
});
