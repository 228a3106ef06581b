// Finding commands by what people type: shared by palette and help.

import type { Binding } from '../keys/binding.ts';

/** Each command once, in the table's order. */
export function commandsOf(bindings: readonly Binding[]): readonly Binding[] {
  const seen = new Set<string>();
  return bindings.filter(({ command }) => !seen.has(command) && seen.add(command));
}

/**
 * The bindings in which every word typed occurs, in name, description or keys, whatever the case. Best
 * first: the name begins with what was typed, then the name contains its first word, then the rest.
 */
export function findCommands(bindings: readonly Binding[], typed: string): readonly Binding[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  const rank = ({ command }: Binding): number =>
    command.startsWith(words.join('-')) ? 0 : command.includes(first) ? 1 : 2;
  return bindings
    .filter((binding) => words.every((word) => textOf(binding).includes(word)))
    .toSorted((a, b) => rank(a) - rank(b));
}

function textOf({ command, label, description, keys }: Binding): string {
  return `${command} ${label} ${description} ${keys.join(' ')}`.toLowerCase();
}

/** How a binding is written for people: its keys, and `:name <argument>` where it has none. */
export function keysText({ keys, command, argument }: Binding): string {
  if (keys.length > 0) return keys.join(' ');
  return argument === null ? `:${command}` : `:${command} <${argument}>`;
}
