// The least that Ink can show full-screen: what the dashboard's start is compared with.

import { Box, render, Text } from 'ink';

render(
  <Box width="100%" height={process.stdout.rows}>
    <Text>Listen</Text>
  </Box>,
  { alternateScreen: true, incrementalRendering: true, interactive: true },
);
setTimeout(() => {}, 60_000);
