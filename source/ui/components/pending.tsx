import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';

interface PendingProps {
  /** What the engine was asked, such as `opening`. */
  readonly label: string;
  readonly ascii: boolean;
}

/** The key bar's line while the engine has not answered yet. */
export function Pending({ label, ascii }: PendingProps) {
  return (
    <Box>
      <Text> </Text>
      <Spinner type={ascii ? 'line' : 'dots'} />
      <Text wrap="truncate"> {label}</Text>
    </Box>
  );
}
