// Files on their way: a directory of a test's own, files to send, and what came of them.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { random } from '../../../bench/lib/random.ts';
import type { Transfer } from '../../../source/protocol/transfer.ts';
import { type Bench, bench } from '../outgoing/harness.ts';

/** Gone when the test ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sockscope-files-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function fileOf(data: Buffer): string {
  const path = join(folder(), 'sent.bin');
  writeFileSync(path, data);
  return path;
}

export const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** Always the same; nothing in it that comes again and again. */
export function bytes(length: number, seed = 1): Buffer {
  const next = random(seed);
  const data = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) data[at] = next() * 256;
  return data;
}

export const digits = (length: number): Buffer =>
  Buffer.from(bytes(length).map((byte) => 0x30 + (byte % 10)));

/** What protocols get wrong, by name. */
export const AWKWARD: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['123, all digits', Buffer.from('123')],
  ['zeros in digits', Buffer.from('0000')],
  ['EOF alone', Buffer.from('EOF')],
  ['exactly one block', bytes(1024)],
  ['one block and EOF', Buffer.concat([bytes(1024), Buffer.from('EOF')])],
  ['one byte more than a block', bytes(1025)],
  ['two blocks of zeros', Buffer.alloc(2048)],
  ['5,000 digits', digits(5000)],
  ['50 kB', bytes(50_000)],
];

/** A server that receives files, and where they go. */
export async function receiver(
  layer: 'linux' | 'portable',
  kind: 'tcp' | 'udp',
  options = '',
): Promise<Receiver> {
  const directory = folder();
  const on = await bench(layer);
  await on.open(`${kind}:0,service=file-receive,dir=${directory}${options}`);
  return new Receiver(on, `${kind}-1`, directory);
}

export class Receiver {
  readonly bench: Bench;
  readonly endpoint: string;
  readonly directory: string;

  constructor(on: Bench, endpoint: string, directory: string) {
    this.bench = on;
    this.endpoint = endpoint;
    this.directory = directory;
  }

  get address() {
    return this.bench.row(this.endpoint).local;
  }

  get told() {
    return this.bench.of('file.received');
  }

  transfers(): readonly Transfer[] {
    const detail = this.bench.detail('endpoint', this.endpoint);
    return detail?.of === 'endpoint' ? (detail.transfers ?? []) : [];
  }

  /** @returns what was told of so many files, in the order of their ends */
  async over(count: number) {
    await this.bench.until(`${count} files`, () => this.told.length >= count);
    return this.told;
  }

  async onlyOne() {
    const [told] = await this.over(1);
    if (told === undefined) throw new Error('none was told of');
    return told;
  }

  /** Their names. */
  files(): string[] {
    return readdirSync(this.directory).sort();
  }
}

export const content = (path: string): Buffer => readFileSync(path);
