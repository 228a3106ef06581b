import { describe, expect, it } from 'vitest';
import type { ConnectionState, EndpointState } from '../../source/protocol/views.ts';
import { THEME_NAMES, type ThemeName } from '../../source/theme-names.ts';
import { STATE_MEANING } from '../../source/ui/panes/cells.ts';
import { screenLines } from '../../source/ui/panes/screen.ts';
import { bar } from '../../source/ui/text/plot.ts';
import { type Colour, LOOKS, type Look, type Meaning } from '../../source/ui/theme/looks.ts';
import { styleOf } from '../../source/ui/theme/sgr.ts';
import { type ColorBits, makeTheme, nextTheme } from '../../source/ui/theme.ts';
import {
  BLINDNESS,
  contrast,
  difference,
  type Rgb,
  rgb,
  SIXTEEN,
  xtermColour,
} from './support/colour.ts';
import { press, stateOf } from './support/state.ts';
import { at, clientRow, tcpRow, viewOf, waitingRoom } from './support/views.ts';

const MEANINGS = Object.keys(LOOKS.terminal).filter((name) => name !== 'normal') as Meaning[];

function glyphsOf(ascii: boolean): readonly string[] {
  const { glyphs, levels } = makeTheme({ color: 0, ascii });
  return [...Object.values(glyphs), ...levels];
}

