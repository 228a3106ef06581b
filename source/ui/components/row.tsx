import { Text } from 'ink';
import { memo } from 'react';

interface RowProps {
  /** Padded and painted; no wider than the terminal. */
  readonly line: string;
}

/** One line of the screen; drawn again only when its text is another. */
export const Row = memo(function Row({ line }: RowProps) {
  // Without any character a Text has no height, and every row below would move up.
  return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
});
