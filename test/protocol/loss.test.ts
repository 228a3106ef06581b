import { describe, expect, it } from 'vitest';
import { onTheWay } from '../../source/protocol/loss.ts';
import { details } from '../../source/ui/dialogs/details-messages.ts';

describe('where datagrams were lost', () => {
  it.each([
    [0, 0, 0, null],
    [0, null, 0, null],
    [null, 7, null, null],
    [5, null, null, 'can not be asked'],
    [5, 0, 5, 'all on the way'],
    [5, 2, 3, 'at least 3 on the way'],
    [5, 9, 0, 'the receive buffer was full'],
  ])('of %s gaps and %s kernel drops', (gaps, drops, expected, said) => {
    expect(onTheWay(gaps, drops)).toBe(expected);
    if (gaps !== null && said !== null) expect(details.where(gaps, drops)).toContain(said);
  });
});
