import { parsePage, textOf, webAddress } from './dom.ts';
import { unfold } from './folds.ts';
import { mainContent, removeSiteParts } from './main-content.ts';
import { toMarkdown } from './markdown.ts';
import { withoutUnseenSigns } from './signs.ts';
import { removeUnseen } from './visible.ts';

/** What a page says, and what it asks of those who read pages by machine. */
export type Page = {
  /** The article's own heading, else the page's title without the name of its site; empty where there is neither. */
  title: string;
  /** The page's own text as Markdown; empty where there is none. */
  body: string;
  /** ISO 639-1, as the page says; null where it does not. */
  language: string | null;
  /** Pages that it links to: absolute, http or https, without fragments, each once, in order. */
  links: string[];
  /** Where the page says it belongs. */
  canonical: string | null;
  /** It asks not to be indexed. */
  noindex: boolean;
  /** It asks not to follow its links. */
  nofollow: boolean;
};

/**
 * Reads a page: its main content as Markdown without navigation, cookie banners, scripts, and without text that
 * somebody who looks at the page could not read.
 * @param url where the page comes from; '' for a file, whose relative links lose their targets
 * @throws UnreadableFile for a page that cannot be parsed within reason
 */
export function extractPage(html: string, url: string): Page {
  const document = parsePage(html);
  const base = webAddress(document.querySelector('base[href]')?.getAttribute('href'), url) ?? url;
  const robots = robotsOf(document);
  const facts = {
    language: languageOf(document),
    links: linksOf(document, base),
    canonical: webAddress(document.querySelector('link[rel~="canonical" i]')?.getAttribute('href'), base),
    noindex: robots.has('noindex') || robots.has('none'),
    nofollow: robots.has('nofollow') || robots.has('none'),
  };
  const names = namesOf(document);
  removeUnseen(document);
  unfold(document);
  const heading = document.querySelector('main h1, article h1, [role="main"] h1') ?? document.querySelector('h1');
  const title = (heading && textOf(heading)) || withoutSite(names.title, names.site, url) || names.shared;
  removeSiteParts(document);
  const body = withoutTitle(toMarkdown(mainContent(document), base), title);
  return { title: withoutUnseenSigns(title), body: withoutUnseenSigns(body), ...facts };
}

/** The title stands beside the text; as its first heading it would be said twice. */
function withoutTitle(body: string, title: string): string {
  const [, first = '', rest = ''] = /^# (.*)(?:\n+|$)([\s\S]*)$/.exec(body) ?? [];
  return plainWords(first) === plainWords(title) && rest ? rest : body;
}

const plainWords = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

function robotsOf(document: Document): Set<string> {
  const said = [...document.querySelectorAll('meta[name="robots" i], meta[name="googlebot" i]')]
    .map((meta) => meta.getAttribute('content') ?? '')
    .join(',');
  return new Set(said.toLowerCase().split(/[\s,]+/));
}

function languageOf(document: Document): string | null {
  const said =
    document.documentElement.getAttribute('lang') ??
    document.documentElement.getAttribute('xml:lang') ??
    document.querySelector('meta[http-equiv="content-language" i]')?.getAttribute('content') ??
    '';
  return /^\s*([a-z]{2})(?:$|[-_\s,])/i.exec(said)?.[1]?.toLowerCase() ?? null;
}

function linksOf(document: Document, base: string): string[] {
  const links = new Set<string>();
  for (const link of document.querySelectorAll('a[href], area[href]')) {
    if (/(?:^|\s)nofollow(?:\s|$)/i.test(link.getAttribute('rel') ?? '')) continue;
    const address = webAddress(link.getAttribute('href'), base);
    if (address) links.add(address.replace(/#.*$/s, ''));
  }
  return [...links];
}

function namesOf(document: Document): { title: string; site: string; shared: string } {
  const property = (name: string) =>
    document.querySelector(`meta[property="${name}" i]`)?.getAttribute('content')?.replace(/\s+/g, ' ').trim() ?? '';
  const title = document.querySelector('head > title') ?? document.querySelector('title');
  return { title: title ? textOf(title) : '', site: property('og:site_name'), shared: property('og:title') };
}

/** A title without the name of the site at its end or beginning: "Returns | Example Help" is about returns. */
function withoutSite(title: string, site: string, url: string): string {
  const parts = title.split(/\s+[|–—·•»:-]\s+|\s*[|»]\s*/).filter(Boolean);
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length < 2) return title;
  const same = (part: string) => site !== '' && part.toLowerCase() === site.toLowerCase();
  const host =
    (URL.parse(url)?.hostname ?? '')
      .replace(/^www\./, '')
      .split('.')[0]
      ?.toLowerCase() ?? '';
  const plain = (part: string) => part.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const named = (part: string) => same(part) || (host.length > 2 && plain(part).includes(plain(host)));
  if (named(first) && !named(last)) return title.slice(title.indexOf(parts[1] ?? ''));
  const end = title.lastIndexOf(last);
  const rest = title.slice(0, end).replace(/[\s|–—·•»:-]+$/, '');
  return named(last) || last.length <= rest.length ? rest : title;
}
