import { textOf } from './dom.ts';

/**
 * What no reader sees as text. `noscript` is for browsers that nobody has; `button` is dealt with by itself, because
 * questions of an FAQ are often buttons.
 */
const NEVER_TEXT =
  'script, style, title, template, noscript, iframe, object, embed, applet, svg, math, canvas, audio, video, map, select, textarea, datalist, progress, meter, dialog:not([open]), link, meta, base, frame, frameset, noframes, noembed, xmp, plaintext';

/** Inline styles under which text cannot be read. */
const HIDING: readonly RegExp[] = [
  /display\s*:\s*none/i,
  /visibility\s*:\s*(?:hidden|collapse)/i,
  /content-visibility\s*:\s*hidden/i,
  /opacity\s*:\s*0*(?:\.0+)?%?\s*(?:;|!|$)/i,
  /font-size\s*:\s*(?:0+(?:\.\d+)?|[12](?:\.\d+)?px)[a-z%]*\s*(?:;|!|$)/i,
  /(?:^|;|\s)(?:left|right|top|bottom|text-indent|margin(?:-left|-top|-right)?)\s*:\s*-\d{3,}/i,
  /clip\s*:\s*rect\(\s*(?:0|1px)/i,
  /clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)/i,
  /(?:^|;|\s)(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|!|$)/i,
  /(?:^|;|\s)color\s*:\s*(?:transparent|rgba\([^)]*,\s*0(?:\.0+)?\s*\))/i,
  /transform\s*:\s*scale\(\s*0\s*\)/i,
];

/** Classes by which text is kept for screen readers, out of sight. */
const OUT_OF_SIGHT =
  '.sr-only, .visually-hidden, .visuallyhidden, .screen-reader-text, .screen-reader-only, .a11y-hidden, .u-hidden, .d-none, .hide, .is-hidden, .hidden';

const PRESSED = 'button, summary, label[for], [role="button"], [role="tab"], [aria-expanded], [onclick], [data-toggle]';

/**
 * Removes from a document whatever somebody who looks at the page cannot read: there, instructions to the assistant
 * would be hidden. What a press on the page unfolds (`<details>`, a panel with a button before it or with
 * `aria-controls`, `hidden="until-found"`) can be read and stays.
 */
export function removeUnseen(document: Document): void {
  const body = document.body;
  const hidden = new Set<Element>(
    [...body.querySelectorAll(OUT_OF_SIGHT)].filter((element) => !isShownOnWideScreens(element)),
  );
  for (const selector of hiddenByStyle(document))
    for (const element of body.querySelectorAll(selector)) hidden.add(element);
  for (const element of body.querySelectorAll(NEVER_TEXT)) element.remove();
  const controlled = new Set<string>();
  for (const control of body.querySelectorAll('[aria-controls]')) {
    for (const id of control.getAttribute('aria-controls')?.split(/\s+/) ?? []) controlled.add(id);
  }
  for (const element of body.querySelectorAll('[hidden], [aria-hidden], [style]')) {
    if (hidesItself(element)) hidden.add(element);
  }
  for (const element of hidden) {
    if (unfolds(element, controlled))
      for (const name of ['hidden', 'aria-hidden', 'style']) element.removeAttribute(name);
    else element.remove();
  }
  for (const comment of commentsIn(body)) comment.remove();
}

function isShownOnWideScreens(element: Element): boolean {
  return /(?:^|\s)(?:(?:sm|md|lg|xl|2xl):(?!hidden)|d-(?:sm|md|lg|xl|xxl)-(?!none))/.test(element.className);
}

function hidesItself(element: Element): boolean {
  const attribute = element.getAttribute('hidden');
  if (attribute !== null && attribute !== 'until-found') return true;
  if (element.getAttribute('aria-hidden')?.trim().toLowerCase() === 'true') return true;
  const style = element.getAttribute('style');
  return style !== null && hides(style);
}

function hides(style: string): boolean {
  const plain = style.replace(/\/\*[\s\S]*?\*\//g, '');
  if (HIDING.some((pattern) => pattern.test(plain))) return true;
  const value = (name: string) =>
    new RegExp(`(?:^|;|\\s)${name}\\s*:\\s*([^;!]+)`, 'i').exec(plain)?.[1]?.trim().toLowerCase();
  const color = value('color');
  return color !== undefined && (color === value('background') || color === value('background-color'));
}

function unfolds(element: Element, controlled: Set<string>): boolean {
  if (element.id && controlled.has(element.id)) return true;
  const role = element.getAttribute('role');
  if (role === 'tabpanel' && element.hasAttribute('aria-labelledby')) return true;
  const before = element.previousElementSibling;
  return (
    before !== null && (before.matches(PRESSED) || before.querySelector(PRESSED) !== null) && textOf(before) !== ''
  );
}

/**
 * Selectors that the page's own style sheet hides: simple ones (element, classes, id). Sheets in files are not loaded,
 * and rules for some screens only are left out.
 */
function hiddenByStyle(document: Document): string[] {
  const sheet = [...document.querySelectorAll('style')]
    .map((style) => style.textContent ?? '')
    .join('\n')
    .slice(0, 500_000)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  return [...sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)]
    .filter(([, , rules = '']) => hides(rules))
    .flatMap(([, selectors = '']) => selectors.split(','))
    .map((selector) => selector.trim())
    .filter((selector) => /^[a-z]*(?:[.#][\w-]+)+$/i.test(selector));
}

function commentsIn(body: Element): ChildNode[] {
  const found: ChildNode[] = [];
  const walk = (node: Node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 8) found.push(child);
      else walk(child);
    }
  };
  walk(body);
  return found;
}
