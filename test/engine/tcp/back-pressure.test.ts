import { describe, expect, test } from 'vitest';
import { DELAYED_BYTES, DELAYED_REPLIES } from '../../../source/engine/tcp/delayed-replies.ts';
import { until } from '../../support/wait.ts';
import { type Bench, type Client, LAYERS, serve } from './harness.ts';

/** Far more than the kernel's buffers of both directions hold. */
const FLOOD = 64 << 20;

/** Sends until nobody takes it any more: all of it in the client's hands, none in a hurry. */
function flood(client: Client, bytes: number): { sent: number } {
  const chunk = Buffer.alloc(64 << 10, 'flood ');
  const state = { sent: 0 };
  const more = (): void => {
    while (state.sent < bytes) {
      state.sent += chunk.length;
      if (!client.socket.write(chunk)) {
        client.socket.once('drain', more);
        return;
      }
    }
    client.socket.end();
  };
  more();
  return state;
}

/** Waits until the server has stopped reading: the same count over many looks. */
async function stalled(bench: Bench): Promise<number> {
  let last = -1;
  let same = 0;
  await bench.until('reading to stop', () => {
    const { bytesReceived } = bench.server.row();
    same = bytesReceived === last && bytesReceived > 0 ? same + 1 : 0;
    last = bytesReceived;
    return same >= 10;
  });
  return last;
}

describe.each(LAYERS)('back-pressure over the %s layer', (layer) => {
  test(
    'a peer that does not read is not read from; nothing is lost when it reads again',
    { timeout: 60_000 },
    async () => {
      const bench = await serve(layer, {}, { wantsEvents: false });
      const client = await bench.client({ read: false });
      const state = flood(client, FLOOD);
      await bench.until('back-pressure', () => bench.rows()[0]?.backPressure === true);
      await stalled(bench);
      const { bytesReceived, bytesSent } = bench.server.row();
      expect(state.sent).toBeLessThan(FLOOD);
      // What the program itself holds is what it read and could not pass on.
      expect(bytesReceived - bytesSent).toBeLessThan(1 << 20);

      client.read();
      await until('all of it back', () => client.ended || null, undefined, 45_000);
      expect(client.bytes).toBe(state.sent);
      await bench.until('its end', () => bench.of('connection.closed').length === 1);
      expect(bench.of('connection.closed')[0]).toMatchObject({
        cause: 'peer',
        bytesReceived: state.sent,
        bytesSent: state.sent,
      });
      expect(bench.rows()[0]?.backPressure).toBe(false);
    },
  );

  test('delayed answers are bounded: above that it stops reading', async () => {
    const bench = await serve(layer, { delayMs: 60_000 }, { wantsEvents: false });
    const client = await bench.client();
    flood(client, FLOOD);
    const held = await stalled(bench);
    expect(bench.rows()[0]?.backPressure).toBe(true);
    // One read on top of the limit, and one that was under way.
    expect(held).toBeGreaterThanOrEqual(DELAYED_BYTES);
    expect(held).toBeLessThan(DELAYED_BYTES + 4 * (64 << 10));
    expect(client.bytes).toBe(0);
  });

  test('a delayed stream longer than the limit comes back whole', async () => {
    const bench = await serve(layer, { delayMs: 10 }, { wantsEvents: false });
    const client = await bench.client();
    const state = flood(client, 4 << 20);
    await client.seesEnd();
    expect(client.bytes).toBe(state.sent);
  });

  test('a hurry of tiny messages is bounded by count', async () => {
    const bench = await serve(layer, { delayMs: 60_000 }, { wantsEvents: false });
    const client = await bench.client();
    client.socket.setNoDelay(true);
    let hurrying = true;
    // One in each turn of the loop, so that the server, whose loop it is too, may read them one by one.
    const hurry = () => {
      client.socket.write('.', (error) => {
        if (hurrying && !error) setImmediate(hurry);
      });
    };
    hurry();
    await bench
      .until('back-pressure', () => bench.rows()[0]?.backPressure === true)
      .finally(() => {
        hurrying = false;
      });
    expect(bench.server.row().bytesReceived).toBeGreaterThanOrEqual(DELAYED_REPLIES);
  });

  test('an idle limit ends a peer that never reads', async () => {
    const bench = await serve(layer, { idleMs: 200 }, { wantsEvents: false });
    const client = await bench.client({ read: false });
    flood(client, FLOOD);
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('idle');
  });
});
