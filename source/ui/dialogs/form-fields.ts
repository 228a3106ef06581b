// The new-endpoint form's data: its rows, and the spec they make. One text is the truth: the spec, as
// endpoint-spec.ts reads it. The fields are a way to write it, and are filled from it.

import { KINDS, kindInfo, type OptionInfo, splitAtCommas } from '../../endpoint-spec.ts';
import { type EndpointKind, isOutgoing } from '../../protocol/spec.ts';
import { form as messages } from './messages.ts';

/** What is written in the fields, by row name; empty or absent: the default. */
export type Values = Readonly<Record<string, string>>;

export interface Row {
  /** `spec`, `kind`, `host`, `port`, or an option's name: also how parseSpec names what is wrong. */
  readonly name: string;
  readonly label: string;
  /** The words to choose from; null: free text. */
  readonly words: readonly string[] | null;
  /** What holds while nothing is written. */
  readonly placeholder: string;
  /** What may be written, or what it means: a few words. */
  readonly remark: string;
  /** A comma in it is escaped; in others it would begin the next option, and is left out. */
  readonly escaped: boolean;
  /** A sentence about it, for the row that is edited. */
  readonly about: string;
}

const KIND_WORDS = KINDS.map((info) => info.kind);

/** The rows of the form, the spec line first. */
export function rowsOf(kind: EndpointKind): readonly Row[] {
  const info = kindInfo(kind);
  return [
    {
      name: 'spec',
      label: messages.labels.spec,
      words: null,
      placeholder: messages.specPlaceholder,
      remark: '',
      escaped: false,
      about: messages.about.spec,
    },
    {
      name: 'kind',
      label: messages.labels.kind,
      words: KIND_WORDS,
      placeholder: kind,
      remark: info.meaning,
      escaped: false,
      about: messages.about.kind(info.meaning),
    },
    {
      name: 'host',
      label: messages.labels.host,
      words: null,
      placeholder: info.defaultHost ?? messages.hostRequired,
      remark: '',
      escaped: false,
      about: messages.about.host(kind),
    },
    {
      name: 'port',
      label: messages.labels.port,
      words: null,
      placeholder: messages.portRequired,
      remark: '',
      escaped: false,
      about: isOutgoing(kind) ? messages.about.remotePort : messages.about.port,
    },
    ...info.options.map(optionRow),
  ];
}

function optionRow(option: OptionInfo): Row {
  return {
    name: option.name,
    label: option.name,
    words: option.words,
    placeholder: option.default,
    remark: option.words === null ? option.syntax : option.meaning,
    escaped: option.escaped ?? false,
    about: messages.about.option(option.meaning, option.syntax),
  };
}

/** The spec that the fields make, valid or not; what has its default is left out. */
export function specOf(kind: EndpointKind, values: Values): string {
  const host = values.host ?? '';
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const address = `${host === '' ? '' : `${bracketed}:`}${values.port ?? ''}`;
  const options = kindInfo(kind)
    .options.filter(({ name, default: usual }) => ![undefined, '', usual].includes(values[name]))
    .map(({ name }) => `,${name}=${values[name]}`);
  return `${kind}:${address}${options.join('')}`;
}

export interface Fields {
  readonly kind: EndpointKind;
  readonly values: Values;
}

/** Fills the fields from a spec that may still be half written; what fits no field is left out. */
export function fieldsOf(spec: string, current: EndpointKind): Fields {
  const [head = '', ...options] = splitAtCommas(spec.trim());
  const colon = head.indexOf(':');
  const word = colon === -1 ? head : head.slice(0, colon);
  const kind = KINDS.find((info) => info.kind === word)?.kind ?? current;
  const values: Record<string, string> = colon === -1 ? {} : splitAddress(head.slice(colon + 1));
  const known = new Map(kindInfo(kind).options.map((option) => [option.name, option]));
  for (const option of options) {
    const equals = option.indexOf('=');
    const name = (equals === -1 ? option : option.slice(0, equals)).trim();
    const value = equals === -1 ? known.get(name)?.bare : option.slice(equals + 1).trim();
    if (known.has(name) && value !== undefined) values[name] = value;
  }
  return { kind, values };
}

function splitAddress(text: string): Record<string, string> {
  const bracketed = /^\[([^\]]*)\]?(?::(.*))?$/.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' };
  const colon = text.lastIndexOf(':');
  if (colon !== -1) return { host: text.slice(0, colon), port: text.slice(colon + 1) };
  return /^\d*$/.test(text) ? { host: '', port: text } : { host: text, port: '' };
}
