// Waiting for what is waited for, with a deadline, never for a time.

const POLL_MS = 20;
export const DEADLINE_MS = 15_000;

/**
 * Asks again until it gets something.
 * @param probe null or undefined: not yet
 * @param what named in the error, with what `last` shows, once `deadlineMs` has passed
 */
export async function until<Value>(
  what: string,
  probe: () => Value | null | undefined | Promise<Value | null | undefined>,
  last: () => string = () => '',
  deadlineMs = DEADLINE_MS,
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await probe();
    if (value !== null && value !== undefined) return value;
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.\n${last()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
