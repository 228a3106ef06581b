// The dashboard's only React tree: a frame's lines, one Text each, and the keys.

import { Box, useApp, useInput, usePaste } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import { Pending } from './components/pending.tsx';
import { Row } from './components/row.tsx';
import { parseKeys } from './keys/parse.ts';
import type { Store } from './state/store.ts';

/** Hands the terminal to the shell while `away` is under way. */
export type Suspend = (away: () => Promise<void>) => Promise<void>;

interface AppProps {
  readonly store: Store;
  /** The terminal's rows, exactly: one more and Ink erases the screen at every frame. */
  readonly rows: number;
  readonly ascii: boolean;
  /** A screen reader gets sentences, as many as there are. */
  readonly linear: boolean;
  /** Called once with Ink's way to give the terminal away. */
  readonly onSuspendable?: (suspend: Suspend) => void;
}

export function App({ store, rows, ascii, linear, onSuspendable }: AppProps) {
  const { suspendTerminal } = useApp();
  const { lines, pending } = useSyncExternalStore(store.subscribe, store.frame, store.frame);

  useEffect(() => onSuspendable?.(suspendTerminal), [onSuspendable, suspendTerminal]);
  useInput((input, key) => {
    store.dispatchAll(parseKeys(input, key).map((pressed) => ({ type: 'key', key: pressed })));
  });
  usePaste((text) => store.dispatch({ type: 'key', key: { name: 'paste', input: text } }));

  const last = lines.length - 1;
  return (
    // Nothing to clip: the lines are as many as the rows, and a Row cuts what is too wide. Ink would take
    // every line apart once more for it.
    <Box width="100%" flexDirection="column" {...(linear ? {} : { height: rows })}>
      {lines.map((line, i) =>
        i === last && pending !== null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
          <Pending key={i} label={pending} ascii={ascii} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
          <Row key={i} line={line} />
        ),
      )}
    </Box>
  );
}
