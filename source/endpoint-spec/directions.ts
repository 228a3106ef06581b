// Options that say something of both directions of a relay, or something else of each: `drop=10%`,
// `drop=up:10%`, `drop=up:10%+down:1%`. A direction that is not named has the default.

import type { PerDirection } from '../protocol/faults.ts';
import { formatSize, parseSize } from './amounts.ts';
import { unlike } from './messages.ts';
import type { Option } from './option.ts';
import { Refusal } from './refusal.ts';
import * as messages from './relay-messages.ts';

/** @param example a value of the option, for what a person reads */
export function perDirection(option: Option, example: string): Option {
  return {
    ...option,
    words: null,
    syntax: `${option.syntax}; up:${example}`,
    read(text) {
      if (!/^(up|down)\b/.test(text)) {
        const both = option.read(text);
        return { up: both, down: both };
      }
      const written = { up: option.default, down: option.default };
      const seen = new Set<string>();
      for (const part of text.split('+')) {
        const [, direction = '', value = ''] = /^(up|down):(.+)$/.exec(part) ?? [];
        if ((direction !== 'up' && direction !== 'down') || seen.has(direction)) {
          throw new Refusal(messages.directions(option.name, text, example));
        }
        seen.add(direction);
        written[direction] = value;
      }
      return { up: option.read(written.up), down: option.read(written.down) };
    },
    write({ up, down }: PerDirection<never>) {
      const written = { up: option.write(up), down: option.write(down) };
      if (written.up === written.down) return written.up;
      return (['up', 'down'] as const)
        .filter((direction) => written[direction] !== option.default)
        .map((direction) => `${direction}:${written[direction]}`)
        .join('+');
    },
  };
}

interface Facts {
  readonly name: string;
  readonly field: string;
  readonly default: string;
  readonly meaning: string;
}

/** 0 to 100, with at most six digits behind the point. */
export function percentOption(facts: Facts): Option {
  return {
    ...facts,
    words: null,
    syntax: '10%, 0.1%',
    read(text) {
      const [, digits = ''] = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text) ?? [];
      const value = text === '0' ? 0 : digits === '' ? Number.NaN : Number(digits);
      if (value >= 0 && value <= 100) return value;
      const near = Math.min(Math.max(Number.parseFloat(text) || 0, 0), 100);
      throw new Refusal(unlike(text, messages.percent(facts.name), writePercent(near)));
    },
    write: writePercent,
  };
}

const writePercent = (value: number): string =>
  value === 0 ? '0' : `${Number(value.toFixed(6))}%`;

/** Bytes a second; null: `off`. */
export function byteRateOption(facts: Facts): Option {
  return {
    ...facts,
    words: null,
    syntax: 'off, 64kB/s',
    read(text) {
      if (text === 'off') return null;
      const [, size = ''] = /^(.+)\/s$/.exec(text) ?? [];
      if (size === '') throw new Refusal(messages.bytesPerSecond(text, '64kB/s'));
      return parseSize(facts.name, size);
    },
    write: (value: number | null) => (value === null ? 'off' : `${formatSize(value)}/s`),
  };
}
