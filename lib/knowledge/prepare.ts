import { createHash } from 'node:crypto';
import { type Chunk, chunk } from './chunk';
import type { SourceInput } from './schema';

/** Part of the content hash: raise it when the chunker cuts differently, and the next import cuts everything anew. */
const CHUNKING_VERSION = 1;

/** A source as the database's `save_source` takes it. */
export type PreparedSource = { source: SourceInput & { contentHash: string }; passages: Chunk[] };

/** Cuts a source into passages and gives it the hash that tells whether it changed. Pure. */
export function prepareSource(input: SourceInput): PreparedSource {
  const { kind, title, url, body } = input;
  const contentHash = createHash('sha256')
    .update(JSON.stringify([CHUNKING_VERSION, kind, title, url, body]))
    .digest('hex');
  return {
    source: { ...input, contentHash },
    passages: chunk(
      title,
      body,
      kind === 'markdown' || (kind === 'jsonl' && looksLikeMarkdown(body)) ? 'markdown' : 'text',
    ),
  };
}

function looksLikeMarkdown(text: string): boolean {
  return /^ {0,3}(#{1,6} |```|~~~|[-*+] )|\]\([^\s()]{1,300}\)|\*\*\S/m.test(text);
}
