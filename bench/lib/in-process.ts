// The engine in the bench's own process, without a thread and without a screen: there one view, one
// sample, one look at the kernel can be timed alone.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseSpec } from '../../source/endpoint-spec.ts';
import { Engine } from '../../source/engine/engine.ts';
import { chooseLayer } from '../../source/engine/kernel/choose.ts';
import { systemClock } from '../../source/engine/world.ts';
import type { ListName, ListRequest, View, ViewRequest } from '../../source/protocol/views.ts';
import { quantile } from './compare.ts';
import { root } from './paths.ts';
import { until } from './processes.ts';

/** An engine with these endpoints open, for as long as `use` takes. */
export async function withEngine<Result>(
  specs: readonly string[],
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const world = { clock: systemClock, sockets: await chooseLayer('auto') };
  const engine = new Engine(world, { emit: null, changed: () => {} });
  try {
    for (const spec of specs) await open(engine, spec);
    return await use(engine);
  } finally {
    await engine.shutdown();
  }
}

/** Opens an endpoint; throws where it can't. */
export async function open(engine: Engine, spec: string): Promise<void> {
  const parsed = parseSpec(spec);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const answer = await engine.dispatch({ type: 'open', spec: parsed.spec });
  if (!answer.ok) throw new Error(answer.problem.message);
}

/** What the screen asks for at 80×24, and more endpoints than it shows (source/ui/state/request.ts). */
const HEIGHTS: { readonly [Name in ListName]: number } = {
  listen: 64,
  clients: 8,
  datagrams: 8,
  groups: 3,
  traffic: 3,
};

export function viewRequest(
  lists: { readonly [Name in ListName]?: Partial<ListRequest> } = {},
  frozen = false,
): ViewRequest {
  const ask = (name: ListName): ListRequest => ({
    height: HEIGHTS[name],
    top: 0,
    cursor: { at: 'index', index: 0 },
    filter: '',
    sort: null,
    ...lists[name],
  });
  return {
    serial: 1,
    byHand: true,
    lists: {
      listen: ask('listen'),
      clients: ask('clients'),
      datagrams: ask('datagrams'),
      groups: ask('groups'),
      traffic: ask('traffic'),
    },
    detail: null,
    frozen,
    moment: null,
  };
}

/** The view, as an engine or a picture makes it, once nothing is left to be looked through. */
export function settled(
  from: { view(request: ViewRequest): View; readonly searching: boolean; search(): void },
  request: ViewRequest,
): View {
  from.view(request);
  while (from.searching) from.search();
  return from.view(request);
}

/** How long one call takes, in microseconds: the median of `rounds`, after as many to warm up. */
export function microseconds(rounds: number, step: () => void): number {
  for (let round = 0; round < rounds; round += 1) step();
  const times = Array.from({ length: rounds }, () => once(step));
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}

/** How long this one call takes, in microseconds. */
export function once(step: () => void): number {
  const start = performance.now();
  step();
  return (performance.now() - start) * 1000;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is alive on the heap and in buffers of this process, in bytes. */
export function liveBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Clients in a process of their own (load/hold-clients.mjs): all connected when this resolves. */
export class HeldClients {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  private constructor(port: number, count: number) {
    const file = `${root}/bench/load/hold-clients.mjs`;
    this.#child = spawn(process.execPath, [file, `${port}`, `${count}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = this.#child.stdout;
    if (output !== null) {
      createInterface({ input: output }).on('line', (line) => this.#lines.push(line));
    }
  }

  static async connect(port: number, count: number): Promise<HeldClients> {
    const clients = new HeldClients(port, count);
    await clients.#said('held');
    return clients;
  }

  /** Each sends once. @returns bytes in all, on their way */
  async talk(): Promise<number> {
    this.#child.stdin?.write('talk\n');
    return Number((await this.#said('talked ')).slice('talked '.length));
  }

  /** Resets all of them. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await until('the clients to end', () => this.#gone || null);
  }

  get #gone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #said(start: string): Promise<string> {
    const line = await until(
      `the clients to say «${start}»`,
      () => {
        if (this.#gone) throw new Error('the clients ended');
        return this.#lines.find((one) => one.startsWith(start)) ?? null;
      },
      60_000,
    );
    this.#lines.splice(this.#lines.indexOf(line), 1);
    return line;
  }
}
