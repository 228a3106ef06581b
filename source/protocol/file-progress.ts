import type { Problem } from './problem.ts';

/** How far a file has gone that is sent to a connection. */
export interface FileProgress {
  /** As it was typed. */
  readonly path: string;
  /** Bytes that the kernel has taken, and the file's when it was opened. */
  readonly sent: number;
  readonly size: number;
  readonly state: 'sending' | 'sent' | 'stopped';
  /** Why it stopped. */
  readonly problem: Problem | null;
}
