// What a person reads when a rules file can't be meant: what it may be, and the nearest that is valid.

import { getSystemErrorMessage } from 'node:util';
import { list } from '../endpoint-spec/messages.ts';
import { quote } from '../endpoint-spec/visible.ts';

export const text = 'text between quotes';
export const bytes = 'text between quotes, or { hex = "00ff" }';
export const flag = 'true or false';
export const whole = (least: number, most: number) => `a whole number from ${least} to ${most}`;
export const words = (valid: readonly string[]) => list(valid.map((word) => `"${word}"`));
export const wordOrWhole = (valid: readonly string[], least: number, most: number) =>
  `${words(valid)}, or ${whole(least, most)}`;
export const table = (name: string) => `a table, [${name}] or ${name} = { ... }`;
export const tables = (name: string) => `a table for each, written [[${name}]]`;

export const mustBe = (name: string, mayBe: string) => `${name} is ${mayBe}.`;

export const unlike = (name: string, mayBe: string, written: string, near: string) =>
  `${name} is ${mayBe}, not ${quote(written)}; the nearest is "${near}".`;

export const noToml = (reason: string) =>
  `this is no TOML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`;

export const unknownKey = (name: string, known: readonly string[], near: string) =>
  `${quote(name)} is not known here: there are ${list(known)}. The nearest is ${near}.`;

export const hex = (written: string) =>
  `hex is pairs of hexadecimal digits such as "00 ff", not ${quote(written)}.`;

export const loneBrace = (brace: string) =>
  `a brace that begins or ends no placeholder is written twice: ${brace}${brace}.`;

export const placeholder = (written: string, names: readonly string[], near: string) =>
  `${quote(written)} is no placeholder: between braces stands the number of a capture, or ${list(names)}. The nearest is ${near}.`;

export const numberPlaceholder = (written: string, name: string) =>
  `after ${name}: stands a capture and what is added to it, as in {${name}:0+1}, not ${quote(written)}.`;

export const capture = (written: string, captures: number) =>
  `${quote(written)} names no capture of this rule: there ${captures === 0 ? 'is 0' : `are 0 to ${captures}`}.`;

export const severalMatches = (first: string, second: string) =>
  `a rule matches by ${first} or by ${second}, not by both.`;

export const bytesWithoutRegex = () => 'bytes says what a regex sees: there is none in this rule.';

export const regex = (reason: string) => `this is no regular expression: ${reason}.`;

export const dripWithoutReply = () => 'drip is how a reply leaves: there is none here.';

export const doesNothing = () =>
  'this rule says nothing: give a condition, reply, remember or then.';

export const needed = (name: string, of: string) => `${of} needs ${name}.`;

export const noRules = () => 'there is no [[rule]] and no [greeting] in it.';

export const tooManyRules = (most: number) => `a file has at most ${most} rules.`;

export const atPlace = (path: string, line: number, column: number, message: string) =>
  `${path}:${line}:${column}: ${message}`;

export const unreadable = (path: string, reason: string) =>
  `the rules file ${path} can't be read: ${reason}.`;

export const noFile = 'it is no regular file';
export const noUtf8 = 'it is no text in UTF-8';
export const tooLong = (most: string) => `it has more than ${most}`;

/** What errno's name means, as far as it is known. */
export function system(code = 'EUNKNOWN', errno = 0): string {
  return errno !== 0 ? `${getSystemErrorMessage(-Math.abs(errno))} (${code})` : code;
}
