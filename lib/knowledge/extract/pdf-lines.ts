/** A run of letters as PDF.js tells it: `transform` holds size and place, lengths are in points. */
export type Item = { str: string; transform: number[]; width: number; height: number; hasEOL: boolean };

/** A line of a page; x and y of its beginning in points, from the lower left corner. */
export type Line = { text: string; x: number; y: number; right: number; size: number };

/** Letters smaller than this, in points, nobody reads. */
const LEAST_SIZE = 2;
/** A gap of this many letter sizes within a line parts columns of a table rather than words. */
const COLUMN_GAP = 1.8;
/** Lines at the top and bottom of a page among which headers and footers are looked for. */
const EDGE_LINES = 3;
/** A line that repeats on this share of the pages belongs to the page, not to the text; odd and even pages may differ. */
const REPEATS = 0.3;

/**
 * The lines of a page, in the order of its text: of a page in columns, one column after the other.
 * @param unit points that one of its measures stands for, as large plans have it
 */
export function linesOf(items: readonly Item[], unit = 1): Line[] {
  const lines: Line[] = [];
  let line: Line | null = null;
  for (const { str, transform, width, hasEOL } of items) {
    const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = transform;
    const size = Math.hypot(a, b) || Math.abs(d) || 1;
    if (Math.min(Math.hypot(a, b), Math.hypot(c, d)) * unit < LEAST_SIZE && str.trim()) continue;
    if (str.trim()) {
      const follows: boolean =
        line !== null && Math.abs(line.y - y) < Math.max(size, line.size) * 0.45 && x > line.right - size * 2;
      if (line && follows) append(line, str, x, width, size);
      else {
        line = { text: str, x, y, right: x + width, size };
        lines.push(line);
      }
    } else if (line && str && Math.abs(line.y - y) < size * 0.45) line.text += ' ';
    if (hasEOL && line && !str.trim()) line.text = line.text.trimEnd();
  }
  for (const found of lines) found.text = clean(found.text);
  return lines.filter(({ text }) => text !== '');
}

function append(line: Line, str: string, x: number, width: number, size: number): void {
  const gap = x - line.right;
  const glue =
    gap > size * COLUMN_GAP ? ' | ' : gap > size * 0.15 && !/\s$/.test(line.text) && !/^\s/.test(str) ? ' ' : '';
  line.text = glue === ' | ' ? `${line.text.trimEnd()}${glue}${str.trimStart()}` : `${line.text}${glue}${str}`;
  line.right = Math.max(line.right, x + width);
  // Signs above the line are small; the line's size is that of most of it.
  if (str.trim().length > 2) line.size = Math.max(line.size, size);
}

const LIGATURES = /[\ufb00-\ufb06]/g;

/** Ligatures are letters again, soft hyphens and leaders of a table of contents go. */
function clean(text: string): string {
  return text
    .replace(LIGATURES, (sign) => sign.normalize('NFKC'))
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\u00ad\u200b\ufeff]/g, '')
    .replace(/(?:\s*\.){5,}\s*/g, ' … ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The pages without page numbers and without the lines that repeat at their tops and bottoms. */
export function withoutRunningLines(pages: Line[][]): Line[][] {
  const counts = new Map<string, Set<number>>();
  for (const [number, lines] of pages.entries()) {
    for (const line of edgesOf(lines)) {
      const key = keyOf(line);
      counts.set(key, (counts.get(key) ?? new Set()).add(number));
    }
  }
  const enough = Math.max(3, pages.length * REPEATS);
  return pages.map((lines) => {
    const edges = edgesOf(lines);
    return lines.filter((line) => {
      if (!edges.has(line)) return true;
      if (pages.length > 1 && isPageNumber(line.text) && isOuter(line, lines)) return false;
      return (counts.get(keyOf(line))?.size ?? 0) < enough;
    });
  });
}

/** Highest and lowest lines of a page, wherever they come in its text. */
function edgesOf(lines: Line[]): Set<Line> {
  const byHeight = [...lines].sort((one, other) => other.y - one.y);
  return new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)]);
}

const isOuter = (line: Line, lines: Line[]): boolean =>
  lines.every(({ y }) => y <= line.y + 1) || lines.every(({ y }) => y >= line.y - 1);

/** The same words at the same height; the numbers in them count on. */
const keyOf = ({ text, y }: Line): string => `${Math.round(y / 4)} ${text.toLowerCase().replace(/\d+/g, '#')}`;

function isPageNumber(text: string): boolean {
  return /^(?:\p{L}{1,6}\.?\s+)?[-–—|\s]*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:\/|of|von|de|sur|di|van|z)\s*\d{1,4})?[-–—|\s]*$/iu.test(
    text,
  );
}
