/** WCAG's smallest contrast for normal text. */
const AA = 4.5;

/** How much red, green and blue add to what the eye sees. */
const WEIGHTS = [0.2126, 0.7152, 0.0722];

const parts = (hex: string): number[] => [1, 3, 5].map((at) => Number(`0x${hex.slice(at, at + 2)}`));

/** WCAG's relative luminance, with the flare of a screen that its contrast adds. */
const light = (hex: string): number =>
  parts(hex).reduce((sum, part, at) => {
    const share = part / 255;
    return sum + (share > 0.04045 ? ((share + 0.055) / 1.055) ** 2.4 : share / 12.92) * (WEIGHTS[at] as number);
  }, 0.05);

/** WCAG contrast of two colours (`#rrggbb`), from 1 to 21. */
export function contrast(a: string, b: string): number {
  const ratio = light(a) / light(b);
  return Math.max(ratio, 1 / ratio);
}

/** White where it reads well on this colour, else black. One of the two always reaches AA. */
export const textOn = (background: string): string => (contrast('#ffffff', background) < AA ? '#000000' : '#ffffff');

/** The colour itself, or the nearest lighter or darker one that reads at AA on this background. */
export function readable(color: string, background: string): string {
  if (contrast(color, background) >= AA) return color;
  const step = textOn(background) > '#8' ? 9 : -9;
  const next = parts(color).map((part) => (Math.max(0, Math.min(255, part + step)) + 256).toString(16).slice(1));
  return readable(`#${next.join('')}`, background);
}

/** A usable `#rrggbb`, or the fallback: the colour comes from outside. */
export const safeColor = (value: unknown, fallback: string): string =>
  typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : fallback;
