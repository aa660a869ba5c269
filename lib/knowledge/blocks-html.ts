/**
 * HTML that was left in Markdown: its words stay, its tags go. Only names of HTML's own elements count as tags, so that
 * `<your-name>` and `a < b` are text. Whole pages are read by extract/page.ts.
 */

/** Elements that stand for themselves: what is in them begins on a line of its own. */
const BLOCKS =
  'address|article|aside|blockquote|body|center|details|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul';
const INLINE =
  'a|abbr|b|bdi|bdo|big|button|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|picture|q|s|samp|small|source|span|strike|strong|sub|sup|time|tt|u|var|wbr';
const MAYBE_HTML = /<[a-z!/]|&(?:[a-z]{2,8}|#\d{1,6}|#x[\da-f]{1,6});/i;
/** What no reader sees, by how it begins and ends. */
const HIDDEN = [
  { opening: /<!--/g, closing: /-->/g },
  { opening: /<script[\s>]/gi, closing: /<\/script\s*>/gi },
  { opening: /<style[\s>]/gi, closing: /<\/style\s*>/gi },
];
const HEADING = /<h([1-6])\b[^<>]{0,1000}>([^<>\n]*(?:<(?!\/?h[1-6]\b)[^<>\n]{0,300}>[^<>\n]*){0,20})<\/h\1\s*>/gi;
const ITEM = /<li\b[^<>]{0,1000}>[ \t]*/gi;
const LINE = /<br\s*\/?>/gi;
const BLOCK = new RegExp(`</?(?:${BLOCKS})(?:\\s[^<>]{0,2000})?/?>`, 'gi');
const TAG = new RegExp(`</?(?:${INLINE})(?:\\s[^<>]{0,4000})?/?>`, 'gi');
const ENTITIES: Record<string, string> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  mdash: '—',
  ndash: '–',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
};

/** Markdown without the HTML in it. Code keeps its own: call it with what stands between fences only. */
export function withoutHtml(text: string): string {
  if (!MAYBE_HTML.test(text)) return text;
  return withoutHidden(text)
    .split(/(`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : plain(part)))
    .join('');
}

/** In steps: one pattern would look for the end of every beginning anew. What is never closed stays. */
function withoutHidden(text: string): string {
  let rest = text;
  for (const { opening, closing } of HIDDEN) {
    let kept = '';
    let from = 0;
    for (const { index } of rest.matchAll(opening)) {
      if (index < from) continue;
      closing.lastIndex = index;
      if (!closing.test(rest)) break;
      kept += `${rest.slice(from, index)} `;
      from = closing.lastIndex;
    }
    rest = kept + rest.slice(from);
  }
  return rest;
}

function plain(text: string): string {
  return text
    .replace(HEADING, (_, level: string, words: string) => `\n\n${'#'.repeat(Number(level))} ${words.trim()}\n\n`)
    .replace(ITEM, '\n- ')
    .replace(LINE, '\n')
    .replace(BLOCK, '\n')
    .replace(TAG, '')
    .replace(/&([a-z]{2,8}|#\d{1,6}|#x[\da-f]{1,6});/gi, (whole, name: string) => character(name) ?? whole);
}

function character(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isText = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isText ? String.fromCodePoint(code) : undefined;
}
