// One row of the key table (bindings.ts). Help, key bar, palette and the readme are made from it.

/** Where a binding works: in a pane's list, whatever it shows, or in the details. */
export type KeyContext =
  | 'listen'
  | 'clients'
  | 'datagrams'
  | 'multicast'
  | 'details'
  | 'everywhere';

export interface Binding {
  /** The command's name, in kebab case: what `:` runs. */
  readonly command: string;
  /** Keys as they are written for people: `x`, `M`, `Ctrl-L`, `Tab`, `Enter`. Empty: `:` alone. */
  readonly keys: readonly string[];
  /** One word for the key bar, at most 8 columns. */
  readonly label: string;
  /** One sentence for help, palette and readme. */
  readonly description: string;
  readonly contexts: readonly KeyContext[];
  /** The name of the argument that `:` takes after the command; null: none. */
  readonly argument: string | null;
  /** It changes something outside the screen: refused with --readonly. */
  readonly acts: boolean;
}
