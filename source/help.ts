// --help, made from the tables that options and specs are read by.

import { KINDS } from './endpoint-spec.ts';
import { DEFAULT_ENDPOINTS, FLAGS } from './options.ts';

/** Columns that texts stand in; the whole fits 100. */
const FLAG = 20;
const NAME = 16;
const VALUES = 33;

export function helpText(): string {
  const flags = Object.values(FLAGS).map(({ written, meaning }) => row([written, FLAG], meaning));
  return [
    '',
    '  sockscope [endpoint ...] [options]',
    '',
    '  Opens real sockets and shows what the kernel does with them: a full-screen dashboard, or events',
    '  as JSON Lines with --json. Press ? in the dashboard for its keys.',
    '',
    '  Without an endpoint it opens',
    ...DEFAULT_ENDPOINTS.map((spec) => `    ${spec}`),
    '',
    '  Options',
    ...flags,
    '',
    '  Endpoints are written kind:[host:]port[,option=value...]; port 0 asks for a free one, IPv6 hosts',
    '  stand in brackets: tcp:[::1]:7000',
    ...KINDS.flatMap(({ kind, meaning, defaultHost, options }) => [
      '',
      `  ${kind}: ${meaning}${defaultHost === null ? '' : `; on ${defaultHost} if no host is given`}`,
      ...options.map((option) =>
        row([option.name, NAME], [option.syntax, VALUES], `${option.meaning} (${option.default})`),
      ),
    ]),
    '',
    '  Exit status: 0 ended as asked; 1 could not run, or with --json an endpoint failed to open;',
    '  2 the command line was wrong.',
    '',
  ].join('\n');
}

/** What is too long for its column has a line of its own, and the next cell stands below. */
function row(...cells: readonly (string | readonly [string, number])[]): string {
  const indent = '    ';
  let column = indent.length;
  const padded = cells.map((cell) => {
    if (typeof cell === 'string') return cell;
    const [text, width] = cell;
    column += width;
    return text.length < width ? text.padEnd(width) : `${text}\n${' '.repeat(column)}`;
  });
  return indent + padded.join('');
}
