// Serves one client and prints the timelines of server and client as JSON: run under strace, to compare.

import { connect } from 'node:net';
import { parseSpec } from '../../../source/endpoint-spec.ts';
import { Engine } from '../../../source/engine/engine.ts';
import { chooseLayer } from '../../../source/engine/kernel/choose.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { EngineEvent } from '../../../source/protocol/events.ts';
import { viewRequest } from '../../support/requests.ts';

const world = { clock: systemClock, sockets: await chooseLayer('auto') };
const closed = Promise.withResolvers<void>();
const emit = ({ type }: EngineEvent): void => {
  if (type === 'connection.closed') closed.resolve();
};
const engine = new Engine(world, { emit, changed: () => {} });
const parsed = parseSpec('tcp:127.0.0.1:0,backlog=7');
if (!parsed.ok) throw new Error(parsed.problem.message);
await engine.dispatch({ type: 'open', spec: parsed.spec });
const { port } = engine.view(viewRequest()).lists.listen.rows[0]?.local ?? { port: 0 };
const client = connect({ host: '127.0.0.1', port });
client.write('twelve bytes');
client.once('data', () => client.end());
await closed.promise;
for (const [of, key] of [
  ['endpoint', 'tcp-1'],
  ['connection', 'c1'],
] as const) {
  const timeline = { top: 0, height: 50, cursor: { at: 'end' } } as const;
  const { detail } = engine.view(viewRequest({}, { detail: { of, key, timeline } }));
  console.log(JSON.stringify(detail !== null && 'timeline' in detail ? detail.timeline : null));
}
await engine.shutdown();
