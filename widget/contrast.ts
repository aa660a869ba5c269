/** WCAG's smallest contrast for normal text. */
const AA = 4.5;

type Rgb = [number, number, number];

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => Number(`0x${hex.slice(at, at + 2)}`)) as Rgb;
const format = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

function luminance(hex: string): number {
  const [r, g, b] = parse(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast of two colours (`#rrggbb`), from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White where it reads well on this colour, else black. One of the two always reaches AA. */
export const textOn = (background: string): string => (contrast('#ffffff', background) >= AA ? '#ffffff' : '#000000');

/** The colour itself, or the nearest mix with white or black that reads at AA on this background. */
export function readable(color: string, background: string): string {
  const target = parse(textOn(background));
  const from = parse(color);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = format(from.map((part, i) => part + ((target[i] as number) - part) * share) as Rgb);
    if (contrast(mixed, background) >= AA) return mixed;
  }
  return format(target);
}

/** A usable `#rrggbb`, or the fallback: the colour comes from outside. */
export const safeColor = (value: unknown, fallback: string): string =>
  typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : fallback;
