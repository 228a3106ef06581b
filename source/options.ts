// The command line and the environment → one validated Options object. Every default that is not an
// endpoint's own stands here. Nothing is opened and nothing printed.

import { nearest, parseDuration, parseSpec, visible } from './endpoint-spec.ts';
import * as messages from './messages.ts';
import type { EndpointSpec } from './protocol/spec.ts';
import type { EngineOptions } from './protocol/wire.ts';
import { THEME_NAMES, type ThemeName } from './theme-names.ts';

export interface Options {
  /** What to open, in order; at least one. */
  readonly endpoints: readonly EndpointSpec[];
  /** JSON Lines on stdout instead of the dashboard. */
  readonly json: boolean;
  /** Stop after so many milliseconds; null: run until told to stop. */
  readonly forMs: number | null;
  /** The keyboard can look but not act. */
  readonly readonly: boolean;
  /** No character outside ASCII in frames and glyphs. */
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: ThemeName;
  readonly sockets: EngineOptions['sockets'];
}

/** What the environment may say: `NO_COLOR` (no-color.org), `SOCKSCOPE_THEME`, `SOCKSCOPE_SOCKETS`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Request =
  | { readonly action: 'run'; readonly options: Options }
  | { readonly action: 'help' }
  | { readonly action: 'version' }
  /** The command line is wrong; `message` is one line. */
  | { readonly action: 'refuse'; readonly message: string };

/** Nothing that another machine can reach. */
export const DEFAULT_ENDPOINTS: readonly string[] = [
  'tcp:65432',
  'udp:65431',
  'multicast:239.255.0.1:65430,interface=loopback',
];

interface FlagInfo {
  readonly type: 'boolean' | 'string';
  /** As the command line has it. */
  readonly written: string;
  readonly meaning: string;
}

/** The options of the contract: for reading them and for --help. */
export const FLAGS = {
  json: {
    type: 'boolean',
    written: '--json',
    meaning: 'no dashboard: one JSON object a line on stdout, until SIGINT or SIGTERM',
  },
  for: {
    type: 'string',
    written: '--for <duration>',
    meaning: 'stop by itself after so long (10s, 5m)',
  },
  readonly: {
    type: 'boolean',
    written: '--readonly',
    meaning: 'the keyboard can look but not open, close, send or disconnect',
  },
  ascii: {
    type: 'boolean',
    written: '--ascii',
    meaning: 'no character outside ASCII in frames and glyphs',
  },
  color: {
    type: 'boolean',
    written: '--no-color',
    meaning: 'no colour; the environment variable NO_COLOR does the same',
  },
  theme: {
    type: 'string',
    written: '--theme <name>',
    meaning: `${THEME_NAMES.join(', ')}; or SOCKSCOPE_THEME`,
  },
  help: { type: 'boolean', written: '--help', meaning: 'this text' },
  version: { type: 'boolean', written: '--version', meaning: 'the version' },
} as const satisfies Readonly<Record<string, FlagInfo>>;

const SOCKETS = ['auto', 'portable'] as const;

/**
 * @param argv what follows the program's name
 * @returns what is to be done; never throws for what a user may write
 */
export async function parseOptions(
  argv: readonly string[],
  environment: Environment,
): Promise<Request> {
  const unknown = refuseFlags(argv);
  if (unknown !== null) return { action: 'refuse', message: unknown };
  const { input, flags } = await readArguments(argv);
  if (flags.help) return { action: 'help' };
  if (flags.version) return { action: 'version' };
  try {
    const options: Options = {
      endpoints: readEndpoints(input),
      json: flags.json ?? false,
      forMs: flags.for === undefined ? null : parseDuration('--for', flags.for, 1),
      readonly: flags.readonly ?? false,
      ascii: flags.ascii ?? false,
      color: (flags.color ?? true) && !environment.NO_COLOR,
      theme: readTheme(flags.theme, environment.SOCKSCOPE_THEME),
      sockets: readSockets(environment.SOCKSCOPE_SOCKETS),
    };
    return { action: 'run', options };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { action: 'refuse', message: error.message };
  }
}

type FlagName = keyof typeof FLAGS;
type FlagValue<Name extends FlagName> = (typeof FLAGS)[Name]['type'] extends 'string'
  ? string
  : boolean;

interface Arguments {
  readonly input: readonly string[];
  readonly flags: { readonly [Name in FlagName]?: FlagValue<Name> | undefined };
}

/** Where there are endpoints alone, there is nothing to read and meow is not loaded: 8 ms of a start. */
async function readArguments(argv: readonly string[]): Promise<Arguments> {
  if (!argv.some((text) => text.startsWith('-'))) return { input: argv, flags: {} };
  const { default: meow } = await import('meow');
  // autoHelp and autoVersion would print and end the process; that is cli.tsx's part alone.
  return meow({
    importMeta: import.meta,
    pkg: { name: 'sockscope' },
    argv,
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    flags: {
      json: { type: 'boolean' },
      for: { type: 'string' },
      readonly: { type: 'boolean' },
      ascii: { type: 'boolean' },
      color: { type: 'boolean' },
      theme: { type: 'string' },
      help: { type: 'boolean' },
      version: { type: 'boolean' },
    },
  });
}

const nameOf = ({ written }: FlagInfo): string => written.replace(/ .*/, '');

/** meow lets an unknown flag pass, takes `--json=maybe` as false, and throws at a second `--for`. */
function refuseFlags(argv: readonly string[]): string | null {
  const flags: readonly FlagInfo[] = Object.values(FLAGS);
  const names = flags.map(nameOf);
  const withValue = flags.filter(({ type }) => type === 'string').map(nameOf);
  const end = argv.indexOf('--');
  const options = (end === -1 ? argv : argv.slice(0, end)).filter((text) => /^-./.test(text));
  for (const text of options) {
    const equals = text.indexOf('=');
    const name = equals === -1 ? text : text.slice(0, equals);
    if (!names.includes(name)) {
      const near = nearest(name, names as [string, ...string[]]);
      return messages.unknownFlag(visible(name), names, near);
    }
    if (equals !== -1 && !withValue.includes(name)) return messages.flagWithValue(name);
  }
  const twice = withValue.find(
    (name) => options.filter((text) => text === name || text.startsWith(`${name}=`)).length > 1,
  );
  return twice === undefined ? null : messages.flagTwice(twice);
}

function readEndpoints(texts: readonly string[]): readonly EndpointSpec[] {
  return (texts.length === 0 ? DEFAULT_ENDPOINTS : texts).map((text) => {
    const parsed = parseSpec(text);
    if (parsed.ok) return parsed.spec;
    throw new Error(messages.badEndpoint(visible(text), parsed.problem.message));
  });
}

/** The flag before the environment; an empty variable is none. */
function readTheme(flag: string | undefined, variable: string | undefined): ThemeName {
  const text = flag ?? (variable || undefined);
  if (text === undefined) return 'terminal';
  const theme = THEME_NAMES.find((each) => each === text);
  if (theme !== undefined) return theme;
  const near = nearest(text, THEME_NAMES);
  const where = flag === undefined ? messages.themeVariable : messages.themeFlag;
  throw new Error(messages.badTheme(where, visible(text), THEME_NAMES, near));
}

function readSockets(text: string | undefined): Options['sockets'] {
  if (text === undefined || text === '') return 'auto';
  const sockets = SOCKETS.find((each) => each === text);
  if (sockets !== undefined) return sockets;
  throw new Error(messages.badSockets(visible(text), SOCKETS, nearest(text, SOCKETS)));
}
