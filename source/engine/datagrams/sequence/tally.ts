// What numbers in the payload say of datagrams: of one sender, or of all of an endpoint together.

export class Tally {
  /** Datagrams that carried a number. */
  numbered = 0;
  /** Numbers that have not come, up to now: one that comes late takes its gap back. */
  gaps = 0;
  /** Numbers that came again. */
  duplicates = 0;
  /** New numbers that came after a larger one. */
  late = 0;
  /** Times a sender began again. */
  restarts = 0;

  add(more: Tally): void {
    this.numbered += more.numbered;
    this.gaps += more.gaps;
    this.duplicates += more.duplicates;
    this.late += more.late;
    this.restarts += more.restarts;
  }
}
