/**
 * The Markdown that answers may use, as the elements it becomes. There is none for HTML, images or styles: they stay
 * text.
 */
export type Mark = {
  tag: 'strong' | 'em' | 'code' | 'sup' | 'a' | 'p' | 'pre' | 'ul' | 'ol' | 'li' | 'blockquote' | 'hr';
  children: Piece[];
  /** Of a link. */
  href?: string;
  /** The number that an ordered list begins with. */
  start?: number;
};
export type Piece = string | Mark;
/** A block and the lines that it was made of. */
export type Block = Mark & { source: string };

/** Deeper nesting is shown flat; it also bounds the work for text made to be expensive. */
const MAX_DEPTH = 5;
/** Longest stretch between two emphasis marks. */
const MAX_EMPHASIS = 2_000;

/** The address, when a reader may safely follow it; else null. Whatever a browser would strip is stripped first. */
export function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    // A user name before the @ serves only to make one host look like another.
    return /^(https?|mailto):/.test(url.href) && !url.username && !url.password ? url.href : null;
  } catch {
    // Relative and malformed addresses: the answer has no page that they could be relative to.
    return null;
  }
}

/** Escape · code · [label](address) and images · [citation] · bare address · emphasis. Every repetition is bounded. */
const TOKEN =
  /\\([\\`*_[\]!<>#()-])|(`+)|!?\[([^\]\n]{0,500})\]\(<?([^\s<>()]{0,2000}(?:\([^\s<>()]{0,500}\)[^\s<>()]{0,500})?)[^()\n]{0,200}\)|\[(\d{1,2})\]|<?(https?:\/\/[^\s<>"'`]{1,2000})>?|\*\*?|__?/g;
const WORD = /[\p{L}\p{N}]/u;

/** Where the emphasis that opens before `from` ends, or -1. */
function closing(text: string, from: number, mark: string): number {
  const limit = Math.min(text.length, from + MAX_EMPHASIS);
  for (let at = text.indexOf(mark, from + 1); at >= 0 && at < limit; at = text.indexOf(mark, at + 1)) {
    if (/\s/.test(text[at - 1] as string)) continue;
    if (mark[1]) return text[at + 2] === mark[0] ? at + 1 : at;
    if (text[at + 1] === mark) {
      at++;
      continue;
    }
    if (mark === '*' || !WORD.test(text[at + 1] ?? '')) return at;
  }
  return -1;
}

export function parseInline(text: string, depth = 0): Piece[] {
  const out: Piece[] = [];
  const token = new RegExp(TOKEN);
  let plain = '';
  let at = 0;
  const push = (tag: Mark['tag'], children: Piece[], href?: string) => {
    if (plain) out.push(plain);
    plain = '';
    out.push({ tag, children, href });
  };
  const link = (address: string, label: string) => {
    const href = safeHref(address);
    if (href) push('a', [label], href);
    else plain += label;
  };
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [whole, escaped, ticks, label, address, citation, bare] = found;
    const from = found.index;
    plain += text.slice(at, from);
    at = token.lastIndex;
    if (escaped) plain += escaped;
    else if (ticks) {
      const end = text.indexOf(ticks, at);
      if (end < 0) plain += ticks;
      else {
        push('code', [text.slice(at, end).trim()]);
        at = end + ticks.length;
      }
    } else if (label !== undefined) link(address as string, label);
    else if (citation) {
      plain = plain.trimEnd();
      push('sup', [citation]);
    } else if (bare) {
      // A mark after an address belongs to the sentence.
      const url = bare.replace(/[.,;:!?*_\]]+$/, '').replace(/^([^(]*)\)$/, '$1');
      link(url, url);
      if (!whole.endsWith('>')) at = from + whole.indexOf(bare) + url.length;
    } else {
      const inWord = whole[0] === '_' && WORD.test(text[from - 1] ?? '');
      const end = depth < MAX_DEPTH && !inWord && /\S/.test(text[at] ?? '') ? closing(text, at, whole) : -1;
      if (end < 0) plain += whole;
      else {
        push(whole[1] ? 'strong' : 'em', parseInline(text.slice(at, end), depth + 1));
        at = end + whole.length;
      }
    }
    token.lastIndex = at;
  }
  plain += text.slice(at);
  return plain ? [...out, plain] : out;
}

