/** Thrown while a spec is read, caught in parseSpec: what part of it can't be meant, and why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
