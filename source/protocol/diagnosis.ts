// Why nothing arrives: what the doctor found of one endpoint, check by check.

/** What a check is about. */
export type CheckName =
  | 'opening'
  | 'arriving'
  | 'bound'
  | 'interface'
  | 'membership'
  | 'source'
  | 'reach'
  | 'port'
  | 'gate'
  | 'queue'
  | 'handshake'
  | 'service'
  | 'way'
  | 'reverse-path'
  | 'elsewhere'
  | 'other-ports'
  | 'sender'
  | 'hops'
  | 'peer'
  | 'buffer'
  | 'querier'
  | 'switch'
  | 'firewall';

export type Verdict =
  /** This stops what should arrive, or some of it. */
  | 'trouble'
  /** This would, if things are as they may be elsewhere. */
  | 'possible'
  /** It can't be known here; the finding says why. */
  | 'unknown'
  /** This is not why. */
  | 'ok';

export interface Finding {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** A sentence: what was read from the kernel, or seen at a socket. */
  readonly finding: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
}

export interface Diagnosis {
  readonly endpoint: string;
  /** The most telling first. */
  readonly findings: readonly Finding[];
}
