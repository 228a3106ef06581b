// An engine with outgoing endpoints under test, over either layer: all of it, since one side meets the other.

import { onTestFinished } from 'vitest';
import { parseSpec } from '../../../source/endpoint-spec.ts';
import { Engine } from '../../../source/engine/engine.ts';
import type { SocketLayer } from '../../../source/engine/kernel/layer.ts';
import { type Clock, systemClock } from '../../../source/engine/world.ts';
import type { Address } from '../../../source/protocol/address.ts';
import type { Answer, Payload } from '../../../source/protocol/commands.ts';
import type { EngineEvent } from '../../../source/protocol/events.ts';
import type { EndpointSpec } from '../../../source/protocol/spec.ts';
import type {
  ClientRow,
  DatagramRow,
  Detail,
  ListenRow,
  View,
} from '../../../source/protocol/views.ts';
import { viewRequest } from '../../support/requests.ts';
import { until } from '../../support/wait.ts';
import { layerOf } from '../tcp/harness.ts';

export function specOf(text: string): EndpointSpec {
  const parsed = parseSpec(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.spec;
}

/** Also of those that share their fields with others (datagrams received and sent). */
type EventOf<Type> = EngineEvent extends infer Each
  ? Each extends { readonly type: infer Types }
    ? Type extends Types
      ? Each
      : never
    : never
  : never;

export class Bench {
  readonly engine: Engine;
  readonly events: EngineEvent[] = [];

  constructor(sockets: SocketLayer, clock: Clock) {
    this.engine = new Engine(
      { clock, sockets },
      { emit: (event) => void this.events.push(event), changed: () => {} },
    );
  }

  open(text: string): Promise<Answer> {
    return this.engine.dispatch({ type: 'open', spec: specOf(text) });
  }

  /** One datagram of text by hand. */
  sendTo(endpoint: string, to: Address, text: string): Promise<Answer> {
    const payload: Payload = { of: 'bytes', data: Buffer.from(text).toString('base64') };
    return this.engine.dispatch({ type: 'send-to', endpoint, to, payload });
  }

  of<Type extends EngineEvent['type']>(type: Type, endpoint?: string): EventOf<Type>[] {
    return this.events.filter(
      (event): event is EventOf<Type> =>
        event.type === type &&
        (endpoint === undefined || ('endpoint' in event && event.endpoint === endpoint)),
    );
  }

  view(): View {
    return this.engine.view(viewRequest());
  }

  row(key: string): ListenRow {
    const row = this.view().lists.listen.rows.find((each) => each.key === key);
    if (row === undefined) throw new Error(`no row ${key}`);
    return row;
  }

  clients(endpoint: string): ClientRow[] {
    return this.view().lists.clients.rows.filter((row) => row.endpoint === endpoint);
  }

  datagrams(list: 'datagrams' | 'traffic', endpoint: string): DatagramRow[] {
    return this.view().lists[list].rows.filter((row) => row.endpoint === endpoint);
  }

  detail(of: 'endpoint' | 'connection', key: string): Detail | null {
    return this.engine.view(viewRequest({}, { detail: { of, key } })).detail;
  }

  /** Of the newest datagram of a list. */
  newest(list: 'datagrams' | 'traffic'): Detail | null {
    const key = this.view().lists[list].rows.at(-1)?.key ?? '';
    return this.engine.view(viewRequest({}, { detail: { of: 'datagram', list, key } })).detail;
  }

  /** Samples, as the worker does, until it holds. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await until(
      what,
      () => {
        this.engine.sample();
        return holds() || null;
      },
      () => JSON.stringify({ rows: this.view().lists.listen.rows, events: this.events.slice(-10) }),
    );
  }
}

/** Shut down when the test ends. */
export async function bench(
  layer: 'linux' | 'portable',
  change: (sockets: SocketLayer) => SocketLayer = (sockets) => sockets,
  clock: Clock = systemClock,
): Promise<Bench> {
  const made = new Bench(change(await layerOf(layer)), clock);
  onTestFinished(async () => {
    await made.engine.shutdown();
  });
  return made;
}
