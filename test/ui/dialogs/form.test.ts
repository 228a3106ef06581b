import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS, parseSpec } from '../../../source/endpoint-spec.ts';
import { type FormState, initialForm, newEndpointForm } from '../../../source/ui/dialogs/form.ts';
import { fieldsOf, rowsOf, specOf } from '../../../source/ui/dialogs/form-fields.ts';
import { close, pass, send } from '../../../source/ui/dialogs/outcome.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { answer, contextOf, expectRobust, feed, paste, press, textOf, type } from './support.ts';

const form = newEndpointForm;
const start = initialForm();
const tab = press('tab');
const enter = press('enter');
const tabs = (n: number) => Array(n).fill(tab);
const lineOf = (state: FormState, label: string): string =>
  textOf(form, state)
    .split('\n')
    .find((line) => line.slice(3).startsWith(`${label} `)) ?? '';

function opened(spec: string) {
  const parsed = parseSpec(spec);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return send({ type: 'open', spec: parsed.spec });
}

it('does not move a default when its field is entered', () => {
  const context = contextOf({ theme: makeTheme({ color: 8, ascii: false }) });
  const backlog = (state: FormState) => {
    const text = textOf(form, state, context).replace(/\x1b\[[0-9;]*m/g, '');
    return text
      .split('\n')
      .find((line) => line.includes(' backlog '))
      ?.indexOf('128');
  };
  const entered = feed(form, start, tabs(5));
  expect(lineOf(entered, 'backlog')).toContain('|128');
  expect(backlog(start)).toBeGreaterThan(0);
  expect(backlog(entered)).toBe(backlog(start));
});

describe('the spec line', () => {
  it('opens what is typed', () => {
    const spec = 'udp:7001,service=upper';
    expect(answer(form, start, [...type(spec), enter])).toEqual(opened(spec));
  });

  it('opens what is pasted, line end and all', () => {
    const spec = 'tcp:[::1]:7000,mode=manual';
    expect(answer(form, start, [paste(`${spec}\n`), enter])).toEqual(opened(spec));
  });

  it('fills the fields', () => {
    const state = feed(form, start, type('udp:0.0.0.0:7001,service=upper,delay=2s'));
    expect(lineOf(state, 'kind')).toContain('[udp]');
    expect(lineOf(state, 'host')).toContain('0.0.0.0');
    expect(lineOf(state, 'port')).toContain('7001');
    expect(lineOf(state, 'service')).toContain('[upper]');
    expect(lineOf(state, 'delay')).toContain('2s');
    expect(lineOf(state, 'mode')).toBe('');
  });

  it('says under the field what is wrong there, with the nearest word', () => {
    const lines = textOf(form, feed(form, start, type('tcp:7000,mode=sequental'))).split('\n');
    const mode = lines.findIndex((line) => line.includes('[sequental]'));
    const text = `${lines[mode + 1]} ${lines[mode + 2]}`.replace(/\s+/g, ' ');
    expect(text).toContain('mode is concurrent, sequential or manual');
    expect(text).toContain('nearest is sequential');
    expect(lines.join('\n')).toContain('Not yet: see mode.');
  });

  it('says under the line what belongs to no field', () => {
    const lines = textOf(form, feed(form, start, type('tcp:7000,mod=x'))).split('\n');
    expect(lines[2]).toContain('the options of tcp are');
  });

  it('stays open at Enter while it is wrong', () => {
    for (const text of ['', 'tcp:', 'tcp:99999', 'nonsense', 'udp-client:0']) {
      expect(answer(form, start, [...type(text), enter]).then).toBe('stay');
    }
  });
});

describe('the fields', () => {
  it('make the spec', () => {
    // kind, host, port, then the options of tcp.
    const keys = [...tabs(3), ...type('7000'), tab, press('right'), tab, ...type('5')];
    const state = feed(form, start, keys);
    expect(state.spec).toBe('tcp:7000,mode=sequential,backlog=5');
    expect(textOf(form, state)).toContain('Enter opens  tcp:7000,mode=sequential,backlog=5');
    expect(answer(form, state, [enter])).toEqual(opened(state.spec));
  });

  it('choose words by arrows and by letter, round and round', () => {
    const kinds = (keys: readonly ReturnType<typeof press>[]) =>
      feed(form, start, [tab, ...keys]).kind;
    expect(kinds([press('right')])).toBe('udp');
    expect(kinds([press('left')])).toBe('relay');
    expect(kinds(Array(7).fill(press('right')))).toBe('tcp');
    expect(kinds(type('m'))).toBe('multicast');
    expect(kinds(type('z'))).toBe('tcp');
  });

  it('keep what fits when the kind changes, and ask for the group', () => {
    const state = feed(form, start, [...type('tcp:7000,mode=manual'), tab, ...type('m')]);
    expect(state.spec).toBe('multicast:7000');
    expect(textOf(form, state).replace(/\s+/g, ' ')).toContain('multicast needs its group');
    expect(feed(form, state, [press('home')]).spec).toBe('tcp:7000,mode=manual');
  });

  it('escape a comma in free text as it is typed, and keep one that is escaped', () => {
    const keys = [...type('tcp-client:7000'), ...tabs(5), ...type('a,b\\,c')];
    const state = feed(form, start, keys);
    expect(state.spec).toBe('tcp-client:7000,send=a\\,b\\,c');
    const back = feed(form, state, [press('left'), press('left'), ...type('x,')]);
    expect(back.spec).toBe('tcp-client:7000,send=a\\,bx\\,\\,c');
  });

  it('put IPv6 into brackets', () => {
    const state = feed(form, start, [...tabs(2), ...type('::1'), tab, ...type('7')]);
    expect(state.spec).toBe('tcp:[::1]:7');
    expect(answer(form, state, [enter])).toEqual(opened('tcp:[::1]:7'));
  });

  it('take no comma: it would begin another option', () => {
    const state = feed(form, start, [...tabs(3), ...type('70,00')]);
    expect(state.spec).toBe('tcp:7000');
  });

  it('take a whole spec pasted into any of them', () => {
    for (const n of [1, 2, 3, 4]) {
      const keys = [...tabs(n), paste('udp:7001,service=upper\n')];
      expect(feed(form, start, keys).spec).toBe('udp:7001,service=upper');
    }
  });

  it('lead Enter to the one that is wrong', () => {
    const state = feed(form, start, [...tabs(4), press('right'), enter, ...type('7000')]);
    expect(answer(form, state, [enter])).toEqual(opened('tcp:7000,mode=sequential'));
  });

  it('go round with Tab and Shift-Tab', () => {
    const count = rowsOf('tcp').length;
    expect(feed(form, start, tabs(count)).row).toBe(0);
    expect(feed(form, start, [press('back-tab')]).row).toBe(count - 1);
  });

  it('go back to their default when emptied', () => {
    const keys = [...type('tcp:7,mode=manual'), ...tabs(4), press('backspace')];
    expect(feed(form, start, keys).spec).toBe('tcp:7');
  });
});

it('leaves Esc to close and Ctrl-C to the application', () => {
  expect(answer(form, start, [press('escape')])).toEqual(close);
  for (const n of [0, 1, 2]) {
    expect(answer(form, start, [...tabs(n), press('control', 'c')])).toEqual(pass);
  }
});

it('explains every field within 80 columns', () => {
  for (const { kind } of KINDS) {
    for (const { name, about } of rowsOf(kind)) {
      expect([name, about.length <= 79]).toEqual([name, true]);
    }
  }
});

it('stands still while kinds change and problems come and go', () => {
  const heights = ['', 'tcp:', 'tcp:7000,mode=x', 'udp:7001', 'multicast:1', 'tcp:7,x=y'].map(
    (text) => form.lines(feed(form, start, type(text)), contextOf()).length,
  );
  expect(new Set(heights).size).toBe(1);
});

it('keeps the edited field in sight in a low window', () => {
  const low = contextOf({ width: 60, height: 8 });
  for (let n = 0; n < rowsOf('tcp').length; n += 1) {
    const state = feed(form, start, tabs(n), low);
    expect(textOf(form, state, low)).toContain(`› ${rowsOf('tcp')[n]?.label}`);
  }
});

it('makes from the fields the spec that filled them', () => {
  const specs = fc.constantFrom(
    'tcp:7000',
    'tcp:host-1.example:7000,mode=manual,idle=5s',
    'udp:[fe80::1%eth0]:0,buffer=64kB',
    'multicast:[ff02::1]:5000,interface=eth0,source=fe80::1',
    'multicast:239.1.1.1:5000,interface=lo',
  );
  fc.assert(
    fc.property(specs, (spec) => {
      const { kind, values } = fieldsOf(spec, 'tcp');
      expect(specOf(kind, values)).toBe(spec);
    }),
  );
});

it('fills a field from a word that stands alone in the spec', () => {
  const { values } = fieldsOf('relay:7000,to=80,cut-after=1kB,half-close', 'tcp');
  expect(values).toMatchObject({ 'cut-after': '1kB', 'half-close': 'on' });
});

it('keeps its bounds', () => {
  expectRobust(form, fc.constant(start));
});
