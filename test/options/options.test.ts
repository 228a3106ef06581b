import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSpec } from '../../source/endpoint-spec.ts';
import { helpText } from '../../source/help.ts';
import { DEFAULT_ENDPOINTS, FLAGS, type Options, parseOptions } from '../../source/options.ts';

async function options(
  argv: readonly string[],
  environment: Record<string, string> = {},
): Promise<Options> {
  const request = await parseOptions(argv, environment);
  if (request.action !== 'run') throw new Error(JSON.stringify(request));
  return request.options;
}

async function refusal(
  argv: readonly string[],
  environment: Record<string, string> = {},
): Promise<string> {
  const request = await parseOptions(argv, environment);
  if (request.action !== 'refuse') throw new Error(JSON.stringify(request));
  return request.message;
}

test('with nothing said, three endpoints that no other machine can reach', async () => {
  const { endpoints, ...rest } = await options([]);
  expect(endpoints.map(formatSpec)).toEqual(DEFAULT_ENDPOINTS);
  expect(rest).toEqual({
    json: false,
    forMs: null,
    readonly: false,
    ascii: false,
    color: true,
    theme: 'terminal',
    sockets: 'auto',
  });
});

test('flags and endpoints may stand in any order', async () => {
  const argv = ['udp:7001', '--json', 'tcp:[::1]:7002,mode=manual', '--for', '5m', '--ascii'];
  const read = await options(argv);
  expect(read.endpoints.map(formatSpec)).toEqual(['udp:7001', 'tcp:[::1]:7002,mode=manual']);
  expect(read).toMatchObject({ json: true, forMs: 300_000, ascii: true, readonly: false });
  expect((await options(['--readonly', 'tcp:1'])).endpoints).toHaveLength(1);
  expect(await options(['--for=10s', '--', 'tcp:1'])).toMatchObject({ forMs: 10_000 });
});

test.each([
  [['--no-color'], {}, false],
  [[], { NO_COLOR: '1' }, false],
  [[], { NO_COLOR: '' }, true],
  [[], {}, true],
])('colour: %j %j', async (argv, environment, color) => {
  expect((await options(argv, environment)).color).toBe(color);
});

test('the socket layer comes from the environment', async () => {
  expect((await options([], { SOCKSCOPE_SOCKETS: 'portable' })).sockets).toBe('portable');
  expect((await options([], { SOCKSCOPE_SOCKETS: '' })).sockets).toBe('auto');
  expect(await refusal([], { SOCKSCOPE_SOCKETS: 'portabel' })).toMatch(/nearest is portable/);
});

test.each([
  [[], {}, 'terminal'],
  [[], { SOCKSCOPE_THEME: 'light' }, 'light'],
  [[], { SOCKSCOPE_THEME: '' }, 'terminal'],
  [['--theme', 'dark'], { SOCKSCOPE_THEME: 'light' }, 'dark'],
  [['--theme=colorblind-light'], {}, 'colorblind-light'],
])('theme: %j %j', async (argv, environment, theme) => {
  expect((await options(argv, environment)).theme).toBe(theme);
});

test('a theme that there is not is refused, whoever names it', async () => {
  expect(await refusal([], { SOCKSCOPE_THEME: 'drak' })).toMatch(
    /variable SOCKSCOPE_THEME is one of terminal, .*nearest is dark/,
  );
});

describe('refused in one line', () => {
  test.each([
    [['--jsno'], /--json, --for, .*"--jsno".*nearest is --json/],
    [['-x'], /"-x" is none/],
    [['--json=maybe'], /--json takes no value/],
    [['--no-json'], /"--no-json" is none/],
    [['--for'], /--for is a number with ms, s, m or h/],
    [['--for', '5'], /not "5"; the nearest is 5ms/],
    [['--for', '0'], /from 1ms/],
    [['--for', '1s', '--for', '2s'], /given twice/],
    [['--theme', 'lihgt'], /--theme is one of .*"lihgt".*nearest is light/],
    [['--theme'], /--theme is one of/],
    [['--theme=dark', '--theme', 'light'], /--theme is given twice/],
    [['--for', '--json'], /--for is a number/],
    [['tcp:7000', 'tpc:7001'], /endpoint "tpc:7001": .*nearest is tcp/],
    [['tcp:1,mode=sequental'], /mode is concurrent, sequential or manual.*nearest is sequential/],
    [['tcp-client:127.0.0.1:0'], /port is a whole number from 1 to 65535/],
    [['multicast:10.0.0.1:5'], /224\.0\.0\.0 to 239\.255\.255\.255/],
    [[''], /kind:\[host:\]port/],
    [['--\u001b[2J'], /\\u\{1b\}/],
  ])('%j', async (argv, message) => {
    const refused = await refusal(argv);
    expect(refused).toMatch(message);
    expect(refused).not.toMatch(/\p{C}/u);
  });

  test('any words are read or refused, never thrown', async () => {
    const word = fc.oneof(
      fc.constantFrom('--json', '--for', '--', '--help', '-', '--no-color', 'tcp:0', '1s'),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
        const request = await parseOptions(argv, {});
        if (request.action === 'refuse') expect(request.message).not.toMatch(/\p{C}/u);
      }),
    );
  });
});

test('--help and --version win over what else is right or wrong in an endpoint', async () => {
  expect(await parseOptions(['--help', 'nonsense'], {})).toEqual({ action: 'help' });
  expect(await parseOptions(['--version', '--json'], {})).toEqual({ action: 'version' });
});

test('help names every flag, every option, and fits 100 columns', () => {
  const help = helpText();
  for (const { written } of Object.values(FLAGS)) expect(help).toContain(written);
  for (const word of ['max-clients', 'interface', 'buffer', '(10000)', 'kind:[host:]port']) {
    expect(help).toContain(word);
  }
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});
