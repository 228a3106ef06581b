// JSON Lines as they cross from the engine, read again. `time` stays the text that it is.

export function parsedLines<Line>(bytes: Uint8Array): Line[] {
  const lines = Buffer.from(bytes).toString();
  if (lines === '') return [];
  if (!lines.endsWith('\n')) throw new Error('the last line is not whole');
  return lines
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}
