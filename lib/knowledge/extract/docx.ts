import { strToU8, zipSync } from 'fflate';
import mammoth from 'mammoth';
import type { Entry } from './archive.ts';
import { hiddenStyles, withoutHidden } from './docx-hidden.ts';
import { parsePage, textOf } from './dom.ts';
import { inMegabytes, MAX_UNPACKED_BYTES } from './limits.ts';
import { toMarkdown } from './markdown.ts';
import { UnreadableFile } from './unreadable.ts';

const MAIN = 'word/document.xml';
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", 'comment-reference => '];

/**
 * Text of a Word document as Markdown, with its headings, lists and tables; images by their alternative text. Hidden
 * text (Word's own "hidden", of a run or of a style) and deleted text are left out.
 * @param entries the files that the document's archive holds
 */
export async function readDocx(entries: Entry[]): Promise<{ title: string | null; body: string }> {
  const parts = entries.filter(({ path }) => /\.(?:xml|rels)$/i.test(path));
  if (parts.reduce((sum, { size }) => sum + size, 0) > MAX_UNPACKED_BYTES) {
    throw new UnreadableFile(`It is larger than ${inMegabytes(MAX_UNPACKED_BYTES)} once unpacked.`);
  }
  const files = Object.fromEntries(parts.map(({ path, read }) => [path, read()]));
  if (!files[MAIN]) throw new UnreadableFile('It is not a Word document.');
  // A document may name its parts as it likes.
  const xml = new Map(
    Object.entries(files).flatMap(([path, bytes]) =>
      /\.xml$/i.test(path) ? [[path, new TextDecoder().decode(bytes)] as const] : [],
    ),
  );
  const hidden = hiddenStyles([...xml.values()]);
  for (const [path, text] of xml) files[path] = strToU8(withoutHidden(text, hidden)) as Uint8Array<ArrayBuffer>;
  const html = await htmlOf(Buffer.from(zipSync(files, { level: 0 })));
  const document = parsePage(html);
  const heading = document.querySelector('h1');
  const core = files['docProps/core.xml'];
  const named = core && /<dc:title>([^<]*)<\/dc:title>/.exec(new TextDecoder().decode(core))?.[1];
  const body = toMarkdown(document.body, '');
  if (!body) throw new UnreadableFile('There is no text in it.');
  return { title: (heading && textOf(heading)) || decoded(named ?? '') || null, body };
}

async function htmlOf(buffer: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      {
        styleMap: STYLES,
        includeEmbeddedStyleMap: false,
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    );
    return value;
  } catch (cause) {
    throw new UnreadableFile('The Word document is broken.', { cause });
  }
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const decoded = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ENTITIES[name] ?? '').trim();
