import { createHash } from 'node:crypto';
import { z } from 'zod';
import { firstOf } from '@/lib/platform/text';
import { readBlocks } from './blocks';
import { type SourceInput, sourceInputSchema } from './schema';

/** A file that cannot be taken, in words for the person who chose it. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}

/** Endings of the files that can be read. */
export const FILE_ENDINGS = ['.md', '.markdown', '.txt', '.text', '.jsonl', '.ndjson'] as const;

/** Sources that one JSONL file may hold. */
const MAX_ROWS = 20_000;

export const isReadable = (name: string): boolean => FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));

/**
 * Reads a file into sources: one for Markdown and text, one per line for JSONL
 * (`{title, text | body | answer, url?, id?}` or `{question, answer}`).
 * @param id what names the file where it comes from; a second import of the same id is an update
 * @param name the file's name, for its ending and as the last choice for a title
 * @throws UnreadableFile with the reason; then nothing of the file may be used
 */
export async function readFile(id: string, name: string, bytes: Uint8Array): Promise<SourceInput[]> {
  const text = decode(bytes);
  if (text.includes('\u0000')) throw new UnreadableFile('It holds the character U+0000: this is not a text file.');
  if (!/\S/u.test(text)) throw new UnreadableFile('It is empty.');
  const ending = /\.[^.]*$/.exec(name.toLowerCase())?.[0] ?? '';
  const bare =
    name
      .slice(0, name.length - ending.length)
      .replace(/[-_]+/g, ' ')
      .trim() || name;
  switch (ending) {
    case '.md':
    case '.markdown':
      return [checked({ externalId: id, kind: 'markdown', ...front(text, bare), body: text })];
    case '.txt':
    case '.text':
      return [checked({ externalId: id, kind: 'text', title: titleCase(bare), url: null, body: text })];
    case '.jsonl':
    case '.ndjson':
      return readLines(id, text);
    default:
      throw new UnreadableFile(`Files may be Markdown, text or JSONL (${FILE_ENDINGS.join(', ')}).`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableFile('It is not UTF-8 text.', { cause });
  }
}

/** Title and address of a Markdown file: from its front matter, else its first heading, else its name. */
function front(text: string, bare: string): { title: string; url: string | null } {
  const meta = /^\ufeff?---\r?\n([\s\S]{0,4000}?)\r?\n---\r?\n/.exec(text)?.[1] ?? '';
  const field = (name: string) =>
    new RegExp(`^${name}:\\s*["']?(.+?)["']?\\s*$`, 'mi').exec(meta)?.[1]?.trim() || undefined;
  const heading = readBlocks(text.slice(0, 20_000), 'markdown').find((block) => block.kind === 'heading')?.text;
  const url = field('url');
  return {
    title: firstOf(field('title') ?? heading ?? titleCase(bare), 300),
    url: url && /^https?:\/\//.test(url) ? url : null,
  };
}

const titleCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const words = z.string().refine((value) => /\S/u.test(value));
const rowSchema = z.union([
  z.object({ question: words, answer: words }),
  z.object({ title: words, text: words }),
  z.object({ title: words, body: words }),
  z.object({ title: words, answer: words }),
]);
const extrasSchema = z.object({
  url: z.string().nullish(),
  id: z.union([z.string().min(1).max(200), z.number()]).nullish(),
});

function readLines(fileId: string, text: string): SourceInput[] {
  const sources: SourceInput[] = [];
  const taken = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!line.trim()) continue;
    if (sources.length >= MAX_ROWS) throw new UnreadableFile(`It has more than ${MAX_ROWS} lines. Split it.`);
    try {
      const source = readLine(fileId, line);
      if (taken.has(source.externalId)) throw new UnreadableFile('its id or title is there already.');
      taken.add(source.externalId);
      sources.push(source);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UnreadableFile(`Line ${index + 1}: ${error.message}`, { cause: error.cause });
    }
  }
  return sources;
}

function readLine(fileId: string, line: string): SourceInput {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new UnreadableFile('this is not JSON.', { cause });
  }
  const row = rowSchema.safeParse(value);
  const extras = extrasSchema.safeParse(value);
  if (!row.success) {
    throw new UnreadableFile('it needs "title" with "text", "body" or "answer", or "question" with "answer", as text.');
  }
  if (!extras.success) throw new UnreadableFile('"id" must be a text or a number, "url" a text.');
  const { data } = row;
  const title = ('question' in data ? data.question : data.title).replace(/\s+/g, ' ').trim();
  const body = 'text' in data ? data.text : 'body' in data ? data.body : data.answer;
  const key = extras.data.id ?? createHash('sha256').update(title).digest('hex').slice(0, 16);
  return checked({
    externalId: `${fileId}#${key}`,
    kind: 'jsonl',
    title: firstOf(title, 300),
    url: extras.data.url || null,
    body,
  });
}

function checked(input: z.input<typeof sourceInputSchema>): SourceInput {
  const result = sourceInputSchema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UnreadableFile(issue?.message ?? 'It cannot be read.', { cause: result.error });
}
