const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const CASE_BIT = 0x20;

/** ASCII letters in upper case; every other byte as it is, so that text in UTF-8 stays valid. */
export function upper(bytes: Buffer): Buffer {
  const reply = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    reply[i] = byte >= LOWER_A && byte <= LOWER_Z ? byte ^ CASE_BIT : byte;
  }
  return reply;
}
