import { describe, expect, it } from 'vitest';
import { parseSpec } from '../../source/endpoint-spec.ts';

describe('sequence', () => {
  it.each(['auto', 'off', 'mcjoin', 'rtp', 'u16be@2', 'u32le@0', 'u64be@65499'])('%s', (text) => {
    expect(parseSpec(`udp:1,sequence=${text}`)).toMatchObject({ spec: { sequence: text } });
    const group = `multicast:239.255.0.1:1,sequence=${text}`;
    expect(parseSpec(group)).toMatchObject({ spec: { sequence: text } });
  });

  it.each([
    ['u32', 'u32be@0'],
    ['u32be@', 'u32be@0'],
    ['u32be@-1', 'u32be@0'],
    ['u32be@007', 'u32be@7'],
    ['u64be@70000', 'u64be@65499'],
    ['u24le@4', 'u64le@4'],
    ['mcjion', 'mcjoin'],
    ['RTP', 'rtp'],
  ])('is not %s: the nearest is %s', (text, near) => {
    const parsed = parseSpec(`udp:1,sequence=${text}`);
    expect(parsed).toMatchObject({ ok: false, part: 'sequence' });
    expect(parsed.ok ? '' : parsed.problem.message).toContain(`the nearest is ${near}.`);
  });
});
