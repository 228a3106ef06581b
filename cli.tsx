// The command: arguments → options, an engine in its worker, one front end, and how it all ends. The
// only file that ends the process. Front ends are imported when one is chosen: --json never loads React.
//
// Exit status: 0 ended as asked (q, a signal, --for, a reader of --json that has gone), 1 could not run
// or, in --json, an endpoint failed to open; 2 the command line was wrong.

import { hostname } from 'node:os';
import packageJson from './package.json' with { type: 'json' };
import { type EngineClient, startEngine } from './source/bridge/engine-client.ts';
import { formatSpec } from './source/endpoint-spec.ts';
import { helpText } from './source/help.ts';
import * as messages from './source/messages.ts';
import { letWritesWait } from './source/nonblocking.ts';
import { type Options, parseOptions } from './source/options.ts';
import type { Problem } from './source/protocol/problem.ts';
import { closingReport } from './source/report.ts';

const ENDED = 0;
const FAILED = 1;
const WRONG_COMMAND_LINE = 2;

/** How long a reader of --json that has stopped reading may hold up the end. */
const LAST_WORDS_MS = 2000;
/** What is said of a pipe or a terminal that nobody reads any more; anything else (a full disk) is a failure. */
const READER_GONE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'EIO']);
/** How long the dashboard may take to give the terminal back after an error. */
const RESTORE_MS = 1000;

/** What ends a run from outside, and the error if one did. */
interface Ending {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  crash: unknown;
}

/** An engine and what became of it. */
interface Run {
  readonly engine: EngineClient;
  readonly options: Options;
  readonly ending: Ending;
  /** Settles when the engine has died. */
  readonly died: Promise<Problem>;
  death: Problem | null;
}

async function main(): Promise<number> {
  const request = await parseOptions(process.argv.slice(2), process.env);
  switch (request.action) {
    case 'help':
      process.stdout.write(helpText());
      return ENDED;
    case 'version':
      process.stdout.write(`${packageJson.version}\n`);
      return ENDED;
    case 'refuse':
      process.stderr.write(messages.line(request.message));
      return WRONG_COMMAND_LINE;
    case 'run':
      return run(request.options);
  }
}

async function run(options: Options): Promise<number> {
  const wrongRules = await whyWrongRules(options);
  if (wrongRules !== null) {
    process.stderr.write(messages.line(wrongRules));
    return WRONG_COMMAND_LINE;
  }
  const refusal = options.json ? null : whyNoDashboard();
  if (refusal !== null) {
    process.stderr.write(messages.line(refusal));
    return FAILED;
  }
  letWritesWait(process.stdout);
  const ending = listenForTheEnd(options.forMs);
  const engine = await startEngine({ sockets: options.sockets });
  const died = new Promise<Problem>((resolve) => {
    engine.onDeath(resolve);
  });
  const current: Run = { engine, options, ending, died, death: null };
  died.then((problem) => {
    current.death = problem;
  });
  const status = await (options.json ? runJson(current) : runDashboard(current));
  if (ending.crash === undefined) return status;
  process.stderr.write(messages.line(messages.crashed(ending.crash)));
  return FAILED;
}

/** Who names no file of rules loads nothing that reads one. */
async function whyWrongRules({ endpoints }: Options): Promise<string | null> {
  if (!endpoints.some((spec) => 'rules' in spec && spec.rules !== null)) return null;
  const { checkRules } = await import('./source/rules/check.ts');
  return checkRules(endpoints);
}

function whyNoDashboard(): string | null {
  if (!process.stdout.isTTY) return messages.noTerminalOut();
  if (!process.stdin.isTTY) return messages.noTerminalIn();
  if (process.env.TERM === 'dumb') return messages.dumbTerminal();
  return null;
}

/** Signals, --for and uncaught errors all end the run the same way; a second signal does not wait. */
function listenForTheEnd(forMs: number | null): Ending {
  const controller = new AbortController();
  const { signal } = controller;
  const ending: Ending = { signal, abort: () => controller.abort(), crash: undefined };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (signal.aborted) process.exit(ENDED);
      ending.abort();
    });
  }
  process.on('uncaughtException', (error) => {
    ending.crash ??= error;
    ending.abort();
  });
  // A closed terminal or pipe is noticed by who writes to it; it is no reason to crash.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (forMs !== null) setTimeout(ending.abort, forMs);
  return ending;
}

async function runJson({ engine, options, ending, died }: Run): Promise<number> {
  const { printEvents } = await import('./source/json/print-events.ts');
  const printing = printEvents(engine, process.stdout);
  let unwritable: string | null = null;
  printing.readerGone.then((code) => {
    if (!READER_GONE.has(code)) unwritable = code;
  });
  let failures = 0;
  const opened = open(engine, options, (spec, problem) => {
    failures += 1;
    process.stderr.write(messages.line(messages.endpointFailed(spec, problem)));
  });
  // With nothing open nothing can happen any more.
  const nothingOpen = opened.then(() =>
    failures === options.endpoints.length ? undefined : new Promise(() => {}),
  );
  await Promise.race([aborted(ending.signal), printing.readerGone, died, nothingOpen]);
  const summary = await engine.stop();
  await Promise.race([printing.written(), patienceEnds()]);
  if (unwritable !== null) {
    process.stderr.write(messages.line(messages.unwritable(unwritable)));
    return FAILED;
  }
  if (summary !== null) return failures > 0 ? FAILED : ENDED;
  process.stderr.write(closingReport(null, await Promise.race([died, after(0)])));
  return FAILED;
}

async function runDashboard(current: Run): Promise<number> {
  const { engine, options, ending } = current;
  const { startDashboard } = await import('./source/ui/start.tsx');
  // A terminal that is closed need not send SIGHUP: it may not be the controlling one.
  process.stdin.once('end', ending.abort).once('error', ending.abort);
  process.stdout.once('error', ending.abort);
  // What fails to open stands in its row.
  open(engine, options, () => {});
  const { readonly, ascii, color, theme } = options;
  const ended = startDashboard({
    engine,
    options: { readonly, ascii, color, theme, hostName: hostname() },
    signal: ending.signal,
  }).catch((error: unknown) => {
    ending.crash ??= error;
  });
  // A screen that is broken may not come to its end.
  await Promise.race([ended, aborted(ending.signal).then(() => after(RESTORE_MS))]);
  const summary = await engine.stop();
  process.stdout.write(closingReport(summary, current.death));
  return summary === null ? FAILED : ENDED;
}

/** Opens the endpoints in order, none waiting for the one before: a slow name holds nobody up. */
async function open(
  engine: EngineClient,
  options: Options,
  failed: (spec: string, problem: Problem) => void,
): Promise<void> {
  const opening = options.endpoints.map(async (spec) => {
    const answer = await engine.send({ type: 'open', spec });
    if (!answer.ok) failed(formatSpec(spec), answer.problem);
  });
  await Promise.all(opening);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}

let patience: Promise<null> | undefined;

/** Counts from when it is first asked for: all last words share the time. */
function patienceEnds(): Promise<null> {
  patience ??= after(LAST_WORDS_MS);
  return patience;
}

function after(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}

const status = await main().catch((error: unknown) => {
  process.stderr.write(messages.line(messages.crashed(error)));
  return FAILED;
});
// A pipe takes what was written a piece at a time: not before it is out, but not for ever either.
const written = new Promise((resolve) => process.stdout.write('', resolve));
await Promise.race([written, patienceEnds()]);
process.exit(status);
