// Own code: what reads CSS colours among the libraries here does so for drawing, with a parser of everything else in CSS.

/** A colour as sRGB from 0 to 1, with its opacity. */
export type Colour = { red: number; green: number; blue: number; alpha: number };

/** Below this contrast (WCAG 2.2, 1 to 21) text cannot be told from what it stands on; light grey on white has 1.2. */
const LEAST_CONTRAST = 1.15;
const LEAST_ALPHA = 0.1;

/** Names of colours that hide text on a page as it comes (light ones), and of common grounds. */
const NAMES: Record<string, string> = {
  white: 'fff',
  snow: 'fffafa',
  ivory: 'fffff0',
  azure: 'f0ffff',
  mintcream: 'f5fffa',
  ghostwhite: 'f8f8ff',
  whitesmoke: 'f5f5f5',
  floralwhite: 'fffaf0',
  aliceblue: 'f0f8ff',
  honeydew: 'f0fff0',
  seashell: 'fff5ee',
  lightyellow: 'ffffe0',
  lightcyan: 'e0ffff',
  black: '000',
  gray: '808080',
  grey: '808080',
  silver: 'c0c0c0',
  red: 'f00',
  maroon: '800000',
  yellow: 'ff0',
  lime: '0f0',
  green: '008000',
  aqua: '0ff',
  teal: '008080',
  blue: '00f',
  navy: '000080',
  fuchsia: 'f0f',
  purple: '800080',
  orange: 'ffa500',
};

export const WHITE: Colour = { red: 1, green: 1, blue: 1, alpha: 1 };

/** Reads a colour: hexadecimal, rgb, hsl, of lab and lch their lightness, common names. Null for what is none, or unknown. */
export function colourOf(text: string): Colour | null {
  const value = text.trim().toLowerCase();
  if (value === 'transparent') return { ...WHITE, alpha: 0 };
  const hex = /^#([\da-f]{3,8})$/.exec(value)?.[1] ?? (Object.hasOwn(NAMES, value) ? NAMES[value] : undefined);
  if (hex) return fromHex(hex);
  const [, name = '', inside = ''] = /^(rgba?|hsla?|lab|lch|oklab|oklch)\(([^()]*)\)$/.exec(value) ?? [];
  const parts = inside.split(/[\s,/]+/).filter(Boolean);
  if (parts.length < 3) return null;
  const part = (at: number, whole: number): number => {
    const number = Number.parseFloat(parts[at] ?? '');
    if (Number.isNaN(number)) return 0;
    return bounded(parts[at]?.endsWith('%') ? number / 100 : number / whole);
  };
  const alpha = parts.length > 3 ? part(3, 1) : 1;
  if (name.startsWith('rgb')) return { red: part(0, 255), green: part(1, 255), blue: part(2, 255), alpha };
  if (name.startsWith('hsl')) return fromHsl(Number.parseFloat(parts[0] ?? '') || 0, part(1, 100), part(2, 100), alpha);
  const grey = part(0, name.startsWith('ok') ? 1 : 100);
  return { red: grey, green: grey, blue: grey, alpha };
}

/** Whether text of this colour cannot be read on that ground. */
export function isUnreadable(colour: Colour, ground: Colour): boolean {
  if (colour.alpha <= LEAST_ALPHA) return true;
  const mixed = (name: 'red' | 'green' | 'blue') => colour[name] * colour.alpha + ground[name] * (1 - colour.alpha);
  const one = luminance({ red: mixed('red'), green: mixed('green'), blue: mixed('blue'), alpha: 1 });
  const other = luminance(ground);
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < LEAST_CONTRAST && isNear(colour, ground);
}

/** Colours of one lightness can still be told by their hue. */
const isNear = (one: Colour, other: Colour): boolean =>
  Math.max(Math.abs(one.red - other.red), Math.abs(one.green - other.green), Math.abs(one.blue - other.blue)) *
    one.alpha <
  0.25;

/** Relative luminance (WCAG 2.2). */
function luminance({ red, green, blue }: Colour): number {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function fromHex(hex: string): Colour | null {
  const short = hex.length <= 4;
  if (![3, 4, 6, 8].includes(hex.length)) return null;
  const part = (at: number): number => {
    const digits = short ? hex.slice(at, at + 1).repeat(2) : hex.slice(at * 2, at * 2 + 2);
    return digits === '' ? 1 : Number.parseInt(digits, 16) / 255;
  };
  return { red: part(0), green: part(1), blue: part(2), alpha: part(3) };
}

/** CSS Color 4, section 7: from hue in degrees, saturation and lightness. */
function fromHsl(hue: number, saturation: number, lightness: number, alpha: number): Colour {
  const part = (shift: number): number => {
    const at = (((shift + hue / 30) % 12) + 12) % 12;
    return lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(at - 3, 9 - at, 1));
  };
  return { red: part(0), green: part(8), blue: part(4), alpha };
}

const bounded = (number: number): number => Math.min(1, Math.max(0, number));
