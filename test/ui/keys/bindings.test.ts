import { describe, expect, it } from 'vitest';
import type { KeyContext } from '../../../source/ui/keys/binding.ts';
import { BINDINGS } from '../../../source/ui/keys/bindings.ts';
import { COMMANDS } from '../../../source/ui/keys/commands.ts';

const CONTEXTS: readonly KeyContext[] = ['listen', 'clients', 'datagrams', 'multicast', 'details'];

describe('the key table', () => {
  it.each(CONTEXTS)('has no key twice in %s', (context) => {
    const keys = BINDINGS.filter(
      ({ contexts }) => contexts.includes(context) || contexts.includes('everywhere'),
    ).flatMap((binding) => binding.keys);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('names every command once, and each does something', () => {
    const names = BINDINGS.map(({ command }) => command);
    expect(names).toEqual([...new Set(names)]);
    expect(names.toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
  });

  it.each(BINDINGS)('$command has a label for the key bar and a sentence', (binding) => {
    expect(binding.command).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(binding.label.length).toBeGreaterThan(0);
    expect(binding.label.length).toBeLessThanOrEqual(8);
    expect(binding.description).toMatch(/^[A-Z].*\.$/);
    expect(binding.contexts.length).toBeGreaterThan(0);
  });

  it("has all of the contract's keys", () => {
    const keys = new Set(BINDINGS.flatMap((binding) => binding.keys));
    const promised =
      '? q Ctrl-C Esc Tab Shift-Tab 1 2 3 4 z Up Down j k PgUp PgDn g G Enter / : p n x m M a o s S Ctrl-L';
    for (const key of promised.split(' ')) expect(keys).toContain(key);
  });

  it('refuses with --readonly whatever opens, closes, sends or steers', () => {
    const acting = BINDINGS.filter(({ acts }) => acts).map(({ command }) => command);
    expect(acting.toSorted()).toEqual(
      'accept close concurrent delay faults half-close hold join leave manual mode new pause reset retry send sequential service'.split(
        ' ',
      ),
    );
  });
});
