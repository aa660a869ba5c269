/** How many words find a passage in its page: fewer are ambiguous, more are more likely to be written otherwise there. */
const WORDS = 8;
const LEAST = 3;

/** Marks of Markdown that a page does not show. */
const withoutMarks = (line: string): string =>
  line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:#{1,6}\s|>+\s?|[-*+•]\s|\d{1,3}[.)]\s)+/, '')
    .replace(/[*_`~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * The address of a page that lets the browser scroll to a passage and mark its first words: a text fragment
 * (wicg.github.io/scroll-to-text-fragment). Its words must stand in one block of the page, so they are those of one
 * line; a browser that does not know it, or does not find them, opens the page at its beginning.
 * @param url http or https; what is something else comes back as it is
 */
export function linkToPassage(url: string, body: string): string {
  if (!/^https?:/i.test(url) || url.includes(':~:')) return url;
  const lines = body.split('\n').filter((line) => !line.includes('|') && !/^\s*(?:```|~~~)/.test(line));
  const candidates = lines.map((line) => withoutMarks(line).split(' ').slice(0, WORDS));
  const words = candidates.find(({ length }) => length >= WORDS) ?? candidates.find(({ length }) => length >= LEAST);
  if (!words) return url;
  // A dash has a meaning of its own in a text fragment; commas and ampersands are encoded as everywhere.
  const text = encodeURIComponent(
    words
      .join(' ')
      .toWellFormed()
      .replace(/[.,;:!?]+$/, ''),
  ).replaceAll('-', '%2D');
  return `${url}${url.includes('#') ? '' : '#'}:~:text=${text}`;
}
