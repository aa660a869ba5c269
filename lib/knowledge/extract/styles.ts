/** Declarations of a rule or of a style attribute, by property in small letters. */
export type Style = Map<string, string>;

/** Letters this small, in CSS pixels, are none. */
const LEAST_SIZE = 2;
const LEAST_OPACITY = 0.1;
/** Text moved this far, in CSS pixels, or by this share of the screen, is off it. */
const OFF_BEFORE = -100;
const OFF_AFTER = 3_000;
const OFF_SHARE = -90;

/** A unit in CSS pixels; of what depends on the element, the usual. */
const PIXELS: Record<string, number> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 9.6 / 2.54,
  q: 2.4 / 2.54,
  em: 16,
  rem: 16,
  ex: 8,
  ch: 8,
  lh: 20,
  rlh: 20,
};
type Length = { pixels: number } | { share: number };

/** Reads declarations: escapes and comments are resolved, the last of a name counts unless one before is important. */
export function styleOf(text: string): Style {
  const plain = text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\\([\da-f]{1,6})\s?/gi, (_, code) => String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)))
    .replace(/\\/g, '');
  const style: Style = new Map();
  const important = new Set<string>();
  for (const declaration of plain.split(';')) {
    const at = declaration.indexOf(':');
    if (at < 0) continue;
    const name = declaration.slice(0, at).trim().toLowerCase();
    const [value = '', mark] = declaration
      .slice(at + 1)
      .toLowerCase()
      .split('!');
    if (important.has(name) && mark === undefined) continue;
    if (mark !== undefined) important.add(name);
    style.set(name, value.trim());
  }
  return style;
}

/** Whether a style takes its element out of sight, whatever the colours. */
export function hides(style: Style): boolean {
  const is = (name: string, ...values: string[]) => values.includes(style.get(name) ?? '');
  if (is('display', 'none') || is('visibility', 'hidden', 'collapse') || is('content-visibility', 'hidden'))
    return true;
  const opacity = style.get('opacity') ?? /opacity\(([^)]*)\)/.exec(style.get('filter') ?? '')?.[1];
  if (opacity !== undefined && shareOf(opacity) <= LEAST_OPACITY) return true;
  return hasNoSize(style) || isOffScreen(style) || isCutOff(style);
}

function hasNoSize(style: Style): boolean {
  // Of the shorthand the size is what comes first with a number and a unit, before the line's height.
  const size =
    style.get('font-size') ?? /(?:^|\s)(0|\d*\.?\d+(?:[a-z]+|%))(?=\s|\/)/.exec(style.get('font') ?? '')?.[1];
  const [length] = lengthsOf(size ?? '');
  if (length && ('pixels' in length ? length.pixels <= LEAST_SIZE : length.share <= (100 * LEAST_SIZE) / 16))
    return true;
  return ['height', 'max-height', 'width', 'max-width', 'block-size', 'inline-size'].some((name) => {
    const [extent] = lengthsOf(style.get(name) ?? '');
    return extent !== undefined && 'pixels' in extent && extent.pixels <= 1;
  });
}

function isOffScreen(style: Style): boolean {
  const some = (names: string[], test: (length: Length) => boolean) =>
    names.some((name) => lengthsOf(style.get(name) ?? '').some(test));
  const before = (length: Length) => 'pixels' in length && length.pixels <= OFF_BEFORE;
  const after = (length: Length) => 'pixels' in length && length.pixels >= OFF_AFTER;
  const byShare = (length: Length) => 'share' in length && length.share <= OFF_SHARE;
  const places = ['left', 'right', 'top', 'bottom', 'inset', 'inset-inline', 'inset-block', 'inset-inline-start'];
  return (
    some([...places, 'text-indent'], (length) => before(length) || after(length) || byShare(length)) ||
    some(['text-indent'], (length) => 'share' in length && length.share >= 100) ||
    some(['margin', 'margin-left', 'margin-top', 'margin-right', 'margin-inline-start'], before)
  );
}

function isCutOff(style: Style): boolean {
  const moved = `${style.get('transform') ?? ''} ${style.get('translate') ?? ''}`;
  const scale = /scale(?:3d|x|y)?\(([^)]*)\)/.exec(moved)?.[1] ?? style.get('scale');
  if (scale?.split(/[\s,]+/).some((part) => part !== '' && shareOf(part) <= LEAST_OPACITY)) return true;
  const way = `${/translate(?:3d|x|y)?\(([^)]*)\)/.exec(moved)?.[1] ?? ''} ${style.get('translate') ?? ''}`;
  if (lengthsOf(way).some((length) => 'pixels' in length && (length.pixels <= -500 || length.pixels >= OFF_AFTER)))
    return true;
  return (
    /rect\(\s*(?:0|1px)/.test(style.get('clip') ?? '') ||
    /(?:inset\(\s*(?:[5-9]\d|\d{3,})(?:\.\d+)?%|circle\(\s*0)/.test(style.get('clip-path') ?? '')
  );
}

/** The lengths in a value, in order; of the screen's measures (vw, vh) and of `%` the share. */
function lengthsOf(value: string): Length[] {
  return [...value.matchAll(/(?<![\w#.-])([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([a-z]*|%)(?![\w%])/g)].flatMap(
    ([, number = '', unit = '']): Length[] => {
      const amount = Number(number);
      if (/^(?:%|[sld]?v(?:w|h|i|b|min|max))$/.test(unit)) return [{ share: amount }];
      const pixels = Object.hasOwn(PIXELS, unit) ? PIXELS[unit] : undefined;
      return pixels === undefined ? [] : [{ pixels: amount * pixels }];
    },
  );
}

/** A number, or percent of one; what is neither hides nothing. */
function shareOf(value: string): number {
  const number = Number(value.trim().replace(/%$/, ''));
  if (value.trim() === '' || Number.isNaN(number)) return 1;
  return value.trim().endsWith('%') ? number / 100 : number;
}
