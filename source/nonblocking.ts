// Node stops the whole thread until a terminal has taken what is written to it (see "A note on process
// I/O" in its documentation): one that nobody reads, by Ctrl-S or because its connection hangs, would stop
// keys and signals as well, and leave SIGKILL alone to end the program.

/** What Node keeps to itself. */
interface Handle {
  readonly setBlocking?: (blocking: boolean) => unknown;
}

/** From now on what is written may wait, as it does for a pipe: `writableLength` is what waits. */
export function letWritesWait(stream: NodeJS.WriteStream): void {
  (stream as { _handle?: Handle })._handle?.setBlocking?.(false);
}
