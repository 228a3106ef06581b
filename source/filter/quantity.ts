// Numbers as a filter writes them, with their units.

export interface Quantity {
  /** What each unit is worth; the empty one is what a bare number counts. */
  readonly units: { readonly [unit: string]: number };
  readonly most: number;
  /** The unit that whole values are printed in. */
  readonly unit: string;
  readonly example: string;
}

const ANY = Number.MAX_SAFE_INTEGER;

export const COUNT: Quantity = { units: { '': 1 }, most: ANY, unit: '', example: '10' };
export const PORT: Quantity = { units: { '': 1 }, most: 65_535, unit: '', example: '51514' };
/** In bytes. */
export const SIZE: Quantity = {
  units: {
    '': 1,
    b: 1,
    kb: 1000,
    kib: 1024,
    mb: 1_000_000,
    mib: 1 << 20,
    gb: 1_000_000_000,
    gib: 1 << 30,
  },
  most: ANY,
  unit: '',
  example: '100 or 4KiB',
};
/** In microseconds. */
export const TIME: Quantity = {
  units: { us: 1, ms: 1000, s: 1_000_000 },
  most: ANY,
  unit: 'us',
  example: '500us or 20ms',
};

/** @returns a whole number in the quantity's own unit; null for what is none or too much */
export function readQuantity(text: string, { units, most }: Quantity): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)([a-z]*)$/i.exec(text);
  if (match === null) return null;
  const [, digits = '', unit = ''] = match;
  const name = unit.toLowerCase();
  if (!Object.hasOwn(units, name)) return null;
  const value = Math.round(Number(digits) * (units[name] as number));
  // Half a client is nobody: a fraction needs a unit that it is a part of.
  if (digits.includes('.') && units[name] === 1) return null;
  return value <= most ? value : null;
}
