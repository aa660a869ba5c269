import { createHash } from 'node:crypto';
import { type Chunk, chunk } from './chunk';
import { languageOf, languageOfPart } from './language';
import type { SourceInput } from './schema';

/** Part of the content hash: raise it when the chunker cuts differently, and the next import cuts everything anew. */
const CHUNKING_VERSION = 3;

/** A passage as it is stored: where it stands, its text, and the language that its words are read in. */
export type PreparedPassage = Pick<Chunk, 'titlePath' | 'body' | 'tokenCount'> & { language: string | null };

/** A source as the database's `save_sources` takes it. */
export type PreparedSource = {
  source: SourceInput & { contentHash: string; language: string | null };
  passages: PreparedPassage[];
};

/**
 * Cuts a source into passages, tells its language and gives it the hash that tells whether it changed. Pure.
 * @param fallbackLanguage of what it came with, for texts too short to tell by themselves
 */
export function prepareSource(input: SourceInput, fallbackLanguage: string | null = null): PreparedSource {
  const { kind, title, url, body } = input;
  const language = input.language ?? languageOf(`${title}\n${body}`) ?? fallbackLanguage;
  const contentHash = createHash('sha256')
    .update(JSON.stringify([CHUNKING_VERSION, kind, title, url, body, language]))
    .digest('hex');
  const chunks = chunk(title, body, isMarkdown(input) ? 'markdown' : 'text');
  return {
    source: { ...input, language, contentHash },
    passages: chunks.map(({ titlePath, body, tokenCount }) => ({
      titlePath,
      body,
      tokenCount,
      // An article may quote another language, or hold a chapter in each.
      language: chunks.length === 1 ? language : languageOfPart(body, language),
    })),
  };
}

/** Prepares what comes together; entries too short to tell their language are read in that of all. */
export function prepareSources(inputs: readonly SourceInput[]): PreparedSource[] {
  const sample = inputs.slice(0, 60).map(({ title, body }) => `${title}. ${body.slice(0, 200)}`);
  const together = inputs.length > 1 ? languageOf(sample.join('\n')) : null;
  return inputs.map((input) => prepareSource(input, together));
}

/** Documents and pages are read into Markdown; entries of lists may be written in it. */
function isMarkdown({ kind, body }: SourceInput): boolean {
  if (kind === 'text') return false;
  return (kind !== 'jsonl' && kind !== 'csv') || looksLikeMarkdown(body);
}

function looksLikeMarkdown(text: string): boolean {
  return /^ {0,3}(#{1,6} |```|~~~|[-*+] )|\]\([^\s()]{1,300}\)|\*\*\S/m.test(text);
}
