import { type Colour, colourOf, isUnreadable, WHITE } from './colours.ts';
import { OUT_OF_SIGHT, textOf } from './dom.ts';
import { hides, type Style, styleOf } from './styles.ts';

/**
 * What no reader sees as text. `noscript` is for browsers that nobody has; `button` is dealt with by itself, because
 * questions of an FAQ are often buttons.
 */
const NEVER_TEXT =
  'script, style, title, template, noscript, iframe, object, embed, applet, svg, math, canvas, audio, video, map, select, textarea, datalist, progress, meter, dialog:not([open]), link, meta, base, frame, frameset, noframes, noembed, xmp, plaintext';

/** What unfolds the element after it. A label does where it is that of a box to check. */
const PRESSED = 'button, summary, label[for], [role="button"], [role="tab"], [aria-expanded], [onclick], [data-toggle]';

/**
 * Removes from a document whatever somebody who looks at the page cannot read: there, instructions to the assistant
 * would be hidden. What a press on the page unfolds (`<details>`, a panel with a button before it or with
 * `aria-controls`, `hidden="until-found"`) can be read and stays.
 */
export function removeUnseen(document: Document): void {
  const body = document.body;
  const styles = stylesOf(document);
  const hidden = new Set<Element>(
    [...body.querySelectorAll(OUT_OF_SIGHT)].filter((element) => !isShownOnWideScreens(element)),
  );
  for (const element of body.querySelectorAll(NEVER_TEXT)) element.remove();
  const controlled = new Set<string>();
  for (const control of body.querySelectorAll('[aria-controls]')) {
    for (const id of control.getAttribute('aria-controls')?.split(/\s+/) ?? []) controlled.add(id);
  }
  for (const element of body.querySelectorAll('[hidden], [aria-hidden]')) {
    if (hidesItself(element)) hidden.add(element);
  }
  for (const [element, style] of styles)
    if (hides(style) && element !== body && body.contains(element)) hidden.add(element);
  for (const element of hidden) {
    if (unfolds(element, controlled))
      for (const name of ['hidden', 'aria-hidden', 'style']) element.removeAttribute(name);
    else element.remove();
  }
  removeUnreadable(body, styles, { colour: null, ground: groundOf(styles, document.documentElement, WHITE) });
}

function isShownOnWideScreens(element: Element): boolean {
  return /(?:^|\s)(?:(?:sm|md|lg|xl|2xl):(?!hidden)|d-(?:sm|md|lg|xl|xxl)-(?!none))/.test(element.className);
}

function hidesItself(element: Element): boolean {
  const attribute = element.getAttribute('hidden');
  if (attribute !== null && attribute !== 'until-found') return true;
  return element.getAttribute('aria-hidden')?.trim().toLowerCase() === 'true';
}

function unfolds(element: Element, controlled: Set<string>): boolean {
  if (element.id && controlled.has(element.id)) return true;
  const role = element.getAttribute('role');
  if (role === 'tabpanel' && element.hasAttribute('aria-labelledby')) return true;
  const before = element.previousElementSibling;
  if (before === null) return false;
  const controls = before.matches(PRESSED) ? [before] : [...before.querySelectorAll(PRESSED)];
  return controls.some((control) => isControlOf(element, control, textOf(before)));
}

/** A control of the element after it: it names no other, and is all that stands before, or says that it unfolds. */
function isControlOf(element: Element, control: Element, around: string): boolean {
  const text = textOf(control);
  if (text === '') return false;
  const named = control.getAttribute('aria-controls');
  if (named !== null) return named.split(/\s+/).includes(element.id);
  if (control.nodeName === 'LABEL') {
    const box = control.ownerDocument.getElementById(control.getAttribute('for') ?? '');
    return box?.nodeName === 'INPUT' && /^(?:checkbox|radio)$/i.test(box.getAttribute('type') ?? '');
  }
  return text === around || control.hasAttribute('aria-expanded') || control.hasAttribute('data-toggle');
}

/**
 * What the page's own style sheet and the style attributes say of elements. Of the sheet, simple selectors (element,
 * classes, id) are gone by; rules for some screens only are left out, and sheets in files are not loaded.
 */
