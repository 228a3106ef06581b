// A front end's handle on an engine in a worker thread: commands with their answers, the newest view,
// events in batches, and what happens when the worker dies. The worker is loaded by URL alone.

import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Command } from '../protocol/commands.ts';
import type { Problem } from '../protocol/problem.ts';
import type { Summary } from '../protocol/summary.ts';
import type { View, ViewRequest } from '../protocol/views.ts';
import type { EngineOptions, FromEngine, ToEngine } from '../protocol/wire.ts';
import type { EngineHandle } from './engine-handle.ts';
import { engineDied, engineGone } from './messages.ts';

/** Set by the bundler; the source tree runs the worker from its TypeScript file. */
declare const SOCKSCOPE_BUNDLED: boolean | undefined;
const workerFile = typeof SOCKSCOPE_BUNDLED === 'undefined' ? '../engine/worker.ts' : './worker.js';

/** How long a stopping engine may take to close its sockets before it is ended all the same. */
const STOP_DEADLINE_MS = 2000;

export interface EngineClient extends EngineHandle {
  /**
   * Events from now on, in batches of JSON Lines (UTF-8). Call `taken` once a batch is written out: the engine skips (and
   * counts) events while too much is under way.
   */
  subscribe(listener: (lines: Uint8Array, taken: () => void) => void): void;
  /** Closes all endpoints and ends the worker; null when it was dead or did not answer in time. */
  stop(): Promise<Summary | null>;
}

/**
 * Of the engine's heap for what was made just now, in MiB: three semi-spaces of 8. V8 would let it grow to
 * 100 and more under load, and a collection of that much takes so long that datagrams are lost meanwhile.
 * With half of this the connections of 512 clients at once outlive each collection, are copied again and
 * again, and take 12 µs each for it instead of 3.
 */
const YOUNG_GENERATION_MIB = 24;

/** Starts an engine in a worker of its own. */
export async function startEngine(options: EngineOptions): Promise<EngineClient> {
  const worker = new Worker(new URL(workerFile, import.meta.url), {
    workerData: options,
    env: withCompiledCode(),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
    name: 'engine',
    // Its stdout and stderr would be written into the middle of a frame.
    stdout: true,
    stderr: true,
  });
  return new WorkerClient(worker);
}

/** A thread looks for compiled code kept between runs only where its environment says so. */
function withCompiledCode(): NodeJS.ProcessEnv {
  const kept = getCompileCacheDir();
  // Node appends a folder named by its version.
  return kept === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(kept) };
}

class WorkerClient implements EngineClient {
  readonly #worker: Worker;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #viewListeners = new Set<(view: View) => void>();
  readonly #deathListeners = new Set<(problem: Problem) => void>();
  #eventListener: ((lines: Uint8Array, taken: () => void) => void) | null = null;
  #nextId = 1;
  #dead: Problem | null = null;
  #stopping = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromEngine) => this.#receive(message));
    worker.on('error', (error) => this.#die(engineDied(error)));
    worker.on('exit', (status) => this.#die(engineDied(new Error(`exit status ${status}`))));
  }

  send(command: Command): Promise<Answer> {
    if (this.#dead !== null) return Promise.resolve({ ok: false, problem: engineGone(this.#dead) });
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#post({ type: 'command', id, command });
    });
  }

  request(request: ViewRequest): void {
    this.#post({ type: 'view-request', request });
  }

  onView(listener: (view: View) => void): () => void {
    this.#viewListeners.add(listener);
    return () => this.#viewListeners.delete(listener);
  }

  onDeath(listener: (problem: Problem) => void): () => void {
    this.#deathListeners.add(listener);
    if (this.#dead !== null) listener(this.#dead);
    return () => this.#deathListeners.delete(listener);
  }

  subscribe(listener: (lines: Uint8Array, taken: () => void) => void): void {
    this.#eventListener = listener;
    this.#post({ type: 'subscribe' });
  }

  async stop(): Promise<Summary | null> {
    this.#stopping = true;
    if (this.#dead !== null) return null;
    const late = deadline(STOP_DEADLINE_MS);
    const answer = await Promise.race([this.send({ type: 'shutdown' }), late.passed]);
    late.cancel();
    await this.#worker.terminate();
    return answer?.ok === true ? (answer.summary ?? null) : null;
  }

  #post(message: ToEngine): void {
    if (this.#dead === null) this.#worker.postMessage(message);
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'answer': {
        const resolve = this.#answers.get(message.id);
        this.#answers.delete(message.id);
        resolve?.(message.answer);
        break;
      }
      case 'view':
        for (const listener of this.#viewListeners) listener(message.view);
        this.#post({ type: 'view-taken' });
        break;
      case 'events': {
        const { batch, lines } = message;
        this.#eventListener?.(lines, () => this.#post({ type: 'events-taken', batch }));
        break;
      }
    }
  }

  #die(problem: Problem): void {
    if (this.#dead !== null) return;
    this.#dead = problem;
    for (const resolve of this.#answers.values()) resolve({ ok: false, problem });
    this.#answers.clear();
    if (this.#stopping) return;
    for (const listener of this.#deathListeners) listener(problem);
  }
}

function deadline(ms: number): { passed: Promise<null>; cancel: () => void } {
  let timer: NodeJS.Timeout;
  const passed = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}
