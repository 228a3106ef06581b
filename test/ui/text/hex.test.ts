import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexRow, hexRowCount, hexRowWidth } from '../../../source/ui/text/hex.ts';

describe('hexRow', () => {
  it('writes offset, bytes and text', () => {
    expect(hexRow('Hello, world\n', 0, 16)).toBe(
      '00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a           Hello, world.   ',
    );
    expect(hexRow('Hello, world\n', 1, 8, 0x100)).toBe(
      '00000108  6f 72 6c 64 0a           orld.   ',
    );
  });

  it('dots what is not printable ASCII', () => {
    expect(hexRow('\x1b[2J\x9b\xff\x7f~', 0, 8).slice(-8)).toBe('.[2J...~');
  });

  it('has one width and gives every byte back', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom<8 | 16>(8, 16),
        (data, perRow) => {
          const latin1 = Buffer.from(data).toString('latin1');
          const rows = Array.from({ length: hexRowCount(data.length, perRow) }, (_, i) =>
            hexRow(latin1, i, perRow),
          );
          for (const row of rows) {
            expect(row).toMatch(/^[\x20-\x7e]*$/);
            expect(row.length).toBe(hexRowWidth(perRow));
          }
          const hex = rows.map((row) => row.slice(10, -perRow - 2).replaceAll(' ', '')).join('');
          expect(hex).toBe(Buffer.from(data).toString('hex'));
        },
      ),
    );
  });

  it('keeps whole the offset of a stream beyond 4 GiB', () => {
    expect(hexRow('a', 0, 8, 2 ** 33)).toMatch(/^200000000 {2}61 /);
  });
});
