// A call measured where it is made, for whoever wants to hear of it.

import type { CallListener } from './layer.ts';

export interface Wording {
  readonly call: string;
  readonly arguments: readonly (string | number | null)[];
}

/**
 * Makes a call and tells of it, in the time it took. Throws what it throws, and tells of its `code`.
 * @param answer what the call returned, for people
 */
export function makeCall<Result>(
  { called }: CallListener,
  wording: Wording,
  make: () => Result,
  answer: (result: Result) => string = () => '0',
): Result {
  if (called === undefined) return make();
  const tell = teller(called, wording);
  try {
    const result = make();
    tell(answer(result), null);
    return result;
  } catch (error) {
    tell(null, codeOf(error));
    throw error;
  }
}

/** The same for what ends later. */
export async function awaitCall<Result>(
  { called }: CallListener,
  wording: Wording,
  make: () => Promise<Result>,
  answer: (result: Result) => string = () => '0',
): Promise<Result> {
  if (called === undefined) return make();
  const tell = teller(called, wording);
  try {
    const result = await make();
    tell(answer(result), null);
    return result;
  } catch (error) {
    tell(null, codeOf(error));
    throw error;
  }
}

function teller(called: NonNullable<CallListener['called']>, { call, ...wording }: Wording) {
  const begun = performance.now();
  return (answer: string | null, error: string | null): void => {
    const tookMicros = (performance.now() - begun) * 1000;
    const told = wording.arguments.map((each) => (each === null ? null : String(each)));
    called({ call, arguments: told, answer, error, tookMicros });
  };
}

const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException | null)?.code ?? 'EUNKNOWN';
