// One file on its way to us, whatever protocol brings it: the protocol's reader hands over bytes and says
// when it is over; here they are counted, written, given a verdict and told of.

import type { Address } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Transfer, TransferProtocol, Verdict } from '../../protocol/transfer.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import { Rate } from '../rate.ts';
import type { FileStore } from './file-store.ts';
import * as messages from './messages.ts';
import { BEHIND_BYTES, ReceivedFile } from './received-file.ts';

/** What a file is received with. */
export interface ReceptionFacts {
  /** `f1`. */
  readonly key: string;
  readonly remote: Address;
  readonly protocol: TransferProtocol | null;
  /** Null: not heard. */
  readonly announced: number | null;
  /** Bytes that will come at least, as far as is known. */
  readonly least: number;
}

/** What all files of one endpoint are received with. */
export interface ReceptionLimits {
  readonly store: FileStore;
  /** Bytes a file may have. */
  readonly most: number;
  /** Patience with a peer that sends nothing, in milliseconds. */
  readonly stallMs: number;
}

/** Of the endpoint that receives it. */
export type ReceptionContext = Pick<EndpointContext, 'id' | 'world' | 'emit' | 'changed'>;

export interface ReceptionHooks {
  /** It is behind no more. */
  readonly caughtUp: () => void;
  /** It can't go on: the peer is silent, the disk full, the file too long. `finish` is yet to be called. */
  readonly failed: (problem: Problem) => void;
}

export class Reception {
  readonly key: string;
  readonly remote: Address;
  protocol: TransferProtocol | null;
  announced: number | null;
  readonly #limits: ReceptionLimits;
  readonly #context: ReceptionContext;
  readonly #hooks: ReceptionHooks;
  readonly #rate = new Rate();
  readonly #startedAt: number;
  readonly #startedMonotonic: number;
  readonly #making: Promise<void>;
  /** Came before the file was made. */
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #file: ReceivedFile | null = null;
  #received = 0;
  #silence: NodeJS.Timeout | undefined;
  #finishing: Promise<void> | null = null;
  #verdict: Verdict | null = null;
  #problem: Problem | null = null;
  #sha256: string | null = null;
  #endedAt: number | null = null;
  #perSecond: number | null = null;

  constructor(
    { key, remote, protocol, announced, least }: ReceptionFacts,
    limits: ReceptionLimits,
    context: ReceptionContext,
    hooks: ReceptionHooks,
  ) {
    this.key = key;
    this.remote = remote;
    this.protocol = protocol;
    this.announced = announced;
    this.#limits = limits;
    this.#context = context;
    this.#hooks = hooks;
    this.#startedAt = context.world.clock.now();
    this.#startedMonotonic = context.world.clock.monotonic();
    this.#making = this.#make(least);
    this.heard();
  }

  /** So much waits for the disk that no more should come for now. */
  get behind(): boolean {
    return this.#earlyBytes >= BEHIND_BYTES || (this.#file?.behind ?? false);
  }

  /** No more is taken. */
  get over(): boolean {
    return this.#finishing !== null;
  }

  /** Settles when its file has the name that it keeps, once it is over. */
  get finished(): Promise<void> | null {
    return this.#finishing;
  }

  /** Bytes of the file that came. */
  get received(): number {
    return this.#received;
  }

