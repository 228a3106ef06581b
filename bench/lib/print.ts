// Comparisons as Markdown tables: they are read in a terminal and stand in docs/measurements.md as they are.

import type { Comparison, Figure, Spread, Verdict } from './compare.ts';

export function printed(comparison: Comparison): string {
  const { title, figures, results, leftOut, failures, verdicts, rounds } = comparison;
  const head = ['', ...figures.map((figure) => figure.title)];
  const body = Object.entries(results).map(([name, spreads]) => [
    name,
    ...figures.map((figure) => cell(spreads[figure.key], figure)),
  ]);
  return [
    `### ${title}`,
    '',
    ...table([head, ...body]),
    '',
    `Medians of ${rounds} rounds, with minimum and maximum.`,
    ...leftOut.map((each) => `Left out: ${each}.`),
    ...failures.map((each) => `Failed: ${each}`),
    ...(verdicts.length === 0 ? [] : ['', ...verdicts.map((each) => sentence(each, figures))]),
    '',
  ].join('\n');
}

function cell(spread: Spread | undefined, { unit }: Figure): string {
  if (spread === undefined) return '--';
  const { median, min, max } = spread;
  return `${readable(median)}${unit} (${readable(min)}–${readable(max)})`;
}

function sentence(verdict: Verdict, figures: readonly Figure[]): string {
  const { of, figure, relation, bound, times, reached, met } = verdict;
  const { title, unit } = figures.find(({ key }) => key === figure) ?? { title: figure, unit: '' };
  const wanted = times === undefined ? `${readable(bound)}${unit}` : `${bound} × ${times}`;
  const got = reached === null ? '--' : `${readable(reached)}${times === undefined ? unit : ' ×'}`;
  const word = met === null ? 'not measured' : met ? 'met' : 'MISSED';
  return `- ${word}: ${title}, ${of} ${relation} ${wanted}: ${got}`;
}

function table([head = [], ...body]: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...body].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)];
}

/** Three digits that count, thousands apart. */
function readable(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}
