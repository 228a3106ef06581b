// What eyes make of colours: contrast as WCAG 2.2 defines it, colours as people without one kind of cone
// see them, and how far apart two of them look.

/** Each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const CUBE = [0, 95, 135, 175, 215, 255] as const;

/** Colours 16 to 255 of xterm's 256, which no terminal's owner changes: a cube, then greys. */
export function xtermColour(index: number): Rgb {
  if (index < 16 || index > 255) throw new RangeError(`${index} is its owner's colour`);
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return [grey, grey, grey];
  }
  const at = index - 16;
  const level = (step: number) => CUBE[step % 6] as number;
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6)), level(at)];
}

/** The sixteen as two much used terminals have them from the start: those of XTerm, and a PC's own. */
export const SIXTEEN: { readonly [terminal: string]: readonly Rgb[] } = {
  xterm: [
    '#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5',
    '#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff',
  ].flatMap((row) => row.split(' ').map(rgb)),
  pc: [
    '#000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa',
    '#555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff',
  ].flatMap((row) => row.split(' ').map(rgb)),
};

function linear([red, green, blue]: Rgb): [number, number, number] {
  const one = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return [one(red), one(green), one(blue)];
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2's contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
export const BLINDNESS = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies { readonly [kind: string]: Matrix };

/** A colour as seen without a kind of cone, as linear RGB. */
function seen(colour: Rgb, matrix: Matrix): Rgb {
  const from = linear(colour);
  const row = (weights: Rgb) =>
    Math.min(
      1,
      Math.max(
        0,
        weights.reduce((sum, weight, i) => sum + weight * (from[i] as number), 0),
      ),
    );
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** CIE L*a*b* of a linear RGB colour, white D65. */
function lab([red, green, blue]: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE76's difference of two colours for eyes without that kind of cone; about 2.3 is just noticed. */
export function difference(a: Rgb, b: Rgb, kind: keyof typeof BLINDNESS): number {
  const [one, other] = [lab(seen(a, BLINDNESS[kind])), lab(seen(b, BLINDNESS[kind]))];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
