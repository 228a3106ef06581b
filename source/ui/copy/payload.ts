// Payload as text for other programs: what is copied of it. Bytes come as Latin-1, one character a byte.

import { printable } from '../text/escape.ts';

/**
 * As UTF-8, with its lines and tabs; every other character that no keyboard types is escaped, as on the
 * screen: what is pasted into a terminal must not be a command to it.
 */
export function asText(latin1: string): string {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return text.replace(/\r\n/g, '\n').replace(/[^\n\t]+/g, (part) => printable(part, false));
}

export function asHex(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('hex');
}

export function asBase64(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('base64');
}

const BYTES_A_LINE = 12;

export function asCArray(latin1: string): string {
  const bytes = [...Buffer.from(latin1, 'latin1')].map(
    (byte) => `0x${byte.toString(16).padStart(2, '0')},`,
  );
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    lines.push(`  ${bytes.slice(at, at + BYTES_A_LINE).join(' ')}`);
  }
  return `const unsigned char payload[${bytes.length}] = {\n${lines.join('\n')}\n};\n`;
}