function stylesOf(document: Document): Map<Element, Style> {
  const sheet = [...document.querySelectorAll('style')]
    .map((style) => style.textContent ?? '')
    .join('\n')
    .slice(0, 500_000)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  const styles = new Map<Element, Style>();
  const put = (element: Element, style: Style) =>
    styles.set(element, new Map([...(styles.get(element) ?? []), ...style]));
  const find = finderIn(document);
  for (const [, selectors = '', body = ''] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const style = styleOf(body);
    if (!hides(style) && !colours(style)) continue;
    for (const selector of selectors.split(',')) for (const element of find(selector.trim())) put(element, style);
  }
  for (const element of document.querySelectorAll('[style], [bgcolor], font[color]')) {
    const colour = element.nodeName === 'FONT' ? element.getAttribute('color') : null;
    const ground = element.getAttribute('bgcolor');
    if (colour) put(element, new Map([['color', colour]]));
    if (ground) put(element, new Map([['background', ground]]));
    put(element, styleOf(element.getAttribute('style') ?? ''));
  }
  return styles;
}

/** Finds by simple selectors: a sheet has thousands, and `querySelectorAll` walks through the page for each. */
function finderIn(document: Document): (selector: string) => Element[] {
  const places = new Map<string, Element[]>();
  for (const element of document.querySelectorAll('*')) {
    for (const name of marksOf(element)) {
      const known = places.get(name);
      if (known) known.push(element);
      else places.set(name, [element]);
    }
  }
  return (selector) => {
    if (!/^\*?(?:[a-z][a-z\d-]*)?(?:[.#][\w-]+)*$/i.test(selector)) return [];
    const marks = (selector.match(/[.#]?[\w-]+/g) ?? []).map((mark) =>
      /^[.#]/.test(mark) ? mark : mark.toLowerCase(),
    );
    const [rarest = [], ...others] = marks
      .map((mark) => places.get(mark) ?? [])
      .sort((one, other) => one.length - other.length);
    if (others.length === 0) return rarest;
    return rarest.filter((element) => {
      const own = new Set(marksOf(element));
      return marks.every((mark) => own.has(mark));
    });
  };
}

const marksOf = (element: Element): string[] => [
  element.localName.toLowerCase(),
  ...(element.id ? [`#${element.id}`] : []),
  ...[...element.classList].map((name) => `.${name}`),
];

const colours = (style: Style): boolean =>
  style.has('color') || style.has('background') || style.has('background-color') || style.has('background-image');

/** Text colour and ground at a place; null where they are not known. */
type Look = { colour: Colour | null; ground: Colour | null };

/** Removes text that cannot be told from its ground, and comments. Who sets no colour has that of what it stands in. */
function removeUnreadable(element: Element, styles: Map<Element, Style>, around: Look): void {
  const style = styles.get(element);
  const said = style?.get('color');
  const look = {
    colour: said === undefined || said === 'inherit' || said === 'currentcolor' ? around.colour : colourOf(said),
    ground: groundOf(styles, element, around.ground),
  };
  const gone =
    look.colour !== null && (look.ground === null ? look.colour.alpha <= 0.1 : isUnreadable(look.colour, look.ground));
  for (const node of [...element.childNodes]) {
    if (node.nodeType === 1) removeUnreadable(node as Element, styles, look);
    else if (gone || node.nodeType === 8) node.remove();
  }
}

/** The ground that an element gives its text: a picture or a gradient makes it unknown. */
function groundOf(styles: Map<Element, Style>, element: Element, around: Colour | null): Colour | null {
  const style = styles.get(element);
  const said = [style?.get('background'), style?.get('background-color'), style?.get('background-image')].filter(
    (value) => value !== undefined && !/^(?:none|inherit|initial|unset|transparent|0)?$/.test(value),
  );
  let ground = around;
  for (const value of said) {
    const colour = colourOf(value ?? '') ?? firstColour(value ?? '');
    if (colour === null) return null;
    if (colour.alpha > 0.5) ground = colour;
    else if (colour.alpha > 0.1) return null;
  }
  return ground;
}

/** Of `background: #fff no-repeat` the colour; null where a picture lies over it. */
const firstColour = (value: string): Colour | null =>
  /url\(|gradient\(|var\(/.test(value)
    ? null
    : (value
        .match(/#[\da-f]+|[a-z]+\([^()]*\)|[a-z]+/g)
        ?.reduce<Colour | null>((found, part) => found ?? colourOf(part), null) ?? null);
