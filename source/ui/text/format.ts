// Numbers and times as people read them. Each function names the widest text it ever returns, so that
// a column can keep its place; what is not known (null), or can't be a quantity, is `--`, never 0.

export const UNKNOWN = '--';

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;
const COUNT_UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** Two significant digits below ten of a unit, whole numbers above; rounding carries to the next unit. */
function scaled(n: number, units: readonly string[]): readonly [number: string, unit: string] {
  let value = n;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const tenths = unit > 0 && value < 9.95;
  const whole = Math.min(Math.round(value), 999);
  return [tenths ? value.toFixed(1) : String(whole), units[unit] as string];
}

function known(n: number | null): n is number {
  return n !== null && Number.isFinite(n) && n >= 0;
}

/** Widest text of `bytes`. */
export const BYTES_WIDTH = 6;

/** A quantity of bytes in decimal units: `120 B`, `1.4 kB`, `2.1 MB`. At most 6 columns. */
export function bytes(n: number | null): string {
  if (!known(n)) return UNKNOWN;
  if (n > 0 && n < 1) return '<1 B';
  return scaled(n, BYTE_UNITS).join(' ');
}

/** Widest text of `rate`. */
export const RATE_WIDTH = 8;

/** Bytes per second: `1.4 kB/s`. At most 8 columns. */
export function rate(bytesPerSecond: number | null): string {
  return known(bytesPerSecond) ? `${bytes(bytesPerSecond)}/s` : UNKNOWN;
}

/** Widest text of `perSecond`. */
export const PER_SECOND_WIDTH = 6;

/** Messages per second: `0.5/s`, `12/s`, `913k/s`. At most 6 columns. */
export function perSecond(n: number | null): string {
  if (!known(n)) return UNKNOWN;
  if (n > 0 && n < 0.05) return '<0.1/s';
  if (n < 9.95 && !Number.isInteger(n)) return `${n.toFixed(1)}/s`;
  return `${scaled(n, COUNT_UNITS).join('')}/s`;
}

/** Widest text of `count`. */
export const COUNT_WIDTH = 7;

/** A count, exact up to 9999999 and then `12M`, `1.2G`. At most 7 columns. */
export function count(n: number | null): string {
  if (!known(n)) return UNKNOWN;
  const whole = Math.round(n);
  return whole <= 9_999_999 ? String(whole) : scaled(whole, COUNT_UNITS).join('');
}

/** Widest text of `age`. */
export const AGE_WIDTH = 8;

const two = (n: number): string => String(n).padStart(2, '0');

/** Time gone by, in milliseconds: `0:12`, `1:02:03`, `2d 03h`, `>999d`. At most 8 columns. */
export function age(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return UNKNOWN;
  // A clock set back between two readings gives a negative age: that is "just now".
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 999) return '>999d';
  if (days > 0) return `${days}d ${two(hours % 24)}h`;
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

/** Widest text of `duration`. */
export const DURATION_WIDTH = 11;

/**
 * A length of time in milliseconds, as a phrase: `250 ms`, `1.2 s`, `41 s`, `2 min 30 s`, `1 h 5 min`,
 * `3 d 4 h`. At most 11 columns.
 */
export function duration(ms: number | null): string {
  if (!known(ms)) return UNKNOWN;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  const tenths = Math.round(ms / 100) / 10;
  if (tenths < 10) return `${tenths} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 9999) return '>9999 d';
  if (days > 0) return pair(days, 'd', hours % 24, 'h');
  if (hours > 0) return pair(hours, 'h', minutes % 60, 'min');
  return minutes > 0 ? pair(minutes, 'min', seconds % 60, 's') : `${seconds} s`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${large} ${largeUnit}`;
  return small === 0 ? head : `${head} ${small} ${smallUnit}`;
}

/** Widest text of `rtt`. */
export const RTT_WIDTH = 8;

/**
 * A round-trip time given in microseconds (TCP_INFO), in milliseconds as ping(8) writes it:
 * `0.045 ms`, `1.24 ms`, `12.4 ms`, `1240 ms`, `124 s`. At most 8 columns.
 */
export function rtt(micros: number | null): string {
  if (!known(micros)) return UNKNOWN;
  const ms = micros / 1000;
  if (ms < 0.9995) return `${ms.toFixed(3)} ms`;
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 99_999.5) return `${Math.round(ms)} ms`;
  // TCP_INFO's field has 32 bits: 4295 s at most.
  return `${Math.min(Math.round(ms / 1000), 999_999)} s`;
}

/** Widest text of `clockTime`. */
export const CLOCK_WIDTH = 12;

/** Local time of day of an instant (milliseconds since the epoch): `12:31:07.214`, 12 columns. */
export function clockTime(epochMs: number | null): string {
  if (epochMs === null) return UNKNOWN;
  const at = new Date(epochMs);
  if (Number.isNaN(at.getTime())) return UNKNOWN;
  const ms = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`;
}
