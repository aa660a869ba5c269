import { getDocumentProxy } from 'unpdf';
import { inMegabytes, MAX_PAGES, MAX_UNPACKED_BYTES } from './limits.ts';
import { type Item, type Line, linesOf, withoutRunningLines } from './pdf-lines.ts';
import { layOut } from './pdf-text.ts';
import { UnreadableFile } from './unreadable.ts';

/** Letters that a page of a document with text has at least, on average; scans have none, or a stamp. */
const LETTERS_A_PAGE = 8;
/** Share of characters without meaning (private use, replacement) above which the text is not one. */
const MOST_UNKNOWN = 0.2;

/**
 * Text of a PDF as Markdown: headings by the size of their letters and by the document's outline, paragraphs by the
 * gaps between lines, words joined that a line's end cut, without headers, footers and page numbers.
 */
export async function readPdf(bytes: Uint8Array): Promise<{ title: string | null; body: string }> {
  const pdf = await opened(bytes);
  try {
    if (pdf.numPages > MAX_PAGES)
      throw new UnreadableFile(`It has ${pdf.numPages} pages, and up to ${MAX_PAGES} are read. Split it.`);
    const pages: Line[][] = [];
    let characters = 0;
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const lines = linesOf(
        items.filter((item): item is Item & typeof item => 'str' in item),
        page.userUnit,
      );
      for (const { text } of lines) characters += text.length;
      if (characters > MAX_UNPACKED_BYTES)
        throw new UnreadableFile(`Its text is larger than ${inMegabytes(MAX_UNPACKED_BYTES)}.`);
      pages.push(lines);
      page.cleanup();
    }
    assertReadable(pages);
    const { info } = await pdf.getMetadata();
    const outline = outlineOf((await pdf.getOutline()) ?? []);
    const { title, body } = layOut(withoutRunningLines(pages), outline);
    return { title: usable(info) ?? title, body };
  } catch (error) {
    if (error instanceof UnreadableFile || !(error instanceof Error)) throw error;
    throw new UnreadableFile('The PDF is broken.', { cause: error });
  } finally {
    await pdf.loadingTask.destroy();
  }
}

type Outline = { title: string; items: Outline[] };

async function opened(bytes: Uint8Array) {
  try {
    // A copy: PDF.js takes what it is given. Pictures are not decoded, and what one claims to need is bounded.
    return await getDocumentProxy(bytes.slice(), { verbosity: 0, maxImageSize: 1_000_000 });
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    throw new UnreadableFile(
      name === 'PasswordException'
        ? 'It is protected by a password. Save it without one and try again.'
        : 'The PDF is broken.',
      { cause },
    );
  }
}

function assertReadable(pages: Line[][]): void {
  const text = pages.flatMap((lines) => lines.map((line) => line.text)).join('');
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const unknown = text.match(/[\p{Co}\ufffd]/gu)?.length ?? 0;
  if (unknown > (letters + unknown) * MOST_UNKNOWN) {
    throw new UnreadableFile(
      'Its letters cannot be told: the PDF does not say what its signs mean. Export it anew, or save it as DOCX.',
    );
  }
  if (letters < LETTERS_A_PAGE * pages.length) {
    throw new UnreadableFile(
      'There is no text in it: its pages are pictures, as of a scan. Run text recognition (OCR) over it first.',
    );
  }
}

/** Titles of the outline with their depth from 1. */
function outlineOf(items: Outline[], depth = 1): Map<string, number> {
  const levels = new Map<string, number>();
  for (const { title, items: below } of items.slice(0, 2_000)) {
    levels.set(title.replace(/\s+/g, ' ').trim().toLowerCase(), Math.min(depth, 4));
    if (depth < 6)
      for (const [name, level] of outlineOf(below, depth + 1)) if (!levels.has(name)) levels.set(name, level);
  }
  return levels;
}

/** The title of the metadata, unless it is what a program put there: a file's name, or nothing said. */
function usable(info: object): string | null {
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.replace(/\s+/g, ' ').trim() : '';
  const isNamed =
    title.length > 2 &&
    !/\.(?:docx?|pdf|indd|pptx?|xlsx?|tex|odt|rtf)$|^(?:about|https?|file):|^microsoft |^untitled|^unbenannt|^document\d*$/i.test(
      title,
    );
  return isNamed && /\p{L}{2}/u.test(title) ? title : null;
}
