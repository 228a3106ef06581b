// TCP clients by the thousand, in a process of their own (crowd.py).

import { Ordered } from './orders.ts';
import { until } from './wait.ts';

export interface Standing {
  readonly connecting: number;
  readonly connected: number;
  /** Refused, or timed out. */
  readonly failed: number;
  /** Ended by the server's RST, and by its FIN. */
  readonly reset: number;
  readonly ended: number;
  /** Who said something and got all of it back, and who got something else. */
  readonly answered: number;
  readonly wrong: number;
}

export class Crowd {
  readonly #process = new Ordered('crowd.py');
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** So many more begin to connect. */
  connect(count: number): Promise<void> {
    return this.#process.order('connect', this.#port, count);
  }

  look(): Promise<Standing> {
    return this.#process.order('look');
  }

  /** All that are connected say it. */
  say(text: string): Promise<void> {
    return this.#process.order('say', text);
  }

  /** So many of those that were answered go. */
  leave(count: number, how: 'close' | 'reset'): Promise<void> {
    return this.#process.order('leave', count, how);
  }

  /**
   * They send what the kernel takes, and read nothing any more.
   * @returns how many bytes that was this time
   */
  flood(): Promise<number> {
    return this.#process.order('flood');
  }

  /** One client to each port, gone at once. @returns how many got a connection */
  passBy(ports: readonly number[], how: 'close' | 'reset'): Promise<number> {
    return this.#process.order('pass-by', ports, how);
  }

  /** Waits until they stand like that. */
  async until(what: string, holds: (standing: Standing) => boolean): Promise<Standing> {
    let last: Standing | null = null;
    const probe = async () => {
      last = await this.look();
      return holds(last) ? last : null;
    };
    return until(what, probe, () => JSON.stringify(last));
  }

  /** All gone at once: the kernel closes what the process held. */
  kill(): void {
    this.#process.kill();
  }
}