describe('theme', () => {
  it.each(THEME_NAMES)('%s: every meaning is begun and ended, with 4, 8 and 24 bits', (name) => {
    for (const color of [4, 8, 24] as const) {
      const { paint } = makeTheme({ color, ascii: false, name });
      for (const meaning of MEANINGS) {
        expect(paint(meaning, 'x')).toMatch(/^\x1b\[[0-9;]+mx\x1b\[[0-9;]+m$/);
      }
      expect(paint('normal', 'x')).toBe('x');
      expect(paint('failed', '')).toBe('');
    }
  });

  it.each([0, 1] satisfies ColorBits[])('with %i bits nothing is painted', (color) => {
    const { paint } = makeTheme({ color, ascii: false, name: 'dark' });
    for (const meaning of MEANINGS) expect(paint(meaning, 'x')).toBe('x');
  });

  it('has every glyph one column wide, and in ASCII where asked', () => {
    const unicode = glyphsOf(false);
    const ascii = glyphsOf(true);
    for (const glyph of [...unicode, ...ascii]) expect(glyph).toHaveLength(1);
    expect(ascii.join('')).toMatch(/^[\x21-\x7e]+$/);
  });

  it('goes through all of them for the same terminal', () => {
    let theme = makeTheme({ color: 8, ascii: true });
    const seen = THEME_NAMES.map(() => {
      theme = nextTheme(theme);
      expect(theme).toMatchObject({ color: 8, ascii: true });
      return theme.name;
    });
    expect(seen).toEqual([...THEME_NAMES.slice(1), THEME_NAMES[0]]);
  });
});

describe('sequences', () => {
  const look: Look = {
    colour: { many: 231, few: 15 },
    background: { many: 24, few: 4 },
    attributes: ['underline'],
  };
  it('are of 256 colours where there are so many, and end what they began alone', () => {
    expect(styleOf(look, true)).toEqual(['\x1b[4;38;5;231;48;5;24m', '\x1b[24;39;49m']);
  });
  it('are of the sixteen where there are no more', () => {
    expect(styleOf(look, false)).toEqual(['\x1b[4;97;44m', '\x1b[24;39;49m']);
    const background = { many: 16, few: 8 };
    expect(styleOf({ background }, false)).toEqual(['\x1b[100m', '\x1b[49m']);
  });
  it.each(THEME_NAMES)('%s: a terminal with sixteen colours gets those alone', (name) => {
    const { paint } = makeTheme({ color: 4, ascii: false, name });
    for (const meaning of MEANINGS) expect(paint(meaning, 'x')).not.toMatch(/[34]8;/);
  });
});

/** Backgrounds people have: black, VS Code, Dracula, Ubuntu, Solarized; white, Solarized, light grey. */
const DARK = ['#000000', '#1e1e1e', '#282a36', '#300a24', '#002b36'].map(rgb);
const LIGHT = ['#ffffff', '#fdf6e3', '#eeeeee'].map(rgb);

type OwnColours = Exclude<ThemeName, 'terminal'>;
const BACKGROUNDS: { readonly [Name in OwnColours]: readonly Rgb[] } = {
  dark: DARK,
  colorblind: DARK,
  light: LIGHT,
  'colorblind-light': LIGHT,
};
const OWN_COLOURS = Object.keys(BACKGROUNDS) as OwnColours[];

/** WCAG 2.2, 1.4.3: for text of any size. */
const READABLE = 4.5;

describe.each(OWN_COLOURS)('%s can be read', (name) => {
  const looks = Object.entries(LOOKS[name]).filter(([, { colour }]) => colour !== undefined);

  it.each(looks)('%s, with 256 colours', (_meaning, { colour, background }) => {
    const behind = background === undefined ? BACKGROUNDS[name] : [xtermColour(background.many)];
    for (const each of behind) {
      expect(contrast(xtermColour((colour as Colour).many), each)).toBeGreaterThanOrEqual(READABLE);
    }
  });

  it.each(looks)('%s, with sixteen', (_meaning, { colour, background }) => {
    for (const colours of Object.values(SIXTEEN)) {
      const page = BACKGROUNDS[name] === DARK ? 0 : 15;
      const behind = colours[background?.few ?? page] as Rgb;
      const text = colours[(colour as Colour).few] as Rgb;
      expect(contrast(text, behind)).toBeGreaterThanOrEqual(READABLE);
    }
  });

  it('and nothing is faint: how faint is not known', () => {
    for (const { attributes = [] } of Object.values(LOOKS[name])) {
      expect(attributes).not.toContain('faint');
    }
  });
});

/** What stands beside each other and means something else. */
const STATES = ['served', 'waiting', 'closing', 'paused', 'failed'] as const;
const PAIRS: readonly (readonly [Meaning, Meaning])[] = [
  ...STATES.flatMap((one, i) => STATES.slice(i + 1).map((other) => [one, other] as const)),
  ['incoming', 'outgoing'],
];
/** Some six times what is just noticed. */
const APART = 15;

function least(name: ThemeName): number {
  const colours = LOOKS[name];
  const differences = PAIRS.flatMap(([one, other]) => {
    const [a, b] = [colours[one].colour, colours[other].colour];
    if (a === undefined || b === undefined) return [];
    return (Object.keys(BLINDNESS) as (keyof typeof BLINDNESS)[]).map((kind) =>
      difference(xtermColour(a.many), xtermColour(b.many), kind),
    );
  });
  return Math.min(...differences);
}

describe('with sixteen colours', () => {
  /** Beside those: in the row of a connection of ours its address, and that it is not there yet. */
  const pairs = [...PAIRS, ['outgoing', 'waiting'] as const];
  /** What a terminal is told to draw with. */
  const drawn = (name: ThemeName, meaning: Meaning) => styleOf(LOOKS[name][meaning], false)[0];

  it.each(THEME_NAMES)('%s: what must not be taken for each other is drawn differently', (name) => {
    for (const [one, other] of pairs) {
      expect(drawn(name, one), `${one}, ${other}`).not.toBe(drawn(name, other));
    }
  });
});

describe('for colour-blind eyes', () => {
  it.each(['colorblind', 'colorblind-light'] as const)('%s keeps states apart', (name) => {
    expect(least(name)).toBeGreaterThan(APART);
  });

  it('the others do not, which is why these are there', () => {
    expect(least('dark')).toBeLessThan(APART);
    expect(least('light')).toBeLessThan(APART);
  });

  it.each(['colorblind', 'colorblind-light'] as const)('%s underlines what went wrong', (name) => {
    expect(LOOKS[name].failed.attributes).toEqual(['underline']);
    expect(LOOKS[name].lost.attributes).toEqual(['underline']);
  });
});

describe('the key for it', () => {
  it('goes on to the next theme, says which, and draws in it', () => {
    const { state } = press(stateOf({ color: 8, view: waitingRoom() }), 'T');
    expect(state.options.theme.name).toBe('dark');
    const [first, ...rest] = screenLines(state);
    expect(rest.at(-1)).toContain('--theme dark');
    expect(first).toContain(state.options.theme.paint('waiting', '3 waiting'));
  });

  it('does nothing where there is no colour', () => {
    const { state } = press(stateOf({ color: 0, view: waitingRoom() }), 'T');
    expect(state.options.theme.name).toBe('terminal');
    expect(state.message).toBeNull();
  });
});

describe('without any colour', () => {
  const local = at('[fe80::1:2:3:4%eth0]:7000');
  const OF_ENDPOINTS: readonly string[] = [
    'OPENING',
    'LISTEN',
    'BOUND',
    'JOINED',
    'PAUSED',
    'FAILED',
  ];

  it.each(Object.keys(STATE_MEANING))('%s is a word in its row, at every width', (word) => {
    const state = word as EndpointState & ConnectionState;
    const view = viewOf(
      OF_ENDPOINTS.includes(word)
        ? { listen: [tcpRow({ state, local })] }
        : { clients: [clientRow({ state, remote: local, endpoint: 'tcp-1000' })] },
    );
    for (let columns = 60; columns <= 250; columns += 5) {
      const screen = screenLines(stateOf({ columns, rows: 40, view })).join('\n');
      expect(screen, `${columns}`).toContain(` ${word} `);
    }
  });

  it.each([
    5, 4096,
  ])('a full queue of %i is a full bar, one that is not has room in it', (backlog) => {
    const theme = makeTheme({ color: 0, ascii: false });
    expect(bar(backlog, backlog, 5, theme)).not.toContain(theme.glyphs.empty);
    expect(bar(backlog - 1, backlog, 5, theme)).toContain(theme.glyphs.empty);
  });
});
