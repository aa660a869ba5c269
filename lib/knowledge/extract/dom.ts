// Relative imports with endings in this folder: the thread runs these files as they are, without a bundler.
import { parseHTML } from 'linkedom/worker';
import { UnreadableFile } from './unreadable.ts';

/** Elements inside one another, at most: recursive code behind us must not run out of stack. */
const DEEPEST = 150;
/** Open elements at a time above which a page is not parsed: its parser's time grows with their square. */
const MOST_OPEN = 3_000;
/** Elements that end by themselves or by what follows them, or that hold nothing. */
const NOT_NESTED =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|rp|rt|html|head|body|h[1-6])$/i;

/** Classes by which text is kept for screen readers, out of sight. */
export const OUT_OF_SIGHT =
  '.sr-only, .visually-hidden, .visuallyhidden, .screen-reader-text, .screen-reader-only, .a11y-hidden, .u-hidden, .d-none, .hide, .is-hidden, .hidden';

/**
 * Parses a page into a document that always has a head and a body. linkedom (its build without an optional canvas)
 * parses as fast as it reads; it adds no missing elements, so what stands outside of a body is moved into it here.
 * @throws UnreadableFile for elements nested by the thousand
 */
export function parsePage(html: string): Document {
  const whole = /<html[\s>]/i.test(html) ? html : `<html><head></head><body>${html}</body></html>`;
  if (opensTooMany(whole)) throw new UnreadableFile('Its elements stand too deep in one another.');
  const { document } = parseHTML(whole.replaceAll('\0', '\ufffd')) as unknown as { document: Document };
  const root = document.documentElement;
  if (!root.querySelector('body')) {
    const body = document.createElement('body');
    for (const node of [...root.childNodes]) {
      if (node.nodeName !== 'HEAD') body.appendChild(node);
    }
    root.appendChild(body);
  }
  flatten(root);
  // An entity comes as a text of its own; escaping needs to see what stands beside it.
  root.normalize();
  return document;
}

function opensTooMany(html: string): boolean {
  let open = 0;
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    if (NOT_NESTED.test(name)) continue;
    open = Math.max(0, open + (end ? -1 : 1));
    if (open > MOST_OPEN) return true;
  }
  return false;
}

/** What lies too deep keeps its text and loses its elements. */
function flatten(root: Element): void {
  let level: Element[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === DEEPEST) {
      for (const element of level) element.textContent = visibleLeaf(element) ? element.textContent : '';
      return;
    }
    level = level.flatMap((element) => [...element.children]);
  }
}

/** Below the deepest level nothing can be told hidden from shown, so what may hide something or holds code goes. */
function visibleLeaf(element: Element): boolean {
  return !element.querySelector(
    'script, style, template, noscript, textarea, select, font, dialog, [hidden], [aria-hidden], [style], [class], [id]',
  );
}

/** Text with its white space collapsed. */
export const textOf = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

/** An address of the web, absolute; null for anything else. */
export function webAddress(href: string | null | undefined, base: string): string | null {
  const url = addressOf(href, base);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** An address as the document means it, or null where it means none. */
export function addressOf(href: string | null | undefined, base: string): URL | null {
  const text = href?.trim();
  if (!text) return null;
  return URL.parse(text, /^https?:/i.test(base) ? base : undefined);
}

/** Puts an element's children into its place. */
export function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}
