import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asBase64, asCArray, asHex, asText } from '../../../source/ui/copy/payload.ts';
import { anyLatin1 } from '../dialogs/support.ts';

describe('payload for other programs', () => {
  test('is the same bytes in hex, base64 and C', () => {
    fc.assert(
      fc.property(anyLatin1, (latin1) => {
        const bytes = Buffer.from(latin1, 'latin1');
        expect(Buffer.from(asHex(latin1), 'hex')).toEqual(bytes);
        expect(Buffer.from(asBase64(latin1), 'base64')).toEqual(bytes);
        const written = asCArray(latin1);
        expect(written).toContain(`payload[${bytes.length}]`);
        expect((written.match(/0x../g) ?? []).map(Number)).toEqual([...bytes]);
      }),
    );
  });

  test('breaks a C array into lines', () => {
    expect(asCArray('Hello, world!\n')).toBe(
      [
        'const unsigned char payload[14] = {',
        '  0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x2c, 0x20, 0x77, 0x6f, 0x72, 0x6c, 0x64,',
        '  0x21, 0x0a,',
        '};',
        '',
      ].join('\n'),
    );
  });

  test('as text keeps lines, tabs and letters, and nothing that commands a terminal', () => {
    expect(asText('GET /\r\n\ta\n')).toBe('GET /\n\ta\n');
    expect(asText(Buffer.from('größe').toString('latin1'))).toBe('größe');
    expect(asText('\x1b[2J\x07\0')).toBe('\\x1b[2J\\x07\\0');
    fc.assert(
      fc.property(anyLatin1, (latin1) => {
        expect(asText(latin1)).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });
});
