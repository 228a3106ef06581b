import type { SendSpec } from '../protocol/spec.ts';

/** The counter that a message begins with, in bytes: 0, 4 or 8. */
export function counterBytes({ counter, send, everyMs, perSecond, size }: SendSpec): 0 | 4 | 8 {
  if (counter === 'auto') {
    const something = everyMs !== null || perSecond !== null || size !== null;
    return send === null && something ? 8 : 0;
  }
  return { off: 0 as const, u32be: 4 as const, u64be: 8 as const }[counter];
}

/** Whether it sends anything at all. */
export function sendsSomething(spec: SendSpec): boolean {
  const { send, size, everyMs, perSecond } = spec;
  const asked = send !== null || size !== null || everyMs !== null || perSecond !== null;
  return asked || counterBytes(spec) > 0;
}
