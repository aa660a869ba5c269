import { Readability } from '@mozilla/readability';
import { textOf } from './dom.ts';
import { LEVEL } from './markdown.ts';

const REGIONS =
  'main, [role="main"], article, [itemprop="articleBody"], [itemtype*="FAQPage"], #main-content, #content, .article-body, .main-content, .page-content';
/** Around the content of a page: parts of the site, and what asks the reader for something. */
const SITE_PARTS =
  'nav, [role="navigation"], [role="search"], [role="banner"], [role="contentinfo"], [role="dialog"], [role="alertdialog"], [role="menu"], [role="menubar"], [role="tablist"], [role="tooltip"], [aria-label="breadcrumb" i], [aria-label="breadcrumbs" i]';
const SITE_CLASSES =
  /(?:^|[-_\s])(?:breadcrumbs?|share|sharing|social|pagination|pager|feedback|helpful|vote|votes|skip-?link|skip-to|toc|table-of-contents|newsletter|subscribe|advert|advertisement|promo|sidebar|site-header|site-footer|navbar|topbar|masthead)(?:$|[-_\s])/i;
const CONSENT = /cookie|consent|gdpr|onetrust|cybot|usercentrics|didomi|truste|cc-window|osano|iubenda/i;
const CONSENT_SHAPE =
  /banner|bar\b|notice|popup|pop-up|modal|dialog|overlay|window|layer|prompt|consent|sdk|bot|wrapper|container/i;
/** What is larger than this is content, whatever it calls itself. */
const LARGEST_SITE_PART = 2_500;
/** Of what the page itself marks as its content, Readability may leave out a part; when it finds less, the mark counts. */
const SHARE_OF_REGION = 0.75;
const SHARE_OF_BODY = 0.4;
const LINKS = 0.75;
/** Readability takes seconds for more elements than this, and pages of this size are references, not articles. */
const MOST_ELEMENTS = 12_000;

/** Removes navigation, cookie banners and other parts of the site around the content. */
export function removeSiteParts(document: Document): void {
  const { body } = document;
  for (const element of body.querySelectorAll(SITE_PARTS)) if (!holdsContent(element)) element.remove();
  for (const element of body.querySelectorAll('header, footer')) {
    if (!element.parentElement?.closest('article, main, section, [role="main"]')) element.remove();
  }
  for (const element of body.querySelectorAll('[class], [id]')) {
    if (element === body || holdsContent(element)) continue;
    const names = `${element.className} ${element.id}`;
    const asks = CONSENT.test(names) && CONSENT_SHAPE.test(names);
    if ((asks || SITE_CLASSES.test(names)) && textOf(element).length < LARGEST_SITE_PART) element.remove();
  }
}

const holdsContent = (element: Element): boolean =>
  element.matches('html, body, main, article, h1') || element.querySelector('main, article, h1') !== null;

/**
 * The element with the page's own text. Readability (the one behind Firefox's reader view) finds it on most pages; it
 * was made for long articles, so on help pages (short, or made of folds, tables and lists) it may find a part only.
 * Then what the page marks as its content counts, or all that is left of the body, without lists of links.
 */
export function mainContent(document: Document): Element {
  for (const heading of document.body.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    heading.setAttribute(LEVEL, heading.nodeName[1] ?? '1');
  }
  const region = regionOf(document);
  const wanted = textOf(region ?? document.body).length * (region ? SHARE_OF_REGION : SHARE_OF_BODY);
  const article = readable(document);
  if (article && textOf(article).length >= wanted && keepsHeadings(article, region)) return article;
  const content = region ?? document.body;
  removeLinkLists(content);
  return content;
}

function regionOf(document: Document): Element | null {
  const regions = [...document.body.querySelectorAll(REGIONS)].filter((element) => textOf(element).length > 0);
  // Several articles side by side are a list: what holds them all is the content.
  const outer = regions.filter((element) => !element.parentElement?.closest(REGIONS));
  const [first] = outer;
  if (!first) return null;
  if (outer.length === 1) return narrowed(first);
  const longest = outer.reduce(
    (best, element) => (textOf(element).length > textOf(best).length ? element : best),
    first,
  );
  const total = outer.reduce((sum, element) => sum + textOf(element).length, 0);
  return textOf(longest).length > total * 0.8 ? narrowed(longest) : null;
}

/** The one article inside of a region that has all its text but a little, such as the way here. */
function narrowed(region: Element): Element {
  const inner = [...region.querySelectorAll('article, [itemprop="articleBody"]')];
  const [only] = inner;
  return only && inner.length === 1 && textOf(only).length > textOf(region).length * 0.6 ? only : region;
}

function readable(document: Document): Element | null {
  if (document.querySelectorAll('*').length > MOST_ELEMENTS) return null;
  const copy = document.cloneNode(true) as Document;
  const found = new Readability<Element>(copy, {
    charThreshold: 200,
    disableJSONLD: true,
    keepClasses: true,
    serializer: (node) => node as Element,
  }).parse();
  return found?.content ?? null;
}

/** Readability takes lists of short questions for lists of links; what has lost its headings has lost its structure. */
function keepsHeadings(article: Element, region: Element | null): boolean {
  const count = (element: Element) => element.querySelectorAll('h2, h3, h4').length;
  return region === null || count(article) >= count(region) * 0.7;
}

function removeLinkLists(content: Element): void {
  for (const list of content.querySelectorAll('ul, ol, aside, menu')) {
    const text = textOf(list).length;
    const linked = [...list.querySelectorAll('a')].reduce((sum, link) => sum + textOf(link).length, 0);
    if (list.querySelectorAll('a').length > 1 && linked > text * LINKS && !list.parentElement?.closest('p, li, td, dd'))
      list.remove();
  }
}