  /** The peer is there: its silence begins anew. @param patienceMs how long it may last */
  heard(patienceMs = this.#limits.stallMs): void {
    clearTimeout(this.#silence);
    if (this.over) return;
    this.#silence = setTimeout(() => this.#silent(patienceMs), patienceMs);
  }

  /** So many bytes of the file have come. */
  count(received: number): void {
    if (this.over) return;
    this.#received = received;
    this.#context.changed();
    const { most } = this.#limits;
    if (received > most) this.#hooks.failed(messages.tooLong(this.remote, most));
  }

  /** The next bytes to write. @param data nobody else's from now on */
  take(data: Buffer): void {
    if (this.over) return;
    if (this.#file === null) {
      this.#early.push(data);
      this.#earlyBytes += data.length;
    } else {
      this.#file.write(data);
    }
  }

  /**
   * It is over. Settles when the file has the name that it keeps.
   * @param problem why it could not be whole
   * @param begins where the file began elsewhere than at the first byte taken: so many at the start are not
   *   its own, or these stand before
   */
  finish(
    verdict: Verdict,
    problem: Problem | null,
    begins?: { readonly cut: number; readonly before: Buffer },
  ): Promise<void> {
    this.#finishing ??= this.#finish(verdict, problem, begins);
    return this.#finishing;
  }

  /** Counts its rate. @param now monotonic milliseconds */
  sample(now: number): void {
    if (this.over) return;
    this.#rate.sample(this.#received, now);
    if (this.#rate.perSecond > 0) this.#perSecond = this.#rate.perSecond;
  }

  row(): Transfer {
    return {
      key: this.key,
      remote: this.remote,
      protocol: this.protocol,
      path: this.#file === null || this.#file.gone ? null : this.#file.path,
      announced: this.announced,
      received: this.#received,
      written: this.#file?.written ?? 0,
      perSecond: this.#perSecond,
      verdict: this.#verdict,
      sha256: this.#sha256,
      problem: this.#problem,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
    };
  }

  async #make(least: number): Promise<void> {
    const { store } = this.#limits;
    const stem = `${this.#context.id}-${compact(this.#startedAt)}`;
    try {
      await this.#checkRoom(least);
      this.#file = await ReceivedFile.create(store, stem, () => this.#caughtUp());
    } catch (error) {
      this.#hooks.failed(messages.notKept(store.directory, error));
      return;
    }
    for (const each of this.#early) this.#file.write(each);
    this.#early = [];
    this.#earlyBytes = 0;
    this.#context.emit({
      type: 'file.started',
      time: this.#startedAt,
      endpoint: this.#context.id,
      file: this.key,
      remote: this.remote,
      path: this.#file.path,
      ...(this.protocol === null ? {} : { protocol: this.protocol }),
      ...(this.announced === null ? {} : { announced: this.announced }),
    });
    this.#hooks.caughtUp();
  }

  /** @throws where it is longer than allowed, or than what the disk has free */
  async #checkRoom(least: number): Promise<void> {
    const { most, store } = this.#limits;
    if (least > most) throw messages.refusal(messages.tooLong(this.remote, most));
    const free = await store.free();
    if (least > free) throw messages.refusal(messages.diskTooSmall(store.directory, least, free));
  }

  #caughtUp(): void {
    const error = this.#file?.error ?? null;
    if (error === null) this.#hooks.caughtUp();
    else if (!this.over) this.#hooks.failed(messages.notKept(this.#limits.store.directory, error));
  }

  #silent(patienceMs: number): void {
    // Who is not read from can't be heard.
    if (this.behind) this.heard(patienceMs);
    else this.#hooks.failed(messages.stalled(this.remote, patienceMs));
  }

  async #finish(
    verdict: Verdict,
    problem: Problem | null,
    begins?: { readonly cut: number; readonly before: Buffer },
  ): Promise<void> {
    clearTimeout(this.#silence);
    const { clock } = this.#context.world;
    const elapsed = clock.monotonic() - this.#startedMonotonic;
    this.#perSecond = elapsed > 0 ? (this.#received * 1000) / elapsed : null;
    await this.#making;
    const file = this.#file;
    if (file !== null && begins !== undefined) await file.beginAgain(begins.cut, begins.before);
    // All that was announced is here: that the peer says no more, or goes, takes nothing from it.
    const reason = verdict === 'complete' && isMereEnd(problem) ? null : problem;
    const whole = verdict === 'complete' && reason === null;
    this.#sha256 = (await file?.close(whole)) ?? null;
    // What did not reach the disk is not there.
    const lost = file === null || file.error !== null;
    this.#verdict = lost && verdict === 'complete' ? 'short' : verdict;
    const { directory } = this.#limits.store;
    this.#problem = lost ? (reason ?? messages.notKept(directory, file?.error)) : reason;
    this.#endedAt = clock.now();
    this.#tell(this.#verdict, this.#endedAt);
    this.#context.changed();
  }

  #tell(verdict: Verdict, time: number): void {
    const { key, remote, protocol, path, announced, received, written } = this.row();
    this.#context.emit({
      type: 'file.received',
      time,
      endpoint: this.#context.id,
      file: key,
      remote,
      ...(protocol === null ? {} : { protocol }),
      ...(path === null ? {} : { path }),
      ...(announced === null ? {} : { announced }),
      received,
      written,
      ...(this.#sha256 === null ? {} : { sha256: this.#sha256 }),
      verdict,
      ...(this.#problem === null ? {} : { problem: this.#problem }),
    });
  }
}

const isMereEnd = (problem: Problem | null): boolean =>
  problem?.code === 'ETIMEDOUT' || problem?.code === 'ECONNABORTED';

/** `20261121T180102`: of a time, what a file name can have everywhere. In UTC. */
function compact(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}
