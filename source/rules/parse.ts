// The text of a rules file → Rules. Any text is either read or refused with a sentence and its place.

import { parseDuration } from '../endpoint-spec/amounts.ts';
import { Refusal } from '../endpoint-spec/refusal.ts';
import { Fault } from './fault.ts';
import * as messages from './messages.ts';
import {
  type Answer,
  type Drip,
  LONGEST_LINE,
  type Match,
  type Remembered,
  type Rule,
  type Rules,
} from './rule.ts';
import { readTemplate } from './template.ts';
import { readToml, type TableReader } from './toml.ts';

/** Tried one after another for each message. */
export const MOST_RULES = 100;
/** What a drip may send at once: the most that a reply has. */
const MOST_DRIPPED = 65_507;

export type ParsedRules =
  | { readonly ok: true; readonly rules: Rules }
  /** Line and column from 1. */
  | {
      readonly ok: false;
      readonly line: number;
      readonly column: number;
      readonly message: string;
    };

/** Never throws for what a file may hold. */
export function parseRules(text: string): ParsedRules {
  try {
    return { ok: true, rules: read(readToml(text)) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { line, column, message } = error;
    return { ok: false, line, column, message };
  }
}

function read(file: TableReader): Rules {
  const per = file.wordOrWhole('per', ['message', 'line'], 1, LONGEST_LINE) ?? 'message';
  const trim = file.flag('trim') ?? false;
  const greeting = file.table('greeting');
  const rules = file.tables('rule');
  file.end();
  if (rules.length === 0 && greeting === null) throw new Fault(file.at, messages.noRules());
  const beyond = rules[MOST_RULES];
  if (beyond !== undefined) throw new Fault(beyond.at, messages.tooManyRules(MOST_RULES));
  return {
    per,
    trim,
    greeting: greeting === null ? null : readGreeting(greeting),
    rules: rules.map(readRule),
  };
}

function readGreeting(table: TableReader): Answer {
  const answer = readAnswer(table, 0);
  table.end();
  if (answer.reply === null) throw new Fault(table.at, messages.needed('reply', 'a greeting'));
  return answer;
}

function readRule(table: TableReader): Rule {
  const match = readMatch(table);
  const captures = groupsOf(match);
  const remember = readRemembered(table, captures);
  const answer = readAnswer(table, captures);
  table.end();
  // With a condition it swallows what it matches.
  const nothing = answer.reply === null && remember === null && answer.after === 'stay';
  if (nothing && match.of === 'any') throw new Fault(table.at, messages.doesNothing());
  return { line: table.at.line, match, remember, answer };
}

function readMatch(table: TableReader): Match {
  const exact = table.bytes('exact');
  const prefix = table.bytes('prefix');
  const regex = table.text('regex');
  const bytes = table.flag('bytes');
  const given = Object.entries({ exact, prefix, regex }).flatMap(([name, value]) =>
    value === null ? [] : [{ name, at: value.at }],
  );
  const [first, second] = given;
  if (first !== undefined && second !== undefined) {
    throw new Fault(second.at, messages.severalMatches(first.name, second.name));
  }
  if (bytes !== null && regex === null) throw new Fault(table.at, messages.bytesWithoutRegex());
  if (exact !== null) return { of: 'exact', bytes: exact.bytes };
  if (prefix !== null) return { of: 'prefix', bytes: prefix.bytes };
  if (regex === null) return { of: 'any' };
  try {
    return { of: 'regex', regex: new RegExp(regex.text, 'u'), bytes: bytes ?? false };
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: /, '');
    throw new Fault(regex.at, messages.regex(reason));
  }
}

/** How many there are beside capture 0. */
function groupsOf(match: Match): number {
  switch (match.of) {
    case 'prefix':
      return 1;
    case 'regex':
      // With an empty alternative it matches anything, and lists all its groups.
      return (new RegExp(`${match.regex.source}|`, 'u').exec('')?.length ?? 1) - 1;
    default:
      return 0;
  }
}

function readRemembered(rule: TableReader, captures: number): Remembered | null {
  const table = rule.table('remember');
  if (table === null) return null;
  const name = table.text('name');
  const value = table.text('value');
  table.end();
  if (name === null) throw new Fault(table.at, messages.needed('name', 'remember'));
  if (value === null) throw new Fault(table.at, messages.needed('value', 'remember'));
  return { name: readTemplate(name, captures), value: readTemplate(value, captures) };
}

function readAnswer(table: TableReader, captures: number): Answer {
  const reply = table.text('reply');
  const delayMs = readDuration(table, 'delay', 0);
  const drip = table.table('drip');
  const after = table.word('then', ['stay', 'close', 'reset']) ?? 'stay';
  if (drip !== null && reply === null) throw new Fault(drip.at, messages.dripWithoutReply());
  return {
    reply: reply === null ? null : readTemplate(reply, captures),
    delayMs,
    drip: drip === null ? null : readDrip(drip),
    after,
  };
}

function readDrip(table: TableReader): Drip {
  const bytes = table.whole('bytes', 1, MOST_DRIPPED);
  const everyMs = readDuration(table, 'every', 1);
  table.end();
  if (bytes === null) throw new Fault(table.at, messages.needed('bytes', 'drip'));
  if (everyMs === null) throw new Fault(table.at, messages.needed('every', 'drip'));
  return { bytes, everyMs };
}

function readDuration(table: TableReader, name: string, least: number): number | null {
  const found = table.text(name);
  if (found === null) return null;
  try {
    return parseDuration(name, found.text, least);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Fault(found.at, error.message);
  }
}
