import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import { Pending } from '../../source/ui/components/pending.tsx';
import { Row } from '../../source/ui/components/row.tsx';
import { screenLines } from '../../source/ui/panes/screen.ts';
import { visibleWidth } from '../../source/ui/text/width.ts';
import { stateOf } from './support/state.ts';
import { waitingRoom } from './support/views.ts';

const strip = (text: string) => text.replace(/\x1b\[[0-9;]*m/g, '');

describe('Row', () => {
  it('shows a painted line as it is, at every width', () => {
    for (const columns of [60, 80, 120, 250]) {
      const lines = screenLines(stateOf({ columns, rows: 30, color: 8, view: waitingRoom() }));
      for (const line of lines) {
        const drawn = renderToString(<Row line={line} />, { columns });
        expect(strip(drawn).trimEnd()).toBe(strip(line).trimEnd());
        expect(visibleWidth(drawn)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('takes one line, also when it is empty or too long', () => {
    expect(renderToString(<Row line="" />, { columns: 10 }).split('\n')).toHaveLength(1);
    expect(renderToString(<Row line={'x'.repeat(50)} />, { columns: 10 })).toHaveLength(10);
  });
});

describe('Pending', () => {
  it('says what is pending, in ASCII where asked', () => {
    const drawn = renderToString(<Pending label="opening" ascii />, { columns: 40 });
    expect(drawn).toMatch(/^ [-\\|/] opening$/);
  });
});
