// An error as plain data: it crosses the thread boundary, stands in a row, and is printed by --json.

export interface Problem {
  /** Stable: an errno name (`EADDRINUSE`) or one of ours (`EBADSPEC`, `ENOENDPOINT`, `EENGINE`…). */
  readonly code: string;
  /** The call or step that failed: `socket`, `bind`, `listen`, `join`, `getaddrinfo`, `spec`… */
  readonly operation: string;
  /** What it was done to, for example `127.0.0.1:65432`; null where nothing was. */
  readonly address: string | null;
  /** One or two plain sentences: what is wrong, and the way out. */
  readonly message: string;
}