const FENCE = /^ {0,3}```/;
const HEADING = /^ {0,3}#{1,6}\s+/;
const RULE = /^ {0,3}([-*_])( ?\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,12})([-*+]|\d{1,9}[.)])(?:\s+|$)/;
const indentOf = (line: string): number => line.search(/\S|$/);
const startsBlock = (line: string): boolean => [FENCE, HEADING, RULE, QUOTE, ITEM].some((mark) => mark.test(line));

/**
 * Parses an answer. Unfinished Markdown (an answer still being written) gives the best reading so far; each block
 * carries its source, so that a growing answer needs to redraw its last block only.
 */
export function parseMarkdown(text: string, depth = 0): Block[] {
  const lines = text.split(/\r\n?|\n/);
  const blocks: Block[] = [];
  let at = 0;
  const line = () => lines[at] as string;
  const nested = (body: string[]) => parseMarkdown(body.join('\n'), depth + 1);

  /** A plain item reads better without a paragraph's margins. */
  const item = (body: string[]): Mark => {
    const [first, ...others] = nested(body);
    return { tag: 'li', children: [...(first?.tag === 'p' ? first.children : first ? [first] : []), ...others] };
  };
  const list = (ordered: boolean): Mark => {
    const base = indentOf(line());
    const items: string[][] = [];
    for (const start = Number.parseInt(line(), 10) || 1; ; at++) {
      const next = lines[at] ?? '';
      const mark = RULE.test(next) ? null : ITEM.exec(next);
      const indent = indentOf(next);
      if (mark && indent < base + 2 && /\d/.test(mark[0]) === ordered) {
        items.push([next.slice(mark[0].length)]);
      } else if (next.trim() ? indent >= base + 2 || !(mark || startsBlock(next)) : goesOn(base)) {
        items[items.length - 1]?.push(next.slice(Math.min(indent, base + (ordered ? 3 : 2))));
      } else return { tag: ordered ? 'ol' : 'ul', start, children: items.map(item) };
    }
  };
  /** Whether a list goes on behind the empty line. */
  const goesOn = (base: number): boolean => {
    const after = lines[at + 1] ?? '';
    return indentOf(after) >= base + 2 || ITEM.test(after);
  };

  const block = (): Mark => {
    const from = at;
    const first = line();
    const flat = depth >= MAX_DEPTH;
    if (FENCE.test(first)) {
      do at++;
      while (at < lines.length && !FENCE.test(line()));
      return { tag: 'pre', children: [{ tag: 'code', children: [lines.slice(from + 1, at++).join('\n')] }] };
    }
    if (RULE.test(first)) {
      at++;
      return { tag: 'hr', children: [] };
    }
    if (!flat && ITEM.test(first)) return list(/\d/.test((ITEM.exec(first) as RegExpExecArray)[0]));
    if (!flat && QUOTE.test(first)) {
      while (at < lines.length && QUOTE.test(line())) at++;
      return { tag: 'blockquote', children: nested(lines.slice(from, at).map((quoted) => quoted.replace(QUOTE, ''))) };
    }
    at++;
    if (HEADING.test(first)) {
      return { tag: 'p', children: [{ tag: 'strong', children: parseInline(first.replace(HEADING, '')) }] };
    }
    while (at < lines.length && line().trim() && (flat || !startsBlock(line()))) at++;
    return { tag: 'p', children: parseInline(lines.slice(from, at).join('\n').trim()) };
  };

  while (at < lines.length) {
    const from = at;
    if (line().trim()) {
      const body = block();
      blocks.push({ ...body, source: lines.slice(from, at).join('\n') });
    } else at++;
  }
  return blocks;
}
