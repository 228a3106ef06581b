/** RFC 863: reads and drops. */
export const discard = (): null => null;
