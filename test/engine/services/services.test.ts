import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readsByItself, serviceReply } from '../../../source/engine/services/index.ts';

describe('services', () => {
  test('echo sends back what arrives, byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(serviceReply('echo', Buffer.from(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('upper changes ASCII letters and no other byte', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const reply = serviceReply('upper', Buffer.from(bytes)) as Buffer;
        expect(reply).toHaveLength(bytes.length);
        bytes.forEach((byte, i) => {
          const letter = byte >= 0x61 && byte <= 0x7a;
          expect(reply[i]).toBe(letter ? byte - 32 : byte);
        });
      }),
    );
  });

  test('upper leaves what it is given untouched, and text in UTF-8 valid', () => {
    const given = Buffer.from('straße, żółw');
    expect(serviceReply('upper', given)?.toString()).toBe('STRAßE, żółW');
    expect(given.toString()).toBe('straße, żółw');
  });

  test('discard and none answer nothing; none alone does not read', () => {
    expect(serviceReply('discard', Buffer.from('x'))).toBeNull();
    expect(serviceReply('none', Buffer.from('x'))).toBeNull();
    expect(readsByItself('discard')).toBe(true);
    expect(readsByItself('none')).toBe(false);
  });
});
