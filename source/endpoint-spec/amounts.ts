// Durations and sizes as people write them: a number and its unit.

import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import { Refusal } from './refusal.ts';

interface Unit {
  readonly name: string;
  readonly worth: number;
}

const DURATIONS: readonly [Unit, ...Unit[]] = [
  { name: 'ms', worth: 1 },
  { name: 's', worth: 1000 },
  { name: 'm', worth: 60_000 },
  { name: 'h', worth: 3_600_000 },
];

const SIZES: readonly [Unit, ...Unit[]] = [
  { name: 'B', worth: 1 },
  { name: 'kB', worth: 1000 },
  { name: 'KiB', worth: 1024 },
  { name: 'MB', worth: 1_000_000 },
  { name: 'MiB', worth: 1 << 20 },
  { name: 'GB', worth: 1_000_000_000 },
  { name: 'GiB', worth: 1 << 30 },
];

/** Timers count milliseconds in 31 bits; 24 days is the longest round duration below that. */
export const LONGEST_MS = 24 * 24 * 3_600_000;
/** SO_RCVBUF is an int that the kernel doubles (socket(7)). */
export const LARGEST_BYTES = 1 << 30;

/**
 * Reads `250ms`, `2s`, `1.5m`, `1h`; `0` needs no unit.
 * @param what names it in the message: `delay`, `--for`…
 * @param also a word that the caller takes as well: `off`
 * @returns whole milliseconds, `least` to 24 days
 * @throws Refusal
 */
export function parseDuration(
  what: string,
  text: string,
  least = 0,
  also: string | null = null,
): number {
  return parseAmount(text, {
    units: DURATIONS,
    least,
    most: LONGEST_MS,
    write: formatDuration,
    mayBe: messages.duration(what, formatDuration(least), formatDuration(LONGEST_MS), also),
  });
}

/**
 * Reads `4MiB`, `64kB`, `1500B`: kB and MB count in thousands, KiB and MiB in 1024s.
 * @returns bytes, 1 to `most`
 * @throws Refusal
 */
export function parseSize(what: string, text: string, most = LARGEST_BYTES): number {
  return parseAmount(text, {
    units: SIZES,
    least: 1,
    most,
    write: formatSize,
    mayBe: messages.size(what, formatSize(1), formatSize(most)),
  });
}

/**
 * Reads `100/s`, or `100`.
 * @returns messages a second, 1 to `most`
 * @throws Refusal
 */
export function parseRate(text: string, most: number): number {
  const [, digits = ''] = /^(\d{1,15})(?:\/s)?$/.exec(text) ?? [];
  const wanted = Number(digits);
  if (digits !== '' && wanted >= 1 && wanted <= most) return wanted;
  const near = Math.min(Math.max(Number.parseInt(text, 10) || 1, 1), most);
  throw new Refusal(messages.rate(text, most, `${near}/s`));
}

/** The shortest exact way to write so many milliseconds: `90s` is `90s`, `60000` is `1m`. */
export function formatDuration(milliseconds: number): string {
  return milliseconds === 0 ? '0' : format(milliseconds, DURATIONS);
}

/** `4MiB`, `64kB`, `1500B`. */
export function formatSize(bytes: number): string {
  return format(bytes, SIZES);
}

function format(amount: number, units: readonly [Unit, ...Unit[]]): string {
  const unit = units.findLast((each) => amount % each.worth === 0) ?? units[0];
  return `${amount / unit.worth}${unit.name}`;
}

interface Amount {
  readonly units: readonly [Unit, ...Unit[]];
  readonly least: number;
  readonly most: number;
  readonly write: (amount: number) => string;
  readonly mayBe: string;
}

function parseAmount(text: string, { units, least, most, write, mayBe }: Amount): number {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)([a-z]*)$/i.exec(text);
  if (match === null) throw new Refusal(messages.unlike(text, mayBe, write(clamp(0))));
  const [, digits = '', name = ''] = match;
  const number = Number(digits);
  const unit = units.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (unit === undefined && !(name === '' && number === 0)) {
    const [first, ...others] = units.map((each) => each.name);
    const near = name === '' ? first : nearest(name, [first as string, ...others]);
    const worth = units.find((each) => each.name === near)?.worth ?? 1;
    throw new Refusal(messages.unlike(text, mayBe, write(clamp(Math.round(number * worth)))));
  }
  const amount = number * (unit?.worth ?? 1);
  if (!Number.isInteger(amount) || amount < least || amount > most) {
    throw new Refusal(messages.unlike(text, mayBe, write(clamp(Math.round(amount)))));
  }
  return amount;

  function clamp(wanted: number): number {
    return Math.min(Math.max(wanted, least), most);
  }
}
